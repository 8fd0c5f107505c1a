"""The programming interface ``/api/v1``: JSON, known by tokens, described by the definitions that check it."""
