"""A whole fleet from long tables: forecast, risk and safe limits of every network, here or on a cluster."""
