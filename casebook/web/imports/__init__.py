"""Importing cases from a table."""
