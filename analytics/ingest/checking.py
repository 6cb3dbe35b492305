"""One file from its bytes to its observations and everything that is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pyarrow as pa

from analytics.codelists import Codelists
from analytics.ingest import shown_choice
from analytics.ingest.checks import check_figures
from analytics.ingest.codes import lexicon_of
from analytics.ingest.mapped import read_by
from analytics.ingest.mappings import Mapping, fitting, learn
from analytics.ingest.marking import Marking
from analytics.ingest.mending import Edit, mended
from analytics.ingest.numbers import Marks
from analytics.ingest.observations import observe
from analytics.ingest.quotients import check_quotients
from analytics.ingest.reading import read
from analytics.ingest.rows import Rows
from analytics.ingest.stopping import Step, at
from analytics.ingest.table import Places, Recognised, Table, recognise
from analytics.ingest.template import Field
from analytics.model import Problem, Severity, Source
from analytics.store import OBSERVATION_SCHEMA

_NONE, _NOWHERE = OBSERVATION_SCHEMA.empty_table(), np.empty(0, np.int64)


@dataclass(frozen=True)
class Options:
    """What the analyst says about a file; None leaves it to the file's own evidence."""

    numbers: Marks | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    mapping: Mapping | None = None  # else the file is in the template, or in one of `mappings`
    mappings: tuple[Mapping, ...] = ()
    given: Map[Field, str] = field(default_factory=dict)  # what a mapping asks for anew
    edits: tuple[Edit, ...] = ()
    skipped: tuple[int, ...] = ()  # rows, as analysts count
    as_held: tuple[int, ...] = ()  # columns of a workbook, from 0, read as the file holds them
    as_shown: tuple[int, ...] = ()  # or as its number formats show them
    today: date = field(default_factory=date.today)

    @property
    def shown_by_column(self) -> dict[int, bool]:
        """For each column that was spoken of, whether its numbers are read as they are shown."""
        return {**dict.fromkeys(self.as_held, False), **dict.fromkeys(self.as_shown, True)}


@dataclass(frozen=True)
class Checked:
    """A file read: what it holds and what is wrong with it.

    ``observations`` are the entries without an error, in the store's columns; their values stand in
    ``columns`` of the table, from 0. They may be committed only where :attr:`is_clean` holds.
    """

    content: bytes
    file_name: str
    sha256: str
    table: Table | None
    problems: tuple[Problem, ...]
    observations: pa.Table
    columns: Places
    sources: tuple[Source, ...]
    mapping: Mapping | None = None  # that read the file, with what its columns prove
    note: str = ""  # how the file was told to be read, where it was; JSON
    left_out: tuple[int, ...] = ()  # rows of totals and notes, by the mapping

    @property
    def is_clean(self) -> bool:
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def check(
    content: bytes, file_name: str, codelists: Codelists, options: Options | None = None
) -> Checked:
    """Read a file and find every problem in it; nothing is written.

    Raises ``Stopped`` where it is done as work that can be stopped, and was.
    """
    options = options or Options()
    at(Step.READING)
    found = _read(content, file_name, options)
    recognised, mapping = found.recognised, found.mapping
    problems = recognised.problems
    note = _note(options, recognised.left_out)
    # The same bytes told to be read otherwise are another submission.
    sha256 = hashlib.sha256(content + note.encode()).hexdigest()

    def checked(
        problems: tuple[Problem, ...],
        table: Table | None = None,
        observations: pa.Table = _NONE,
        columns: Places = _NOWHERE,
        sources: tuple[Source, ...] = (),
        mapping: Mapping | None = None,
    ) -> Checked:
        return Checked(
            content=content,
            file_name=file_name,
            sha256=sha256,
            table=table,
            problems=ordered(problems),
            observations=observations,
            columns=columns,
            sources=sources,
            mapping=mapping,
            note=note,
            left_out=recognised.left_out,
        )

    if recognised.entries is None:
        return checked(problems, recognised.table, mapping=mapping)
    at(Step.CHECKING)
    learned = {c.column: c.as_shown for c in mapping.columns} if mapping else {}
    said = {c: told for c, told in learned.items() if told is not None} | options.shown_by_column
    marking = Marking(shown_choice.taken(recognised.entries, said))
    shown_choice.mark(marking)
    lexicon = lexicon_of(codelists)
    observed = observe(marking, lexicon, options.numbers)
    check_figures(marking, observed, lexicon, options.today)
    observations = observed.observations
    check_quotients(marking, observed, lexicon)
    marking.refuse_rows(p.row for p in problems if p.severity is Severity.ERROR and p.row)
    dropped = marking.refused | marking.left_out
    if dropped.any():
        observations = observations.filter(pa.array(~dropped))
    return checked(
        # Several figures of a row may share a cell.
        tuple(dict.fromkeys((*problems, *marking.problems))),
        recognised.table,
        observations,
        recognised.entries.columns[Field.VALUE][~dropped],
        _still_named(observed.sources, observations) if dropped.any() else observed.sources,
        mapping and learn(mapping, recognised.entries, options.shown_by_column),
    )


@dataclass(frozen=True)
class _Read:
    """A file's table, and the mapping that read it, if one did."""

    recognised: Recognised
    mapping: Mapping | None = None


def _read(content: bytes, file_name: str, options: Options) -> _Read:
    """The file's table. Its rows as first read are let go here: they can be large."""
    reading = read(content, options.encoding, options.delimiter, options.sheet)
    if reading.rows is None:
        return _Read(Recognised(None, None, reading.problems))
    rows = reading.rows
    if options.edits or options.skipped:
        rows = mended(rows, options.edits, options.skipped)
    found = _as_table(rows, file_name, options)
    table = found.recognised.table
    top = table.first_row if table else 0
    # Titles and headers are merged as a matter of course.
    named = tuple(p for p in reading.problems if p.code != "merged_cells" or (p.row or 0) >= top)
    problems = (*named, *found.recognised.problems)
    return replace(found, recognised=replace(found.recognised, problems=problems))


def _as_table(rows: Rows, file_name: str, options: Options) -> _Read:
    mapping = options.mapping
    if mapping is None:
        found = recognise(rows)
        # Offices' own tables may have some of the template's headers too.
        mapping = fitting(options.mappings, rows) if found.entries is None else None
        if mapping is None:
            return _Read(found)
    return _Read(read_by(mapping, rows, options.given, file_name), mapping)


def _note(options: Options, left_out: tuple[int, ...]) -> str:
    """What was said about the file that its bytes do not say, as JSON; nothing said is nothing."""
    said = {
        "numbers": options.numbers,
        "encoding": options.encoding,
        "delimiter": options.delimiter,
        "sheet": options.sheet,
        "mapping": options.mapping and options.mapping.model_dump(mode="json"),
        "given": dict(options.given),
        "edits": [edit.model_dump() for edit in options.edits],
        "skipped": sorted(options.skipped),
        "as_held": sorted(options.as_held),
        "as_shown": sorted(options.as_shown),
        "left_out": left_out,
    }
    kept = {name: value for name, value in said.items() if value}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def _still_named(sources: tuple[Source, ...], observations: pa.Table) -> tuple[Source, ...]:
    named = set(observations["source"].unique().to_pylist())
    return tuple(source for source in sources if source.source in named)


def ordered(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """By place in the file; what is wrong with the file as a whole comes first."""
    return tuple(
        sorted(problems, key=lambda p: (p.row or 0, len(p.column_letter), p.column_letter))
    )
