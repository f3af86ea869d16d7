"""Governance papers: drafted from the contracts of a wave, edited by the council, written as Word or as a page."""
