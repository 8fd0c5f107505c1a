"""Rules about the whole that neither the linter nor import-linter can hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import casebook

PACKAGE = Path(casebook.__file__).parent
MAY_COMMIT = ("web", "cli")


@pytest.mark.parametrize("module", ["casebook.extraction", "casebook.exports", "casebook.files"])
def test_the_pure_parts_load_neither_flask_nor_a_database(module: str) -> None:
    # A re-export in casebook/__init__.py would load Flask everywhere without breaking any import contract.
    program = f"import sys, {module}; print(*{{'flask', 'werkzeug', 'sqlalchemy'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_extracting_starts_without_flask_and_without_a_database() -> None:
    program = "import sys, casebook.cli.extract; print(*{'flask', 'sqlalchemy', 'alembic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_only_the_edge_commits() -> None:
    """Services flush; the view or command commits once. Where else it happened, half a change could be kept."""
    committing = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if ".commit(" in path.read_text("utf-8") and path.relative_to(PACKAGE).parts[0] not in MAY_COMMIT
    }
    assert committing == set()
