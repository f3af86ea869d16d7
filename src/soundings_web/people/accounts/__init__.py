"""Accounts of staff who work with Soundings: who they are, what their roles let them do, and how they sign in.

Respondents never have one. What a role may do stands on one page, ``roles``; it is checked in one place, ``access``.
"""
