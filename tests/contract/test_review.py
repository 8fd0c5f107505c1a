def test_rejecting_keeps_every_row_and_can_be_taken_back(db_session: Session) -> None:
    scene = Scene(db_session)
    draft = scene.draft("党员管家班")
    rows = len(draft.evidence)
    review.reject(db_session, scene.user, draft.id)
    assert [draft.state, *(row.state for row in draft.evidence)] == [
        DraftState.REJECTED,
        *[EvidenceState.REJECTED] * rows,
    ]
    review.reopen(db_session, scene.user, draft.id)
    assert draft.state == DraftState.OPEN
    assert {row.state for row in draft.evidence} == {EvidenceState.PROPOSED}
