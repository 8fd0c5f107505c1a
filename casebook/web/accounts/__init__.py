"""Signing in and out, and what people may change of their own account."""
