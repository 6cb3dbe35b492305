"""The audit as CSV and as a workbook, an entry a row, with the hashes that bind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import xlsxwriter

from analytics import audit_sentences
from analytics.audit import Entry
from analytics.export.csv_table import harmless
from analytics.text import Words

_HEADS = ("number", "at", "at_utc", "who_did", "what", "said", "from", "details")
_HASHES = ("previous", "hash")
_WIDTHS = (8, 18, 26, 24, 20, 60, 18, 40, 20, 20)
_LONGEST_CELL = 32_767
"""Characters that Excel takes in a cell; a briefing's details may be longer."""


def audit_csv(entries: Sequence[Entry], words: Words) -> bytes:
    """UTF-8 with a mark that Excel needs; text that would run as a formula is quoted."""
    written = io.StringIO(newline="")
    out = csv.writer(written)
    out.writerow(_heads(words))
    for entry in entries:
        out.writerow([entry.number, *map(harmless, _texts(entry, words))])
    return written.getvalue().encode("utf-8-sig")


def audit_workbook(entries: Sequence[Entry], words: Words) -> bytes:
    """One sheet; all text is written as text, so none is a formula."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(words("audit.sheet"))
        for column, (head, width) in enumerate(zip(_heads(words), _WIDTHS, strict=True)):
            sheet.write_string(0, column, head, bold)
            sheet.set_column(column, column, width)
        for row, entry in enumerate(entries, start=1):
            sheet.write_number(row, 0, entry.number, plain)
            for column, text in enumerate(_texts(entry, words), start=1):
                sheet.write_string(row, column, _short(text), plain)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(entries), len(_WIDTHS) - 1)
    return written.getvalue()


def _heads(words: Words) -> list[str]:
    return [words(f"audit.column.{name}") for name in (*_HEADS, *_HASHES)]


def _texts(entry: Entry, words: Words) -> Iterator[str]:
    """What follows an entry's number."""
    yield words.time(entry.at)
    yield f"{entry.at.isoformat()}Z"
    yield audit_sentences.who(entry.who, words)
    yield audit_sentences.action(entry, words)
    yield audit_sentences.said(entry, words)
    yield audit_sentences.origin(entry, words)
    yield entry.details
    yield entry.previous
    yield entry.hash


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"
