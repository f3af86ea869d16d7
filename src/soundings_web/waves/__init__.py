"""Waves and their surveys: contracts, states, windows, tickets."""
