"""Overage risk, safe limits and suggestions, exact for the paths given."""
