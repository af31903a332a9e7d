"""What a sheet must hold: its table, its columns, its values; what is refused, and why."""
