"""What all tests share. Everything here is real: databases, the application, the server and the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.databases import Databases


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The maker of databases, for tests that need one of their own."""
    with Databases(tmp_path_factory.mktemp("databases")) as made:
        yield made
