"""Attachments: the original bytes of uploaded reports, kept outside the database.

The key of a file is random and says nothing; its name is data and stays in the database. One protocol, so that a store
at an object service can stand beside the local folder.
"""

from casebook.files.local import LocalFiles
from casebook.files.store import FileStore, MissingFile, open_store
from casebook.files.whole import remove_leftovers, sync_folder, written_whole

__all__ = ["FileStore", "LocalFiles", "MissingFile", "open_store", "remove_leftovers", "sync_folder", "written_whole"]
