"""The listing of cases at /cases."""
