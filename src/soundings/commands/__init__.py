"""Subcommands of ``soundings``, one module a subject; ``cli`` puts them together."""
