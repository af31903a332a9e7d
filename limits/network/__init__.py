"""A network as it stands: limits and what is left of them, contract and periods, what is planned, who changed what."""
