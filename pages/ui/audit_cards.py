"""The audit on a page: found by kind, person and day, a page at a time, and taken along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from analytics import audit_sentences, audit_trail
from analytics.audit import Action, Entry
from analytics.audit_trail import Wanted
from analytics.export.audit_table import audit_csv, audit_workbook
from analytics.text import HANOI, Words
from pages.ui import choices, figure_table, paging, reads
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader

_PAGE_SIZE = 25
_ALL = "all"


def show(reader: Reader) -> None:
    """The entries that are wanted, newest first; the store hands out one page of them."""
    words, store = reader.words, reads.store()
    with st.container(border=True, key="card-audit"):
        st.markdown(f"#### {words('audit.heading')}")
        st.caption(words("audit.answers"))
        wanted = _wanted(reader)
        count = audit_trail.count(store, wanted)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(words("audit.found", count=count), width="stretch")
            _download(words, "csv", "text/csv", lambda: audit_csv(_all(wanted), words))
            _download(words, "xlsx", _XLSX, lambda: audit_workbook(_all(wanted), words))
        if not count:
            st.info(words("audit.none"))
            return
        # The key has the question in it: another question begins on its first page.
        first = paging.first_shown(count, _PAGE_SIZE, key=f"audit-page-{wanted}")
        found = audit_trail.entries(store, wanted, skip=first, most=_PAGE_SIZE)
        _table(reader, found)


def _wanted(reader: Reader) -> Wanted:
    """What the reader asks for, kept in the address."""
    words = reader.words
    today = datetime.now(HANOI).date()
    people = audit_trail.people(reads.store())
    kind_column, who_column, since_column, until_column = st.columns(4, gap="small")
    with kind_column:
        kind = choices.one(
            st.selectbox,
            words("audit.kind"),
            [_ALL, *Action],
            name="audit_kind",
            words=lambda code: words("audit.all" if code == _ALL else f"audit.action.{code}"),
        )
    with who_column:
        who = choices.one(
            st.selectbox,
            words("audit.person"),
            [_ALL, *people],
            name="audit_who",
            words=lambda n: words("audit.all") if n == _ALL else audit_sentences.who(n, words),
        )
    with since_column:
        since = choices.day(words("audit.since"), name="audit_from", latest=today)
    with until_column:
        until = choices.day(words("audit.until"), name="audit_to", latest=today)
    return Wanted(
        action=None if kind == _ALL else Action(kind),
        who=None if who == _ALL else who,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _midnight(day: date) -> datetime:
    """The day's beginning in Hanoi, in UTC as the store has it."""
    return datetime.combine(day, time.min, tzinfo=HANOI).astimezone(UTC).replace(tzinfo=None)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _download(words: Words, form: str, mime: str, content: Callable[[], bytes]) -> None:
    st.download_button(
        words("audit.as_csv" if form == "csv" else "audit.as_excel"),
        content,
        file_name=words("audit.file", form=form),
        mime=mime,
        icon=":material/download:",
        key=f"audit-{form}",
        on_click="ignore",
    )


def _all(wanted: Wanted) -> tuple[Entry, ...]:
    return audit_trail.entries(reads.store(), wanted)


def _table(reader: Reader, found: tuple[Entry, ...]) -> None:
    words = reader.words
    figure_table.show(
        reader,
        key="audit-table",
        caption=words("audit.heading"),
        corner=words("audit.column.at"),
        columns=[
            Column(words("audit.column.who_did")),
            Column(words("audit.column.what")),
            Column(words("audit.column.from")),
        ],
        rows=[
            Row(
                words.time(entry.at),
                (
                    Cell(audit_sentences.who(entry.who, words)),
                    Cell(
                        audit_sentences.action(entry, words),
                        (audit_sentences.said(entry, words),),
                    ),
                    Cell(audit_sentences.origin(entry, words)),
                ),
                note=words("audit.number", number=str(entry.number)),
            )
            for entry in found
        ],
        dense=True,
    )
