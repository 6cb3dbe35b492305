"""A mapping to begin with: what a table of unknown form seems to hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.ingest.codes import Lexicon
from analytics.ingest.mapped import joined, period_within
from analytics.ingest.mappings import (
    SEARCHED,
    TOTALS,
    Column,
    From,
    Mapping,
    figures_column,
    header_text,
)
from analytics.ingest.numbers import Evidence, Phrase, evidence, is_no_figure, take_apart, tidy
from analytics.ingest.rows import Rows
from analytics.ingest.template import HEADERS, Field
from analytics.model import Measure
from analytics.text import folded

_MOST_HEADER_ROWS = 3
_MOST_LABELS = 500
_TOTAL_WORDS = ("tong ", "cong ", "toan ", "total ")


def propose(rows: Rows, lexicon: Lexicon, name: str) -> Mapping | None:
    """A mapping to begin with, for the analyst to complete; None where no header is to be seen."""
    first = _first_figures(rows)
    if first is None or first == 0:
        return None
    start = _merged_top(rows, first)
    while first - start < min(_MOST_HEADER_ROWS, first) and _continues(rows, start):
        start -= 1
    count = first - start
    headers = joined(rows, start, count)
    columns = [c for i, text in enumerate(headers) if (c := _guess(rows, lexicon, i, text, first))]
    given = {Field.SOURCE: From.GIVEN.value}
    if not any(c.holds is Field.PERIOD or Field.PERIOD in c.fixed for c in columns):
        titles = [cell for index in range(start) for cell in rows.row(index)]
        told = period_within(*titles)
        given[Field.PERIOD] = From.TITLE.value if told else From.GIVEN.value
    return Mapping(
        name=name,
        header=header_text(rows, start, count),
        columns=tuple(columns),
        fixed=given,
        totals=(*TOTALS, *_totals(rows, lexicon, columns, first)),
    )


def labels(rows: Rows, columns: Sequence[Column], first: int) -> tuple[str, ...]:
    """What the rows from ``first`` on are called, in their order."""
    named = [c.column for c in columns if c.holds in (Field.REF_AREA, Field.INDICATOR)]
    found: dict[str, None] = {}
    for column in named:
        if column < rows.width:
            texts = rows.cells.column(column).slice(first, _MOST_LABELS).to_pylist()
            found |= dict.fromkeys(tidy(text) for text in texts if text and text.strip())
    return tuple(found)


def _totals(rows: Rows, lexicon: Lexicon, columns: Sequence[Column], first: int) -> tuple[str, ...]:
    """Rows that seem to be totals: called so, and no area or indicator."""
    known = {folded(total) for total in TOTALS}
    return tuple(
        label
        for label in labels(rows, columns, first)
        if folded(label).startswith(_TOTAL_WORDS)
        and folded(label).rstrip(" :") not in known
        and not lexicon.areas.find(label)
        and not lexicon.indicators.find(label)
    )


def _first_figures(rows: Rows) -> int | None:
    """The first row that has a text and then at least one number."""
    for index in range(min(SEARCHED, rows.cells.num_rows)):
        cells = rows.row(index)
        words = [cell for cell in cells if cell.strip() and not _is_number(cell)]
        if words and any(map(_is_number, cells)) and len(cells) > 1 and index > 0:
            above = [cell for cell in rows.row(index - 1) if cell.strip()]
            if len(above) > 1:
                return index
    return None


def _merged_top(rows: Rows, first: int) -> int:
    """Where the header above the first figures begins, by cells that are merged downwards."""
    start = first - 1
    for top, _, bottom, _ in sorted(rows.merged, reverse=True):
        if top < start <= bottom < first and first - top <= _MOST_HEADER_ROWS:
            start = top
    return start


def _continues(rows: Rows, index: int) -> bool:
    """Whether the row above belongs to the header too: it has gaps or merged cells below a row."""
    above = [cell for cell in rows.row(index - 1) if cell.strip()]
    here = rows.row(index)
    return len(above) > 1 and sum(not cell.strip() for cell in here) > 0


def _is_number(cell: str) -> bool:
    found = take_apart(cell)
    return isinstance(found, Phrase) and evidence(found.digits) is not Evidence.WRONG


def _guess(rows: Rows, lexicon: Lexicon, column: int, header: str, first: int) -> Column | None:
    cells = rows.cells.column(column).slice(first, 200).to_pylist()
    texts = [cell for cell in cells if cell and not is_no_figure(cell)]
    named = HEADERS.find(header)
    for names, field in ((lexicon.areas, Field.REF_AREA), (lexicon.indicators, Field.INDICATOR)):
        if texts and sum(bool(names.find(t)) for t in texts) * 2 > len(texts):
            return Column(column=column, holds=field)
    if folded(header) in {"stt", "tt", "so thu tu", "no", "no."}:
        return None
    if texts and sum(map(_is_number, texts)) * 2 > len(texts):
        return figures_column(column, _told(lexicon, header), lexicon.measures)
    return Column(column=column, holds=named[0]) if named else None


def _told(lexicon: Lexicon, header: str) -> dict[Field, str]:
    """What a header says of the figures below it."""
    told: dict[Field, str] = {}
    for part in (header, *header.split(" – ")):
        if lexicon.areas.find(part):
            told.setdefault(Field.REF_AREA, part)
        if lexicon.indicators.find(part):
            told.setdefault(Field.INDICATOR, part)
        if lexicon.measures.find(part):
            told.setdefault(Field.MEASURE, part)
    basis = _plan_basis(lexicon, header)
    if basis:
        told[Field.PLAN_BASIS] = basis
        share = "%" in header or any(
            folded(part).startswith(("ty le", "ti le")) for part in header.split(" – ")
        )
        told.setdefault(Field.MEASURE, (Measure.ATTAINMENT if share else Measure.PLAN).value)
    if period_within(header):
        told[Field.PERIOD] = From.HEADER.value
    unit = re.search(r"\(([^()]+)\)\s*$", header)
    if unit and lexicon.units.find(unit[1]):
        told[Field.UNIT] = unit[1]
    return told


def _plan_basis(lexicon: Lexicon, header: str) -> str:
    """The plan that a header ends with: ``Kế hoạch năm``, ``Tỷ lệ so kế hoạch năm``; none else."""
    words = header.split()
    for start in range(len(words)):
        found = lexicon.plan_bases.find(" ".join(words[start:]))
        if len(found) == 1 and found[0]:
            return found[0].value
    return ""
