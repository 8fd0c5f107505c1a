"""Changing many cases at once."""
