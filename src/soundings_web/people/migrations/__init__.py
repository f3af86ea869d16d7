"""The steps by which this room's tables came to be what they are."""
