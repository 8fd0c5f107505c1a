"""A file of cases becomes what the form would have made of each row, on both databases."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.bilingual import Language
from casebook.cli.bench.made_cases import made_cases
from casebook.errors import Conflict, Invalid
from casebook.exports import Heading, columns_for, write_csv
from casebook.models import AuditEvent, Case, CaseImport, CaseImportRow, Revision, User
from casebook.record import CHINA_TIME, CaseStatus, Kind, Outcome, PartialDate, Qualifier, Quantity, Role
from casebook.search import CaseQuery
from casebook.services import (
    case_values,
    cases,
    exporting,
    import_preview,
    import_uploads,
    importing,
    tag_keeping,
)
from casebook.services.import_checks import Refusal, checked
from casebook.services.import_file import ImportFile, open_file
from casebook.services.import_sheet import open_table
from tests.factories import make_tag, make_user
from tests.factories.case import DIANLIU

HEADER = ["名称", "类型", "上级案例", "省", "市", "区县", "街道（乡镇）", "人数", "成效", "状态", "录入时间"]
DIANLIU_NAMES = ["山东省", "济南市", "历下区", "甸柳新村街道"]


def test_an_imported_case_is_the_one_that_the_form_makes(db_session: Session, admin: User, tmp_path: Path) -> None:
    rows = list(made_cases(40))
    path = tmp_path / "made.csv"
    heading = Heading("", "", len(rows), rows[0].created_at, "", "zh")
    path.write_bytes(b"".join(write_csv(columns_for("zh", internal=True), rows, heading)))

    assert not run(db_session, admin, open_file(path))

    imported = db_session.scalars(select(Case).order_by(Case.id)).all()
    assert len(imported) == len(rows)
    for case, row in zip(imported, rows, strict=True):
        entered = cases.create(db_session, admin, row.values)
        assert case_values.values_of(case) == row.values == case_values.values_of(entered)
        assert (case.search_text, case.region_code) == (entered.search_text, entered.region_code)
        assert (case.status, case.version, case.created_at) == (row.status, 1, row.created_at)
        assert case.reported_on == row.created_at.date().isoformat() and case.year == row.created_at.year
        (mine,), (theirs,) = revisions(db_session, case), revisions(db_session, entered)
        assert mine.changes == theirs.changes | {"status": [None, row.status.value]}
        assert (mine.action, mine.version, mine.user_id) == (theirs.action, theirs.version, admin.id)
    (event,) = db_session.scalars(select(AuditEvent).where(AuditEvent.action == "import"))
    assert event.detail == {"file": "made.csv", "count": 40}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_export_comes_back_whole(
    db_session: Session, admin: User, tmp_path: Path, language: Language, ending: str
) -> None:
    values = {
        "name": "=甸亮初心",
        "kind": Kind.GOVERNANCE_MODEL,
        "summary": "第一段。\n第二段。",
        "place": DIANLIU,
        "team_size": Quantity(3300, Qualifier.OVER, "人", "志愿者", "2023年以来"),
        "started": PartialDate(2023, 5),
        "tags": ("重点",),
        "services": ("助餐", "理发"),
        "outcomes": (Outcome("邻里和睦"), Outcome("化解率98.6%", Quantity(98.6, unit="%"))),
        "contact_phone": "000-0000",
    }
    make_tag(db_session, "重点", user=admin)
    brand = cases.create(db_session, admin, values, status=CaseStatus.SUBMITTED)
    child = cases.create(db_session, admin, values | {"name": "党员管家班", "parent": brand.id})
    before = [case_values.values_of(case) for case in (brand, child)]
    path = tmp_path / f"all.{ending}"
    with path.open("wb") as file:
        exporting.make(db_session, None, CaseQuery(), language, ending, file)
    for case in (brand, child):
        cases.trash(db_session, admin, case.id)

    assert not run(db_session, admin, open_table(path, tmp_path).file)

    again = db_session.scalars(select(Case).where(Case.deleted_at.is_(None)).order_by(Case.id)).all()
    assert [case_values.values_of(case) for case in again] == [before[0], before[1] | {"parent": again[0].id}]


def test_bad_rows_are_named_and_stop_nothing(db_session: Session, tmp_path: Path) -> None:
    worker = make_user(db_session, Role.WORKER, "370102")
    file = write(
        tmp_path,
        ["如康家园", "助残养老家园", "", *DIANLIU_NAMES, "12", "", "待核实", "2024-05-17 09:30:00"],
        ["", "助残养老家园", "", *DIANLIU_NAMES, "12", "", "", ""],
        ["某某家园", "动物园", "", *DIANLIU_NAMES, "很多", "", "", "2999-01-01"],
        ["外地家园", "助残养老家园", "", "山东省", "济南市", "市中区", "", "", "", "", ""],
        ["核实家园", "助残养老家园", "", *DIANLIU_NAMES, "", "", "已核实", ""],
        ["孤儿家园", "助残养老家园", "没有的品牌", *DIANLIU_NAMES, "", "", "", ""],
        ["手写家园", "care_home", "", *DIANLIU_NAMES, "三十余人", "办结3件", "", "2024/5/7"],
    )
    refusals = run(db_session, worker, file)

    with pytest.raises(Invalid, match="imported before"):  # it has come to the end of the file
        importing.begin(db_session, worker, file)
    reasons = {refusal.number: refusal.reason.zh for refusal in refusals}
    assert list(reasons) == [3, 4, 5, 6, 7]
    assert "名称" in reasons[3]
    assert all(text in reasons[4] for text in ("动物园", "很多", "录入时间"))
    assert "辖区" in reasons[5] and "已核实" in reasons[6] and "没有的品牌" in reasons[7]
    made = db_session.scalars(select(Case).order_by(Case.id)).all()
    assert [case.name for case in made] == ["如康家园", "手写家园"]
    assert made[1].team_size == Quantity(30, Qualifier.OVER, "人")
    assert made[1].created_at.astimezone(CHINA_TIME).date().isoformat() == made[1].reported_on == "2024-05-07"


def test_the_first_revision_names_parent_and_tags_as_that_of_the_form_does(
    db_session: Session, admin: User, tmp_path: Path
) -> None:
    brand = cases.create(db_session, admin, {"name": "甸亮初心", "kind": Kind.OTHER, "place": DIANLIU})
    make_tag(db_session, "重点", user=admin)
    tag_keeping.rename(db_session, admin, make_tag(db_session, "旧名", user=admin).id, "新名")
    path = tmp_path / "rows.csv"
    header = "名称,类型,上级案例,标签,省,市,区县,街道（乡镇）,人数"
    path.write_text(f'{header}\n党员管家班,其他,甸亮初心,"重点\n旧名",{",".join(DIANLIU_NAMES)},30多人\n', "utf-8")

    assert not run(db_session, admin, open_file(path))

    imported = db_session.scalars(select(Case).where(Case.parent_id == brand.id)).one()
    entered = cases.create(db_session, admin, case_values.values_of(imported))
    (mine,), (theirs,) = revisions(db_session, imported), revisions(db_session, entered)
    assert imported.tags == ("新名", "重点") and mine.changes["parent"] == [None, brand.id]
    assert list(mine.changes.items()) == list(theirs.changes.items())


def test_parents_may_stand_below_their_children(db_session: Session, admin: User, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        ["第三层", "其他", "第二层", *DIANLIU_NAMES, "", "", "", ""],
        ["第二层", "其他", "第一层", *DIANLIU_NAMES, "", "", "", ""],
        ["第一层", "其他", "", *DIANLIU_NAMES, "", "", "", ""],
        ["圆圈", "其他", "圆圈", *DIANLIU_NAMES, "", "", "", ""],
    )
    refusals = run(db_session, admin, file)

    assert [refusal.number for refusal in refusals] == [5]
    parents = {case.name: case.parent_case and case.parent_case.name for case in db_session.scalars(select(Case))}
    assert parents == {"第一层": None, "第二层": "第一层", "第三层": "第二层"}


def test_a_file_is_imported_once_and_goes_on_where_it_was_cut_off(
    db_session: Session, admin: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    file = write(tmp_path, *([f"家园{n}", "其他", "", *DIANLIU_NAMES, "", "", "", ""] for n in range(5)))
    begun = importing.begin(db_session, admin, file)
    write_next(db_session, admin, file, begun)
    assert names(db_session) == ["家园0", "家园1"]

    again = importing.begin(db_session, admin, file)
    assert again.id == begun.id
    for _ in range(2):
        assert not write_next(db_session, admin, file, again).refusals
    assert names(db_session) == [f"家园{n}" for n in range(5)]

    with pytest.raises(Invalid, match="imported before"):
        importing.begin(db_session, admin, file)
    assert importing.begin(db_session, admin, file, again=True).rows == 0


def test_two_imports_of_one_file_at_once_do_not_both_write(
    db_session: Session, admin: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    file = write(tmp_path, *([f"家园{n}", "其他", "", *DIANLIU_NAMES, "", "", "", ""] for n in range(2)))
    begun = importing.begin(db_session, admin, file)
    stale = CaseImport(id=begun.id, rows=0)
    write_next(db_session, admin, file, begun)
    with pytest.raises(Conflict):
        write_next(db_session, admin, file, stale)


def test_a_trial_answers_as_the_import_does_and_writes_nothing(
    db_session: Session, admin: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    make_tag(db_session, "重点", user=admin)
    plain = ["", *DIANLIU_NAMES, "", "", "", ""]
    twin = ["双胞品牌", "其他", *plain]
    file = write(
        tmp_path,
        ["第二层", "其他", "第一层", *plain[1:]],
        ["第一层", "其他", *plain],
        ["孤儿", "其他", "没有的品牌", *plain[1:]],
        ["某某家园", "动物园", *plain],
        twin,
        twin,
        ["哪一个的", "其他", "双胞品牌", *plain[1:]],
    )
    tried = list(import_preview.trial(db_session, admin, checked(file.batches(importing.BATCH), admin)))
    assert names(db_session) == [] and not db_session.scalars(select(CaseImport)).all()

    begun = importing.begin(db_session, admin, file)
    done = [
        importing.write_batch(db_session, admin, file, begun, batch)
        for batch in importing.check_batches(admin, file, begun)
    ]
    assert tried == done
    assert [one.number for batch in done for one in batch.refusals] == [5, 4, 8]


def test_what_became_of_each_row_is_kept(db_session: Session, admin: User, tmp_path: Path) -> None:
    plain = ["", *DIANLIU_NAMES, "", "", "", ""]
    file = write(tmp_path, ["好", "其他", *plain], ["坏", "动物园", *plain], ["留", "其他", *plain])
    begun = importing.begin(db_session, admin, file)
    for batch in importing.check_batches(admin, file, begun):
        importing.write_batch(db_session, admin, file, begun, batch, leave_out={4})

    made = db_session.scalars(select(Case)).one()
    rows = db_session.scalars(select(CaseImportRow).order_by(CaseImportRow.number)).all()
    assert [(row.number, row.case_id, bool(row.problems)) for row in rows] == [
        (2, made.id, False),
        (3, None, True),
        (4, None, False),
    ]
    assert import_uploads.counts(db_session, begun) == import_uploads.Counts(1, 0, 1, 1)
    (refusal,) = import_uploads.refusals(db_session, begun)
    assert "动物园" in refusal.reason.zh and refusal.problems[0].value == "动物园"


def test_codes_and_figures_are_taken_as_people_type_them(db_session: Session, admin: User, tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    rows = [
        "甲,其他,３７０１０２,３３００多人,二〇二三年五月",
        "乙,其他,370102000000,３３,2023.0",
        "丙,其他,370102.0,#REF!,",
    ]
    path.write_text("名称,类型,行政区划代码,人数,开始时间\n" + "\n".join(rows), "utf-8")

    (refusal,) = run(db_session, admin, open_file(path))

    assert refusal.number == 4 and refusal.reason.zh.startswith("人数：公式出错")
    first, second = db_session.scalars(select(Case).order_by(Case.id))
    assert {first.region_code, second.region_code} == {"370102"}
    assert (first.team_size, first.started) == (Quantity(3300, Qualifier.OVER, "人"), PartialDate(2023, 5))
    assert (second.team_size, second.started) == (Quantity(33, unit="人"), PartialDate(2023))


def test_rows_that_another_process_checks_ahead_become_the_same_cases(
    db_session: Session, admin: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    good = [[f"甸亮{number}", "志愿服务队伍", "", *DIANLIU_NAMES, "12", "", "", ""] for number in range(5)]
    file = write(tmp_path, *good[:3], ["无处", "志愿服务队伍", "", "火星省", "", "", "", "", "", "", ""], *good[3:])

    (refusal,) = run(db_session, admin, file, jobs=1)

    assert refusal.number == 5 and "火星省" in refusal.reason.zh
    assert names(db_session) == [row[0] for row in good]


@pytest.mark.parametrize(
    "content", [b"", "甲,乙\r\n1,2\r\n".encode(), b"\x89PNG\r\n\x1a\n\x00\xff\xfe\x00", "名称,类型,省\r\n".encode()]
)
def test_what_is_no_table_of_cases_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid):
        open_file(path)


def write(folder: Path, *rows: list[str]) -> ImportFile:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    path = folder / "rows.csv"
    path.write_text(text.getvalue(), "gb18030")
    return open_file(path)


def run(session: Session, user: User, file: ImportFile, jobs: int = 0) -> Sequence[Refusal]:
    begun = importing.begin(session, user, file)
    batches = importing.check_batches(user, file, begun, jobs)
    return [one for batch in batches for one in importing.write_batch(session, user, file, begun, batch).refusals]


def write_next(session: Session, user: User, file: ImportFile, begun: CaseImport) -> importing.Batch:
    checked = next(importing.check_batches(user, file, begun))
    return importing.write_batch(session, user, file, begun, checked)


def revisions(session: Session, case: Case) -> Sequence[Revision]:
    return session.scalars(select(Revision).where(Revision.case_id == case.id)).all()


def names(session: Session) -> list[str]:
    return list(session.scalars(select(Case.name).order_by(Case.id)))


@pytest.fixture
def admin(db_session: Session) -> User:
    """Somebody who may enter everything everywhere."""
    return make_user(db_session, Role.ADMIN, None)
