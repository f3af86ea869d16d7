"""Soundings: ask a workforce how healthy its working conditions are, and report it safely.

Plain Python, no web framework and no database. Use it as a command (``soundings``) or as a library:
load an instrument, read responses, ``publish`` them through the gate, and report what came out.
"""

__version__ = "0.1.0"
