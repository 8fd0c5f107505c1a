"""Saved searches at /searches."""
