"""What people are told without asking: alerts, the outbox and its channels, and the rounds that send them."""
