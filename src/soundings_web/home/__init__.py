"""Everyone's start page. Empty today: it will show each person what waits for them, and lead to the other rooms.

It stands on top of the house: it may import any room, and no room imports it.
"""
