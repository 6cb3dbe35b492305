"""What changed between two moments: how much, where, and each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from analytics import changes
from analytics.changes import Change, ChangeCode, StatusChange
from analytics.measures import EVERYTHING, NEWEST
from analytics.model import NOW
from analytics.queries import FEW, AreaChanges, Changed, Changes
from analytics.sentences import change_told, status_change
from pages.ui import figure_table, filters, paging, reads
from pages.ui.change_moments import Moments
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader

TOLD = 2000
"""Changes of a sort in an area that can be looked through."""
PAGE_SIZE = 50
_AREAS_PAGE_SIZE = 10
_COUNTED = "counted"
"""The address's name for the two submissions whose changes are counted everywhere."""
_JUDGED = "judged"
"""The address's word for the much that is judged because somebody asked."""


@dataclass(frozen=True, slots=True)
class Where:
    """The areas that are looked at, None is all; ``is_part`` where others may have changed."""

    areas: tuple[str, ...] | None
    is_part: bool = False


def choose_where(reader: Reader, moments: Moments) -> Where:
    """Between days, the chosen areas; between submissions, all, or some of very many."""
    if not moments.submissions:
        with filters.bar():
            return Where(filters.choose_areas(reader))
    words = reader.words
    moved = reads.moved(moments.before, moments.after)
    if len(moved.areas) <= FEW:
        return Where(moved.areas)
    if not moved.is_much:
        return Where(None)
    with filters.bar():
        st.markdown(words("whats_new.in_many_areas", reports=moved.reports, areas=len(moved.areas)))
        return Where(filters.choose_few(reader, moved.areas, FEW), is_part=True)


def show_counts(reader: Reader, moments: Moments) -> None:
    """How much changed in each of all areas: as it is known, or once the reader asks for it."""
    words = reader.words
    moved = reads.moved(moments.before, moments.after)
    with st.container(border=True, key="card-counted"):
        kept = reads.kept_changes(moments.before, moments.after)
        if kept is not None:
            _show_counted(reader, kept)
            return
        if st.query_params.get(_COUNTED) != moments.submissions:
            st.markdown(words("whats_new.not_counted", held=moved.held))

            def count() -> None:
                st.query_params[_COUNTED] = moments.submissions

            name = words("whats_new.count", areas=len(moved.areas))
            st.button(name, icon=":material/functions:", on_click=count)
            return
        with st.spinner(words("whats_new.counting")):
            counted = reads.counted_changes(moments.before, moments.after)
        _show_counted(reader, counted)


def _show_counted(reader: Reader, counted: Sequence[AreaChanges]) -> None:
    words, say = reader.words, reader.say
    of_sort = {code: [getattr(one, code) for one in counted] for code in ChangeCode}
    told = {code: sum(numbers) for code, numbers in of_sort.items()}
    heading = words("whats_new.everywhere", areas=len(counted), **told)
    st.markdown(f"#### {heading}")
    if not counted:
        return
    st.caption(words("whats_new.most_first"))
    most_first = sorted(counted, key=lambda one: (-one.all, one.ref_area))
    first, count = _page(len(counted), _AREAS_PAGE_SIZE, key="counted")
    figure_table.show(
        reader,
        key="changes-counted",
        caption=heading,
        corner=words("app.area"),
        columns=[Column(words(f"whats_new.column_{code}")) for code in ChangeCode],
        rows=[
            Row(
                say.area(one.ref_area),
                tuple(Cell(words.number(Decimal(getattr(one, code)))) for code in ChangeCode),
            )
            for one in most_first[first : first + count]
        ],
        dense=True,
        even=True,
    )


def show(reader: Reader, moments: Moments, where: Where) -> None:
    """The figures that stand otherwise, and the statuses that are another word now."""
    of = "_chosen" if where.is_part else ""
    found = reads.changed(moments.before, moments.after, areas=where.areas, most=TOLD)
    statuses = st.container(border=True, key="card-status-changes")
    for code in ChangeCode:
        with st.container(border=True, key=f"card-{code}"):
            _show_sort(reader, found, code, of)
    with statuses, st.spinner(reader.words("whats_new.judging")):
        _show_statuses(reader, found, moments, of)


