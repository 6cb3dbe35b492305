"""What changed between two moments, by the sources' dates or by the submissions' times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from analytics import changes
from analytics.changes import ChangeCode
from analytics.model import NOW, Vintage
from analytics.sentences import change_sentence, status_change_sentence
from analytics.text import HANOI
from pages.ui import choices, figure_table, reads
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader

_WAYS = ("submitted", "published")
_SHOWN = 200


def choose_moments(reader: Reader) -> tuple[Vintage, Vintage]:
    """Two days: what was known at the end of each. Without a first day, a year ago."""
    words = reader.words
    today = datetime.now(HANOI).date()
    with st.container(border=True, key="card-moments"):
        way_column, from_column, to_column = st.columns([3, 2, 2], gap="medium")
        with way_column:
            way = choices.one(
                st.segmented_control,
                words("known_on.by"),
                _WAYS,
                name="by",
                words=lambda way: words(f"known_on.{way}"),
                required=True,
            )
        with from_column:
            first = choices.day(words("whats_new.from"), name="from", latest=today)
        with to_column:
            last = choices.day(words("whats_new.to"), name="to", latest=today)
    usual = today - timedelta(days=365 if way == "published" else 7)
    return _moment(first or usual, way), _moment(last, way) if last else NOW


def _moment(day: date, way: str) -> Vintage:
    if way == "published":
        return Vintage(published_by=day)
    last = datetime.combine(day, time.max, tzinfo=HANOI)
    return Vintage(submitted_by=last.astimezone(UTC).replace(tzinfo=None))


def show(reader: Reader, areas: Sequence[str], *, before: Vintage, after: Vintage) -> None:
    """The figures that stand otherwise, and the statuses that are another word now."""
    words, say = reader.words, reader.say
    old = reads.figures(before, areas=tuple(areas))
    new = reads.figures(after, areas=tuple(areas))
    found = changes.changes(
        [f.observation for f in old if f.observation],
        [f.observation for f in new if f.observation],
    )
    statuses = changes.status_changes(
        reads.standings(before, areas=tuple(areas)), reads.standings(after, areas=tuple(areas))
    )
    with st.container(border=True, key="card-status-changes"):
        st.markdown(f"#### {words('whats_new.statuses', count=len(statuses))}")
        if not statuses:
            st.caption(words("whats_new.no_statuses"))
        for change in statuses[:_SHOWN]:
            st.text(status_change_sentence(change, say))
    for code in ChangeCode:
        of_code = [change for change in found if change.code is code]
        with st.container(border=True, key=f"card-{code}"):
            st.markdown(f"#### {words(f'whats_new.{code}', count=len(of_code))}")
            if not of_code:
                st.caption(words("whats_new.none"))
                continue
            figure_table.show(
                reader,
                key=f"changes-{code}",
                caption=words(f"whats_new.{code}", count=len(of_code)),
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
            if len(of_code) > _SHOWN:
                st.caption(words("upload.more", count=len(of_code) - _SHOWN))
