"""Whether the figures can be trusted: how forecasts did, how fresh and whole the data is."""
