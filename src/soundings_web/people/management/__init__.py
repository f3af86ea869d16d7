"""The command of this room, where Django looks for it."""
