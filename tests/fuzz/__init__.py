"""Files as nobody should write them: each is read right, or refused whole with its reason. `python -m tests.fuzz`."""
