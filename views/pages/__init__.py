"""One file a page, and nothing but pages."""
