"""From a report to drafted initiatives, each value with the place in the text that supports it. Pure: no database."""
