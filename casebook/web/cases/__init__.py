"""Entering, reading and changing cases."""
