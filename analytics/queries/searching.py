"""Reports found by what a reader typed, a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import NOW, Frozen, Observation, Vintage
from analytics.queries.asking import PLACE
from analytics.queries.chosen import chosen, printed_in
from analytics.queries.lines import Bits, Lines, lines_of, some_of
from analytics.queries.words import Sought, Word
from analytics.sorting import Ints
from analytics.store import Register, Store

_LONG = 1000
"""Rows of a file that nobody reads through from the first: they go by indicator and area."""
_NO_TURN = -1


class Page(Frozen):
    """Some of the reports that were found, in the order of sources and their files."""

    reports: tuple[Observation, ...]
    found: int


@dataclass(frozen=True)
class _Group:
    """Reports of a source that were found in a submission."""

    source: str
    submission_id: int
    published: date | None
    found: int
    is_long: bool
    """Whether its reports are in the order of their lines, as in a file of very many rows."""


def search(
    store: Store,
    words: Sequence[Sought],
    *,
    source: str | None = None,
    vintage: Vintage = NOW,
    first: int = 0,
    most: int = 60,
) -> Page:
    """Reports that every word fits, from the ``first`` on: newest source first, in file order.

    Those of a long file are in the order of their lines. ``source`` None is all of them.

    Which reports fit is told by the lines of submissions and by the numbers that reports are found
    by. Only what is shown is read, and where a word may be anything that is printed, its texts.
    """
    register = store.register()
    lines = _known(store, register, source, vintage)
    asked = [Word.among(store, lines, word) for word in words]
    areas = lines.areas
    for word in asked:
        if not word.sought.printed:
            areas = areas & word.fits(lines)
    for word in asked:
        if word.sought.printed:
            fits = word.fits(lines)
            areas = areas & (fits | printed_in(store, lines, areas & ~fits, word.sought.printed))
    skipped, passed, shown = 0, 0, []
    for group in _groups(register, lines, areas):
        if passed + group.found <= first:
            skipped += group.found
        elif passed < first + most:
            shown.append(group)
        passed += group.found
    if not shown:
        return Page(reports=(), found=passed)
    reports = _reports(store, lines, asked, areas, shown, first - skipped, most)
    return Page(reports=reports, found=passed)


def _known(store: Store, register: Register, source: str | None, vintage: Vintage) -> Lines:
    """The lines that are known at a moment."""
    lines = lines_of(store, register)
    known = np.isin(lines.numbers("submission_id"), register.standing(vintage.submitted_by))
    if source is not None:
        known &= lines.among("source", [source])
    if vintage.published_by is not None:
        known &= lines.among("source", register.published_by(vintage.published_by))
    return lines if known.all() else lines.those(known)


def _groups(register: Register, lines: Lines, areas: Bits) -> list[_Group]:
    """Where reports of these areas of lines come from, and how many, the newest source first."""
    reports = pa.array(lines.reports(areas))
    found = (
        lines.told.select(["submission_id", "source"])
        .append_column("reports", reports)
        .filter(pc.greater(reports, 0))
        .group_by(["submission_id", "source"])
        .aggregate([("reports", "sum")])
    )
    rows = register.submissions["row_count"].to_numpy()
    at = np.searchsorted(register.numbers, found["submission_id"].to_numpy())
    columns = (
        found["source"].to_pylist(),
        found["submission_id"].to_pylist(),
        register.published(found["source"]).to_pylist(),
        found["reports_sum"].to_pylist(),
        (rows[at] > _LONG).tolist(),
    )
    return sorted((_Group(*cells) for cells in zip(*columns, strict=True)), key=_by_source)


def _by_source(group: _Group) -> tuple[int, str, int]:
    return _newest_first(group.published), group.source, group.submission_id


def _newest_first(published: date | None) -> int:
    """What has no date is last."""
    return -published.toordinal() if published else 0


def _reports(
    store: Store,
    lines: Lines,
    words: Sequence[Word],
    areas: Bits,
    groups: Sequence[_Group],
    first: int,
    most: int,
) -> tuple[Observation, ...]:
    """Reports of groups that every word fits, from the ``first`` of them on, in order.

    Of long files it is known beforehand which those are; of the others all are read, and put in the
    order of their rows.
    """
    turns = _turns(lines, groups)
    which = turns != _NO_TURN
    lines, areas, turns = lines.those(which), areas[which] & lines.areas[which], turns[which]
    words = [replace(word, told=word.told[which]) for word in words]
    passed = 0
    for turn, group in enumerate(groups):
        if group.is_long and not first <= passed <= first + most - group.found:
            of_group = np.flatnonzero(turns == turn)
            here = slice(max(first - passed, 0), first + most - passed)
            areas[of_group] = some_of(areas[of_group], here)
        passed += group.found
    found = chosen(store, lines, words, areas)
    turn = turns[found.line]
    is_long = np.array([group.is_long for group in groups])[turn]
    by = {"turn": pa.array(turn), "number": pa.array(np.where(is_long, found.number, 0))}
    told = pa.table({**by, **{name: found.rows[name] for name in PLACE}})
    order = np.asarray(pc.sort_indices(told, [(name, "ascending") for name in told.column_names]))
    skipped = 0 if groups[0].is_long else first
    return found.observations(store, order[skipped : skipped + most])


def _turns(lines: Lines, groups: Sequence[_Group]) -> Ints:
    """For each line the place of its group among these, if it is of one."""
    numbers = sorted({group.submission_id for group in groups})
    sources = sorted({group.source for group in groups})
    turns = np.full((len(numbers) + 1, len(sources) + 1), _NO_TURN)
    for turn, group in enumerate(groups):
        turns[numbers.index(group.submission_id), sources.index(group.source)] = turn
    number, source = (
        pc.index_in(lines.told[name], pa.array(known)).fill_null(len(known)).to_numpy()
        for name, known in (("submission_id", numbers), ("source", sources))
    )
    of_group: Ints = turns[number, source]
    return of_group
