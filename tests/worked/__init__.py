"""Situations a CSM decides, worked by hand: the facts, and what must come out by plain arithmetic."""
