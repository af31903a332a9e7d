"""The server around the pages: who may come in, what it answers by itself, and what runs beside them."""
