"""Google Analytics exports, read by their values."""
