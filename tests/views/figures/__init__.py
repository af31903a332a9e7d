"""Reads every figure of the pages and holds it against what the same store says of the network."""
