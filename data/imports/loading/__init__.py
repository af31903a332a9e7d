"""From checked rows to the store, a file for each kind of table."""
