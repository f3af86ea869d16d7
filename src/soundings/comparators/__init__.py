"""Figures from elsewhere: source, wave, kind and definition beside every one. Never mixed with our own sums."""

from soundings.comparators.past import PastResult, PastResults, load_past, past_from_text, past_to_text

__all__ = ["PastResult", "PastResults", "load_past", "past_from_text", "past_to_text"]
