"""Demand ahead: usage of every series in, joint paths of demand out."""
