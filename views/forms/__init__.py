"""What people fill in: a form a file."""
