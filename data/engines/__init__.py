"""The engines, each in its own module: a DuckDB file, or a PostgreSQL database."""
