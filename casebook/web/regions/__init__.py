"""Suggestions for the five levels of a place."""
