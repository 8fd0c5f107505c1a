"""The stored things, one table a file."""

from casebook.models.api_token import ApiToken
from casebook.models.audit import AuditEvent
from casebook.models.bulk_edit import BulkEdit, BulkEditItem
from casebook.models.case import Case
from casebook.models.case_change import CaseChange
from casebook.models.case_import import CaseImport, CaseImportRow
from casebook.models.case_parts import CaseOutcome, CaseService
from casebook.models.case_report import CaseReport
from casebook.models.draft import Draft
from casebook.models.ended_session import EndedSession
from casebook.models.evidence import Evidence
from casebook.models.login_attempt import LoginAttempt
from casebook.models.report import Report
from casebook.models.report_mark import ReportMark
from casebook.models.revision import Revision, RevisionAction
from casebook.models.saved_search import SavedSearch
from casebook.models.search_index import SearchArray, SearchBuild, SearchLease, SearchPosting
from casebook.models.tag import CaseTag, Tag
from casebook.models.user import User

__all__ = [
    "ApiToken",
    "AuditEvent",
    "BulkEdit",
    "BulkEditItem",
    "Case",
    "CaseChange",
    "CaseImport",
    "CaseImportRow",
    "CaseOutcome",
    "CaseReport",
    "CaseService",
    "CaseTag",
    "Draft",
    "EndedSession",
    "Evidence",
    "LoginAttempt",
    "Report",
    "ReportMark",
    "Revision",
    "RevisionAction",
    "SavedSearch",
    "SearchArray",
    "SearchBuild",
    "SearchLease",
    "SearchPosting",
    "Tag",
    "User",
]
