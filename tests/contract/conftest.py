"""What is promised of storing, finding and changing holds on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.support.databases import BACKENDS, Backend


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each database in turn."""
    chosen: Backend = request.param
    return chosen
