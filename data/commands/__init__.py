"""The commands of the store, each in its file."""
