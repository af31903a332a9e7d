"""What admins do: contracts and their amendments, imports, backups."""
