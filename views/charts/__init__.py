"""Figures from arrays, and how they look."""
