"""Taking the last import back: what it replaced is kept with it, and put back where nothing stands on it."""
