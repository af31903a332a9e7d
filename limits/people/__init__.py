"""Who works with Headroom: users, deputies, and who stands in for whom."""
