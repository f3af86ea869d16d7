"""Running the installation: the worker's duties, backup and restore."""
