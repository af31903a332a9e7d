"""Reads and guarded writes, a file for each thing that is stored."""
