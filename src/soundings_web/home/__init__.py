"""Everyone's start page with the way from an empty site to an open survey, the set-up, and the look of the site.

It stands on top of the house: it may import any room, and no room imports it.
"""
