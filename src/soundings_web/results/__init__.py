"""The door out: opens the box, runs publish, keeps releases, destroys what is due."""
