"""Pages of this room: the box, its certificates, the releases."""
