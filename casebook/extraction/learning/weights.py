"""Writing the files of weights that the package ships."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import casebook.extraction

#: Where the shipped weights are.
DATA = Path(casebook.extraction.__file__).parent / "data"


def write(files: Mapping[str, Mapping[str, Any]], folder: Path = DATA) -> None:
    """Write each file of weights as compact JSON; equal weights give equal bytes."""
    for name, models in files.items():
        text = json.dumps(models, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        (folder / f"{name}.json").write_text(f"{text}\n", "utf-8")
