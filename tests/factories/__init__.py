"""Makers of stored things, one module per model: each fills what a test does not care about, and flushes."""

from tests.factories.api_token import make_token
from tests.factories.case import make_case
from tests.factories.case_import import make_import
from tests.factories.draft import make_draft
from tests.factories.evidence import make_evidence
from tests.factories.report import attach, make_report
from tests.factories.revision import make_revision
from tests.factories.saved_search import make_saved_search
from tests.factories.tag import make_tag
from tests.factories.user import PASSWORD, make_user

__all__ = [
    "PASSWORD",
    "attach",
    "make_case",
    "make_draft",
    "make_evidence",
    "make_import",
    "make_report",
    "make_revision",
    "make_saved_search",
    "make_tag",
    "make_token",
    "make_user",
]
