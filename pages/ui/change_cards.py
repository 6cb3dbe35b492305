"""What changed between two moments, by the sources' dates or by the submissions' times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics import changes
from analytics.changes import Change, ChangeCode, StatusChange
from analytics.model import NOW, Vintage
from analytics.sentences import change_sentence, status_change
from analytics.text import HANOI
from pages.ui import choices, figure_table, reads
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader

_BY_SUBMISSION = "submission"
_WAYS = ("submitted", "published", _BY_SUBMISSION)
_NONE = "none"
_BEGINNING = datetime(1970, 1, 1)  # noqa: DTZ001  the store's times are UTC without saying so


@dataclass(frozen=True, slots=True)
class Moments:
    """What is held against each other; ``everywhere`` is in all areas, as a submission has them."""

    before: Vintage
    after: Vintage
    everywhere: bool = False


_SHOWN = 200
_LOOKED_AT = 2000


def choose_moments(reader: Reader) -> Moments:
    """Before and after: two days, or a submission and an earlier one."""
    words = reader.words
    with st.container(border=True, key="card-moments"):
        way_column, from_column, to_column = st.columns([3, 2, 2], gap="medium")
        with way_column:
            way = choices.one(
                st.segmented_control,
                words("known_on.by"),
                _WAYS,
                name="by",
                words=lambda way: words(f"whats_new.by_{way}"),
                required=True,
            )
        if way == _BY_SUBMISSION:
            return _submissions(reader, from_column, to_column)
        today = datetime.now(HANOI).date()
        with from_column:
            first = choices.day(words("whats_new.from"), name="from", latest=today)
        with to_column:
            last = choices.day(words("whats_new.to"), name="to", latest=today)
    usual = today - timedelta(days=365 if way == "published" else 7)
    return Moments(_moment(first or usual, way), _moment(last, way) if last else NOW)


def _submissions(reader: Reader, from_column: DeltaGenerator, to_column: DeltaGenerator) -> Moments:
    """As the office knew right after each of the two; before the first, nothing."""
    words = reader.words
    submissions = {str(s.submission_id): s for s in reads.store().submissions()}

    def name(number: str) -> str:
        if number not in submissions:
            return words("whats_new.before_all")
        submission = submissions[number]
        return words("upload.submission", number=number, file=submission.file_name)

    def known_after(number: str) -> Vintage:
        submission = submissions.get(number)
        return Vintage(submitted_by=submission.submitted_at if submission else _BEGINNING)

    numbers = [*submissions, _NONE]
    with to_column:
        last = choices.one(
            st.selectbox, words("whats_new.after"), numbers, name="after", words=name
        )
    with from_column:
        earlier = numbers[numbers.index(last) + 1 :] or [_NONE]
        first = choices.one(
            st.selectbox, words("whats_new.before"), earlier, name="before", words=name
        )
    return Moments(known_after(first), known_after(last), everywhere=True)


def link_to(reader: Reader, number: int) -> None:
    """A link to what one submission changed."""
    st.page_link(
        "whats_new.py",
        label=reader.words("upload.what_it_changed"),
        icon=":material/compare_arrows:",
        query_params={"lang": reader.words.language, "by": _BY_SUBMISSION, "after": str(number)},
    )


def _moment(day: date, way: str) -> Vintage:
    if way == "published":
        return Vintage(published_by=day)
    last = datetime.combine(day, time.max, tzinfo=HANOI)
    return Vintage(submitted_by=last.astimezone(UTC).replace(tzinfo=None))


def show(reader: Reader, moments: Moments, areas: tuple[str, ...] | None) -> None:
    """The figures that stand otherwise, and the statuses that are another word now.

    None for ``areas`` is everywhere.
    """
    words, say = reader.words, reader.say
    moved = reads.changed(moments.before, moments.after, areas=areas, most=_LOOKED_AT)
    found = [
        Change(code=ChangeCode(one.code), key=one.key, before=one.before, after=one.after)
        for one in moved
    ]
    counts = {ChangeCode(one.code): one.found for one in moved}
    statuses = _statuses(found, moments)
    with st.container(border=True, key="card-status-changes"):
        st.markdown(f"#### {words('whats_new.statuses', count=len(statuses or ()))}")
        if statuses is None:
            st.caption(words("whats_new.too_much"))
        elif not statuses:
            st.caption(words("whats_new.no_statuses"))
        else:
            figure_table.show(
                reader,
                key="changes-status",
                caption=words("whats_new.statuses", count=len(statuses)),
                corner=words("app.indicator"),
                columns=[Column(words("app.area")), Column(words("whats_new.says"))],
                rows=[
                    Row(
                        say.indicator(change.indicator),
                        (Cell(say.area(change.ref_area)), Cell(status_change(change, say))),
                    )
                    for change in statuses[:_SHOWN]
                ],
                dense=True,
            )
            if len(statuses) > _SHOWN:
                st.caption(words("upload.more", count=len(statuses) - _SHOWN))
    for code in ChangeCode:
        of_code = [change for change in found if change.code is code]
        with st.container(border=True, key=f"card-{code}"):
            count = counts.get(code, 0)
            st.markdown(f"#### {words(f'whats_new.{code}', count=count)}")
            if not of_code:
                st.caption(words("whats_new.none"))
                continue
            figure_table.show(
                reader,
                key=f"changes-{code}",
                caption=words(f"whats_new.{code}", count=count),
                corner=words("app.indicator"),
                columns=[Column(words("app.area")), Column(words("whats_new.says"))],
                rows=[
                    Row(
                        say.indicator(change.key.indicator),
                        (
                            Cell(say.area(change.key.ref_area, change.key.period)),
                            Cell(change_sentence(change, say), figure=change.key),
                        ),
                        note=f"{words.period(change.key.period)} · {say.measure(change.key)}",
                    )
                    for change in of_code[:_SHOWN]
                ],
                dense=True,
            )
            if count > _SHOWN:
                st.caption(words("upload.more", count=count - _SHOWN))


def _statuses(found: Sequence[Change], moments: Moments) -> tuple[StatusChange, ...] | None:
    """The verdicts that the changes change; None where there are more than can be worked out.

    A verdict rests on the figures of its own area and indicator, so no other can change.
    """
    if not found:
        return ()
    areas = tuple(sorted({change.key.ref_area for change in found}))
    indicators = tuple(sorted({change.key.indicator for change in found}))
    if reads.since(NOW, areas=areas, indicators=indicators) is not None:
        return None
    return changes.status_changes(
        reads.standings(moments.before, areas=areas, indicators=indicators),
        reads.standings(moments.after, areas=areas, indicators=indicators),
    )
