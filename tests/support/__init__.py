"""Real parts for the tests: a PostgreSQL server, the application served on a port, a browser."""
