"""The first page: what waits, what is new, where to go."""
