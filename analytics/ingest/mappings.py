"""What an analyst says once about files of one form, and how that is kept.

A mapping says where the header is, what each column holds and which rows are totals or notes. It
never fixes what changes from file to file: the period and the source are read from the file's title
or header, stand in a column, or are asked for each time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc
import pydantic
from pydantic import ValidationError, model_validator

from analytics.access import Actor
from analytics.ingest.names import Names
from analytics.ingest.numbers import Evidence, Marks, Phrase, evidence, take_apart, tidy
from analytics.ingest.rows import Rows
from analytics.ingest.table import Entries
from analytics.ingest.template import Field
from analytics.model import Frozen, Measure
from analytics.store import Store, StoreError
from analytics.text import folded

SEARCHED = 60
"""Rows, for a header."""
_CHANGING = frozenset({Field.PERIOD, Field.SOURCE, Field.AS_OF, Field.SOURCE_DATE})
TOTALS = ("Tổng cộng", "Tổng số", "Cộng", "Toàn thành phố", "Total")
"""What a row of totals is called, if nothing else is said."""
NOTES = ("Ghi chú", "Nguồn:", "Người lập", "Note:")
"""How a row begins that is a note, if nothing else is said."""


class From(StrEnum):
    """Where a field's text comes from, if from no column and no fixed text."""

    TITLE = "@title"  # the period or unit named above the header; the title itself for a source
    HEADER = "@header"  # the period named in the figure's own column header
    GIVEN = "@given"  # said anew for each file


class Column(Frozen):
    """What one column of the file holds: a field of every row, or figures.

    A column of figures says what they are: ``fixed`` texts for indicator, measure and so on.
    """

    column: int
    holds: Field
    fixed: dict[Field, str] = pydantic.Field(default_factory=dict)
    marks: Marks | None = None  # proved by earlier files of this form
    as_shown: bool | None = None  # said of an earlier file whose numbers were shown otherwise


class Mapping(Frozen):
    """How to read files of one form. ``header`` is the header's text, by which they are known.

    Raises pydantic's ``ValidationError`` where it fixes what changes from file to file.
    """

    name: str
    header: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    fixed: dict[Field, str] = pydantic.Field(default_factory=dict)
    totals: tuple[str, ...] = TOTALS  # rows so called are left out
    notes: tuple[str, ...] = NOTES  # rows with a cell that begins so are left out

    @model_validator(mode="after")
    def _fixes_nothing_that_changes(self) -> Mapping:
        for fixed in (self.fixed, *(column.fixed for column in self.columns)):
            for field, text in fixed.items():
                if field in _CHANGING and text not in set(From):
                    raise ValueError(f"{field} changes from file to file and cannot be fixed")
        return self

    @property
    def shape(self) -> str:
        """The same for all files that the mapping reads."""
        return hashlib.sha256(json.dumps(self.header, ensure_ascii=False).encode()).hexdigest()

    @property
    def figures(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.holds is Field.VALUE)

    def place(self, rows: Rows) -> int | None:
        """The header's first row in a file (from 0); None where the file has another form."""
        count = len(self.header)
        for index in range(min(SEARCHED, rows.cells.num_rows - count + 1)):
            if header_text(rows, index, count) == self.header:
                return index
        return None


def header_text(rows: Rows, first: int, count: int) -> tuple[tuple[str, ...], ...]:
    """A header for telling forms apart: years and numbers within it may change."""
    texts = []
    for index in range(first, first + count):
        cells = [re.sub(r"\d+", "#", folded(tidy(cell))) for cell in rows.row(index)]
        while cells and not cells[-1]:
            cells.pop()
        texts.append(tuple(cells))
    return tuple(texts)


def figures_column(column: int, told: Map[Field, str], measures: Names[Measure]) -> Column:
    """A column of figures. Shares of plan and growth are in percent, whatever the table is in."""
    found = measures.find(told.get(Field.MEASURE, ""))
    is_share = bool(set(found) & {Measure.ATTAINMENT, Measure.GROWTH})
    unit = {Field.UNIT: "percent"} if is_share and Field.UNIT not in told else {}
    return Column(column=column, holds=Field.VALUE, fixed={**told, **unit})


def saved(store: Store) -> tuple[Mapping, ...]:
    """The mappings in use, by name."""
    found = (Mapping.model_validate_json(body) for body in store.mapping_bodies())
    return tuple(sorted(found, key=lambda mapping: folded(mapping.name)))


def save(store: Store, mapping: Mapping, by: Actor) -> None:
    """Keep a mapping in place of its form's earlier one. ``StoreError`` ``mapping_name_taken``."""
    others = (m for m in saved(store) if m.shape != mapping.shape)
    if any(folded(m.name) == folded(mapping.name) for m in others):
        raise StoreError("mapping_name_taken", name=mapping.name)
    store.add_mapping(mapping.shape, mapping.name, mapping.model_dump_json(), by=by)


def named(store: Store, name: str) -> Mapping:
    """Raises ``StoreError`` ``unknown_mapping``."""
    for mapping in saved(store):
        if folded(mapping.name) == folded(name):
            return mapping
    raise StoreError("unknown_mapping", name=name)


def rename(store: Store, name: str, new_name: str, by: Actor) -> None:
    """Give a mapping another name. ``StoreError`` ``unknown_mapping``, ``mapping_name_taken``."""
    save(store, named(store, name).model_copy(update={"name": new_name}), by)


def parse(text: str) -> Mapping:
    """A mapping from an exported file. Raises ``StoreError`` ``not_a_mapping``."""
    try:
        return Mapping.model_validate_json(text)
    except ValidationError as error:
        raise StoreError("not_a_mapping", reason=str(error.errors()[0]["msg"])) from error


def fitting(mappings: Sequence[Mapping], rows: Rows) -> Mapping | None:
    """The saved mapping for a file's form, if there is one."""
    return next((mapping for mapping in mappings if mapping.place(rows) is not None), None)


def learn(mapping: Mapping, entries: Entries, as_shown: Map[int, bool]) -> Mapping:
    """The mapping with the number marks that a file's columns proved, and what was said of them."""
    columns = []
    for column in mapping.columns:
        learned: dict[str, object] = {}
        if column.holds is Field.VALUE and (marks := _proved(entries, column.column)):
            learned["marks"] = marks
        if column.column in as_shown:
            learned["as_shown"] = as_shown[column.column]
        columns.append(column.model_copy(update=learned) if learned else column)
    return mapping.model_copy(update={"columns": tuple(columns)})


def _proved(entries: Entries, column: int) -> Marks | None:
    here = pa.array(entries.columns[Field.VALUE] == column)
    found = set()
    for text in pc.unique(entries.texts[Field.VALUE].filter(here)).to_pylist():
        phrase = take_apart(text)
        if isinstance(phrase, Phrase):
            found.add(evidence(phrase.digits))
    if Evidence.VI in found and Evidence.EN not in found:
        return Marks.VI
    if Evidence.EN in found and Evidence.VI not in found:
        return Marks.EN
    return None
