"""One visit: who is looking, which pages they may open, what they have read and typed."""
