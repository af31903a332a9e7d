"""Limits changed: at once, on a day, by a list or a schedule, divided, taken back; and what was promised."""