def _show_sort(reader: Reader, found: Changes, code: ChangeCode, of: str) -> None:
    words, say = reader.words, reader.say
    in_all = found.counts.get(code, 0)
    heading = words(f"whats_new.{code}{of}", count=in_all)
    st.markdown(f"#### {heading}")
    if not in_all:
        st.caption(words("whats_new.none"))
        return
    told = found.told(code)
    if told < in_all:
        st.caption(words("whats_new.only_first", told=told))
    st.caption(words("whats_new.in_order"))
    first, count = _page(told, PAGE_SIZE, key=code)
    rows = [
        Row(
            say.indicator(change.key.indicator),
            (
                Cell(say.area(change.key.ref_area, change.key.period)),
                Cell(change_told(change, say), figure=change.key),
            ),
            note=f"{words.period(change.key.period)} · {say.measure(change.key)}",
        )
        for change in map(_change, found.first(code, count, after=first))
    ]
    _show_rows(reader, rows, key=f"changes-{code}", caption=heading)


def _show_statuses(reader: Reader, found: Changes, moments: Moments, of: str) -> None:
    words, say = reader.words, reader.say
    areas, indicators = (tuple(sorted({place[at] for place in found.places})) for at in (0, 1))
    is_much = bool(areas) and reads.since(NOW, areas=areas, indicators=indicators) is not None
    if is_much and not _is_judged(reader, moments, areas, indicators):
        return
    changed: tuple[StatusChange, ...] = ()
    if areas:
        # A verdict rests on the figures of its own area and indicator, so no other can change.
        reach = NEWEST if is_much else EVERYTHING
        changed = changes.status_changes(
            reads.standings(moments.before, areas=areas, indicators=indicators, reach=reach),
            reads.standings(moments.after, areas=areas, indicators=indicators, reach=reach),
        )
    heading = words(f"whats_new.statuses{of}", count=len(changed))
    st.markdown(f"#### {heading}")
    if is_much:
        st.caption(words("whats_new.newest_year"))
    if not changed:
        st.caption(words("whats_new.no_statuses"))
        return
    first, count = _page(len(changed), PAGE_SIZE, key="statuses")
    rows = [
        Row(
            say.indicator(change.indicator),
            (Cell(say.area(change.ref_area)), Cell(status_change(change, say))),
        )
        for change in changed[first : first + count]
    ]
    _show_rows(reader, rows, key="changes-status", caption=heading)


def _show_rows(reader: Reader, rows: Sequence[Row], *, key: str, caption: str) -> None:
    """What changed of indicators, each in an area."""
    words = reader.words
    figure_table.show(
        reader,
        key=key,
        caption=caption,
        corner=words("app.indicator"),
        columns=[Column(words("app.area")), Column(words("whats_new.says"))],
        rows=rows,
        dense=True,
    )


def _is_judged(
    reader: Reader, moments: Moments, areas: Sequence[str], indicators: Sequence[str]
) -> bool:
    """Whether the reader would wait for verdicts on very much; asks, and says what is not there."""
    words = reader.words
    this = f"{moments.name}~{','.join(areas)}"
    can_be = len(areas) <= FEW
    if can_be and st.query_params.get(_JUDGED) == this:
        return True
    st.markdown(f"#### {words('whats_new.statuses_not_judged')}")
    if not can_be:
        st.caption(words("whats_new.too_much"))
        return False
    st.markdown(words("whats_new.not_judged", areas=len(areas), indicators=len(indicators)))

    def judge() -> None:
        st.query_params[_JUDGED] = this

    st.button(words("whats_new.judge"), icon=":material/balance:", on_click=judge)
    return False


def _change(one: Changed) -> Change:
    return Change(code=ChangeCode(one.code), key=one.key, before=one.before, after=one.after)


def _page(in_all: int, size: int, key: str) -> tuple[int, int]:
    """The first row that is shown, and how many; the reader turns the pages of many."""
    if in_all <= 2 * size:
        return 0, in_all
    return paging.first_shown(in_all, size, key=f"changes-{key}-pages"), size
