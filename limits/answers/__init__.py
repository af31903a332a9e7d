"""The one answer for a limit or a request, and what it rests on."""
