"""The columns that a list of cases can show and export, beside the name, which it always does."""

from __future__ import annotations

from casebook.bilingual import Bilingual
from casebook.record.fields import FIELDS, Visibility

#: By the name that stands in addresses, in the order of the table: first fields of the record, then where it stands.
COLUMNS: dict[str, Bilingual] = {
    **{field.name: field.label for field in FIELDS if field.visibility is Visibility.OPEN and field.name != "name"},
    "reported_on": Bilingual("报道时间", "Reported"),
    "status": Bilingual("状态", "Status"),
    "reports": Bilingual("来源报道", "Source reports"),
    "created_by": Bilingual("录入人", "Entered by"),
    "created_at": Bilingual("录入时间", "Entered at"),
    "updated_by": Bilingual("最后修改人", "Last changed by"),
    "updated_at": Bilingual("最后修改时间", "Last changed at"),
}
#: What a list shows where nobody chose.
USUAL_COLUMNS = ("kind", "place", "team_size", "reported_on", "status")
