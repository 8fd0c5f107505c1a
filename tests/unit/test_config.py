from __future__ import annotations

import stat
from pathlib import Path

import pytest

from casebook.config import BadSetting, Settings


def test_the_first_start_makes_a_secret_and_the_next_keeps_it(tmp_path: Path) -> None:
    first = Settings.from_environment({"CASEBOOK_INSTANCE": str(tmp_path / "new")})
    again = Settings.from_environment({"CASEBOOK_INSTANCE": str(tmp_path / "new")})

    assert first == again
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600
    assert first.database_url == f"sqlite:///{tmp_path}/new/casebook.sqlite"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CASEBOOK_SECRET_KEY", "short"),
        ("CASEBOOK_DATABASE_URL", "mysql://host/base"),
        ("CASEBOOK_DATABASE_URL", "nonsense"),
        ("CASEBOOK_SECURE_COOKIES", "yes please"),
        ("CASEBOOK_PROXIES", "many"),
        ("CASEBOOK_POOL_SIZE", "0"),
        ("CASEBOOK_POOL_SIZE", "1000"),
        ("CASEBOOK_REPLICA_URL", "nonsense"),
        ("CASEBOOK_REPLICA_URL", "postgresql+psycopg://replica/casebook"),
    ],
)
def test_a_bad_setting_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Settings.from_environment({"CASEBOOK_INSTANCE": str(tmp_path), name: value})


def test_a_replica_goes_with_postgresql(tmp_path: Path) -> None:
    urls = {
        "CASEBOOK_DATABASE_URL": "postgresql+psycopg://one/casebook",
        "CASEBOOK_REPLICA_URL": "postgresql+psycopg://two/casebook",
    }
    settings = Settings.from_environment({"CASEBOOK_INSTANCE": str(tmp_path), **urls, "CASEBOOK_POOL_SIZE": "12"})

    assert settings.replica_url == urls["CASEBOOK_REPLICA_URL"]
    assert settings.pool_size == 12
