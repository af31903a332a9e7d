"""Files as sheets of text rows, whatever their format."""
