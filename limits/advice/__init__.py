"""What to do about a network: its standing, a request weighed, what other limits lead to, all networks by risk."""
