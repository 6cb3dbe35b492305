"""One file from its bytes to its observations and everything that is wrong with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa

from analytics.codelists import Codelists
from analytics.ingest.checks import check_figures
from analytics.ingest.codes import Lexicon
from analytics.ingest.marking import Marking
from analytics.ingest.numbers import Marks
from analytics.ingest.observations import observe
from analytics.ingest.reading import read
from analytics.ingest.table import Recognised, Table, recognise
from analytics.model import Problem, Severity, Source
from analytics.store import OBSERVATION_SCHEMA


@dataclass(frozen=True)
class Options:
    """What the analyst says about a file; None leaves it to the file's own evidence."""

    numbers: Marks | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Checked:
    """A file read: what it holds and what is wrong with it.

    ``observations`` are the entries without an error, in the store's columns. They may be
    committed only where :attr:`is_clean` holds.
    """

    content: bytes
    file_name: str
    sha256: str
    table: Table | None
    problems: tuple[Problem, ...]
    observations: pa.Table
    sources: tuple[Source, ...]

    @property
    def is_clean(self) -> bool:
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def check(
    content: bytes, file_name: str, codelists: Codelists, options: Options | None = None
) -> Checked:
    """Read a file and find every problem in it; nothing is raised and nothing is written."""
    options = options or Options()
    sha256 = hashlib.sha256(content).hexdigest()

    def checked(
        problems: tuple[Problem, ...],
        table: Table | None = None,
        observations: pa.Table | None = None,
        sources: tuple[Source, ...] = (),
    ) -> Checked:
        return Checked(
            content=content,
            file_name=file_name,
            sha256=sha256,
            table=table,
            problems=_ordered(problems),
            observations=OBSERVATION_SCHEMA.empty_table() if observations is None else observations,
            sources=sources,
        )

    recognised = _recognised(content, options)
    problems = recognised.problems
    if recognised.entries is None:
        return checked(problems, recognised.table)
    marking = Marking(recognised.entries)
    lexicon = Lexicon(codelists)
    observed = observe(marking, lexicon, options.numbers)
    check_figures(marking, observed, lexicon, options.today)
    observations = observed.observations
    dropped = marking.refused | marking.left_out
    if dropped.any():
        observations = observations.filter(pa.array(~dropped))
    return checked(
        (*problems, *marking.problems),
        recognised.table,
        observations,
        _still_named(observed.sources, observations) if dropped.any() else observed.sources,
    )


def _recognised(content: bytes, options: Options) -> Recognised:
    """The file's table. Its rows as first read are let go here: they can be large."""
    reading = read(content, options.encoding, options.delimiter, options.sheet)
    if reading.rows is None:
        return Recognised(None, None, reading.problems)
    found = recognise(reading.rows)
    return replace(found, problems=(*reading.problems, *found.problems))


def _still_named(sources: tuple[Source, ...], observations: pa.Table) -> tuple[Source, ...]:
    named = set(observations["source"].unique().to_pylist())
    return tuple(source for source in sources if source.source in named)


def _ordered(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """By place in the file; what is wrong with the file as a whole comes first."""
    return tuple(
        sorted(problems, key=lambda p: (p.row or 0, len(p.column_letter), p.column_letter))
    )
