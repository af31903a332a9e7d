"""What keeps a store sound: checks of its invariants, backups, exports and restores."""
