"""Requests from filing to decision: checks, thread, what is granted, the evidence, the fast lane, what came of it."""
