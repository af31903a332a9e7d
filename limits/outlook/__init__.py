"""What lies ahead of a network: usage history and traffic in, demand by month out."""
