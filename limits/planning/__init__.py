"""Planning a term: scenarios, the term sheet, and packs to take to a meeting."""
