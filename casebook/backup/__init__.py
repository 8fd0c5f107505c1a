"""Backups: one file that holds all that an installation needs to begin anew, on either database.

It is a ZIP archive: each table as JSON lines, the secret, the attachments, own weights of the extraction, and
``manifest.json`` with counts and sums. The search index is left out: it is made anew from the cases.
"""

from casebook.backup.archive import Archive, open_archive
from casebook.backup.making import count_rows, make
from casebook.backup.manifest import Manifest
from casebook.backup.restoring import Restored, restore

__all__ = ["Archive", "Manifest", "Restored", "count_rows", "make", "open_archive", "restore"]
