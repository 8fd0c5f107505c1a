"""Exports of the listing at /cases/export.<format>."""
