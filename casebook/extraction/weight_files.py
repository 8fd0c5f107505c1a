"""Where the weights come from: those that ship, or those that an installation has trained itself."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from casebook.config import BadSetting

#: The setting that names the folder of an installation's own weights.
VARIABLE = "CASEBOOK_WEIGHTS"


def other_version() -> BadSetting:
    """What to raise where a file of weights does not fit this version."""
    return BadSetting(f"{VARIABLE} holds weights of another version; run casebook train again")


def read(name: str) -> str:
    """The JSON of ``<name>.json`` in the folder of the setting, else the one that ships; raises ``BadSetting``."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        return files("casebook.extraction").joinpath("data", f"{name}.json").read_text("utf-8")
    try:
        return (Path(folder) / f"{name}.json").read_text("utf-8")
    except OSError as error:
        raise BadSetting(
            f"{VARIABLE}={folder} holds no {name}.json; name a folder that casebook train wrote"
        ) from error
