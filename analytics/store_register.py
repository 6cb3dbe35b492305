"""What the store knows of its submissions and sources: little, and wanted in every question."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import Source, Submission
from analytics.store_access import AccessDatabase
from analytics.store_database import roll_back, rows_of
from analytics.store_engine import Engine

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Register:
    """The submissions, their withdrawals and the sources, as they were at one moment.

    Figures are read after it and by it: of the submissions that it has, as far as they stood. A
    submission's figures come with it and never change, so what is read later, whatever was
    committed in between, is what the store answered at the register's moment.
    """

    revision: str
    submissions: pa.Table
    """By number: the columns of ``submission`` but its content."""
    withdrawals: Sequence[Mapping[str, Any]]
    """Each that was withdrawn or put back, in the order in which it was."""
    sources: Mapping[str, Source]
    """The codelist's description of each, or the earliest submission's."""
    replaced: int = 0
    """How often this process has found other submissions under the numbers of those it had known,
    as after a ``restore`` of a shared store: what was kept of a submission is then of another."""

    def after(self, other: Register | None) -> Register:
        """The register, as one that is read after the other; None where it is the first."""
        if other is None:
            return self
        goes_on = self.submissions.slice(0, len(other.submissions)).equals(other.submissions)
        return replace(self, replaced=other.replaced + (0 if goes_on else 1))

    @cached_property
    def numbers(self) -> Numbers:
        """Of all submissions, ascending."""
        return np.asarray(self.submissions["submission_id"].to_numpy())

    def standing(self, at: datetime | None = None) -> Numbers:
        """The submissions that stood at a moment (UTC), there and not withdrawn; None is now."""
        if at is None:
            return self._standing_now
        was_there = pc.less_equal(self.submissions["submitted_at"], pa.scalar(at))
        there: Numbers = self.numbers[was_there.to_numpy()]
        return there[~np.isin(there, self._withdrawn(at))]

    @cached_property
    def _standing_now(self) -> Numbers:
        return self.numbers[~np.isin(self.numbers, self._withdrawn(None))]

    def _withdrawn(self, at: datetime | None) -> list[int]:
        last = {
            event["submission_id"]: event["withdrawn"]
            for event in self.withdrawals
            if at is None or event["withdrawn_at"] <= at
        }
        return [number for number, withdrawn in last.items() if withdrawn]

    def submission(self, number: int) -> Submission:
        """One of those that the register has."""
        (row,) = self.submissions.slice(np.searchsorted(self.numbers, number), 1).to_pylist()
        return Submission(**row, withdrawn=number not in self._standing_now)

    def source(self, code: str) -> Source:
        """A source, as far as it is described."""
        return self.sources.get(code) or Source.not_described(code)

    def published(self, sources: pa.ChunkedArray) -> pa.ChunkedArray:
        """The date of each of these sources; null where none is known."""
        return self._dates.take(pc.index_in(sources, self._codes))

    def published_by(self, day: date) -> list[str]:
        """The sources that a reader of that day knew."""
        return [
            code
            for code, source in self.sources.items()
            if source.published is not None and source.published <= day
        ]

    @cached_property
    def _codes(self) -> pa.Array:
        return pa.array(self.sources, pa.string())

    @cached_property
    def _dates(self) -> pa.Array:
        return pa.array([source.published for source in self.sources.values()], pa.date32())


class RegisterDatabase(AccessDatabase):
    """A store that reads its register once a commit."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._kept: tuple[object, Register] | None = None
        self._reading = threading.Lock()

    def revision(self) -> str:
        """Changes whenever an answer of the store could; equal revisions give equal answers."""
        return self.register().revision

    def register(self) -> Register:
        """The register, no older than what the engine's marker stands for.

        Nobody gets an older one than somebody got before: it is read by one at a time, always as
        it is then, and only the last that was read is handed out. So what is answered after a
        revision was told is of that revision or a later one, even where a marker goes back, as a
        lake's may when two look at the same time.
        """
        marker = self._engine.marker()
        kept = self._kept
        if kept is None or marker is None or kept[0] != marker:
            with self._reading:
                kept = self._kept
                if kept is None or marker is None or kept[0] != marker:
                    before = None if kept is None else kept[1]
                    kept = self._kept = (marker, self._read_register().after(before))
        return kept[1]

    def _read_register(self) -> Register:
        with self._one_moment() as cursor:
            submissions = cursor.execute(_SUBMISSIONS).to_arrow_table()
            withdrawals = rows_of(cursor, _WITHDRAWALS)
            sources = described(rows_of(cursor, SOURCES))
            editions = rows_of(cursor, "SELECT sha256 FROM codelist_edition")
        last = submissions["submission_id"][-1].as_py() if submissions.num_rows else 0
        event = withdrawals[-1]["event_number"] if withdrawals else 0
        edition = max((row["sha256"] for row in editions), default="")
        return Register(
            revision=f"{last}.{event}.{edition[:12]}",
            submissions=submissions,
            withdrawals=withdrawals,
            sources={source.source: source for source in sources},
        )

    @contextmanager
    def _one_moment(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for several questions, which sees what is committed now and nothing later."""
        with self._engine.saying():
            cursor = self._engine.cursor()
            cursor.begin()
            try:
                yield cursor
            finally:
                roll_back(cursor)


def described(rows: Iterable[dict[str, Any]]) -> tuple[Source, ...]:
    """Of rows of :data:`SOURCES` the first of each, which describes it."""
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(row["source"], row)
    return tuple(map(Source.model_validate, first.values()))


SOURCES = """
    SELECT source, title, title_en, publisher, published, url, file, note
    FROM source ORDER BY source, submission_id NULLS FIRST
"""
_SUBMISSIONS = """
    SELECT submission_id, sha256, file_name, submitted_at, submitted_by, row_count
    FROM submission ORDER BY submission_id
"""
_WITHDRAWALS = """
    SELECT event_number, submission_id, withdrawn, withdrawn_at
    FROM withdrawal ORDER BY event_number
"""
