"""The search index: n-gram postings as bitmaps in the database itself. README.md beside this file is the way in."""
