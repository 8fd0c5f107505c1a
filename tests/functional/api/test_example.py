"""The example of the docs works as printed, against a running server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import casebook.web.api
from casebook import migrations
from casebook.app import create_app
from casebook.config import Settings
from casebook.record import Role
from tests.factories import make_token, make_user
from tests.support.databases import Databases
from tests.support.server import served

README = Path(casebook.web.api.__file__).with_name("README.md")


def test_the_example_of_the_docs_works_as_printed(databases: Databases, tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    engine = databases.empty("sqlite")
    migrations.upgrade(engine)
    url = engine.url.render_as_string(hide_password=False)
    environment = {"CASEBOOK_INSTANCE": str(tmp_path), "CASEBOOK_DATABASE_URL": url}
    with served(create_app(Settings.from_environment(environment))) as server:
        with server.sessions() as session:
            token = make_token(session, make_user(session, Role.WORKER, "370102"))
            session.commit()
        said = subprocess.run(
            [sys.executable, "-c", example],
            env=os.environ | {"CASEBOOK_SERVER": server.url, "CASEBOOK_TOKEN": token, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    assert said.returncode == 0, said.stderr
    assert "name 邻里帮帮团" in said.stdout
    assert "'value': 30, 'qualifier': 'over', 'unit': '人'" in said.stdout
