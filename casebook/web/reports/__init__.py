"""Reports: the list, reading one, and reviewing what was drafted from it."""
