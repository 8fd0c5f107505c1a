"""The store of attachments of this installation."""

from __future__ import annotations

from flask import current_app

from casebook.files import FileStore


def file_store() -> FileStore:
    """The store that the settings name."""
    store: FileStore = current_app.extensions["casebook.files"]
    return store
