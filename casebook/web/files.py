"""The store of attachments of this installation."""

from __future__ import annotations

from flask import current_app

from casebook.files import FileStore, open_store


def file_store() -> FileStore:
    """The store that the settings name."""
    return open_store(current_app.extensions["casebook.settings"].files_url)
