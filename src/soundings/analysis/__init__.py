"""WHAT IT SAYS. Counting answers by group, and saying what protected figures show.

Only ``disclosure`` may import this room: counts made here have not passed the gate.
"""
