"""What a case is: its fields, vocabularies and value types, defined once.

Models, forms, listings, exports and extraction all read this package; a field is added in ``fields.py`` and nowhere
else. Pure: no Flask, no database.
"""

from casebook.record.columns import COLUMNS, USUAL_COLUMNS
from casebook.record.dates import CHINA_TIME, PartialDate, parse_date
from casebook.record.drafts import Evidence, Extraction, Grounded, InitiativeDraft, ReportFacts
from casebook.record.fields import FIELDS, GROUPS, Field, FieldType, Group, Visibility, field_named
from casebook.record.outcome import Outcome
from casebook.record.place import LEVELS, Place, PlaceName
from casebook.record.quantity import Quantity, parse_quantity
from casebook.record.spoken import say_value
from casebook.record.typed_quantity import read_quantity, type_quantity
from casebook.record.values import CaseValues, decode, decode_values, empty, encode, encode_values
from casebook.record.vocabularies import (
    CaseStatus,
    DraftState,
    EvidenceState,
    Kind,
    Method,
    OutcomeKind,
    Qualifier,
    Role,
    Vocabulary,
)

__all__ = [
    "CHINA_TIME",
    "COLUMNS",
    "FIELDS",
    "GROUPS",
    "LEVELS",
    "USUAL_COLUMNS",
    "CaseStatus",
    "CaseValues",
    "DraftState",
    "Evidence",
    "EvidenceState",
    "Extraction",
    "Field",
    "FieldType",
    "Grounded",
    "Group",
    "InitiativeDraft",
    "Kind",
    "Method",
    "Outcome",
    "OutcomeKind",
    "PartialDate",
    "Place",
    "PlaceName",
    "Qualifier",
    "Quantity",
    "ReportFacts",
    "Role",
    "Visibility",
    "Vocabulary",
    "decode",
    "decode_values",
    "empty",
    "encode",
    "encode_values",
    "field_named",
    "parse_date",
    "parse_quantity",
    "read_quantity",
    "say_value",
    "type_quantity",
]
