"""Figures that stand otherwise at another moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import FigureKey, Frozen, Observation
from analytics.queries.asking import (
    NAMES,
    PLACE,
    Asked,
    asked_of,
    observations_of,
    read_reports,
)
from analytics.queries.moving import Moved, places_among
from analytics.queries.ranking import RANKED_BY, standing_among
from analytics.sorting import Ints
from analytics.store import Store

_KEY = PLACE[2:]
_SAID = ("obs_value", "decimals", "bound", "obs_status", "as_of")
_HELD_AGAINST = tuple(name for name in NAMES if name in ("source", *RANKED_BY, *_SAID))
"""The columns that say which report stands, and whether it says something else."""
_AT_ONCE = 100_000
"""Reports that are held against each other at a time, where there are very many."""


class Changed(Frozen):
    """A figure that stands otherwise; ``code`` is ``new``, ``revised`` or ``withdrawn``."""

    code: str
    before: Observation | None
    after: Observation | None

    @property
    def key(self) -> FigureKey:
        stands = self.after or self.before
        assert stands is not None
        return stands.key


@dataclass(frozen=True, eq=False)
class Changes:
    """Figures that stand otherwise: all of them counted by sort, the first of each sort by key.

    The same figure from a newer source is no change. ``places`` are the areas and indicators of
    all. ``figures`` has their keys and sorts, ``before`` and ``after`` the reports that stood and
    stand, row by row; empty where none did or does.
    """

    counts: Mapping[str, int]
    places: frozenset[tuple[str, str]]
    figures: pa.Table
    before: pa.Table
    after: pa.Table

    def told(self, code: str) -> int:
        """How many of a sort :meth:`first` can tell."""
        return int(pc.sum(pc.equal(self.figures["code"], code)).as_py() or 0)

    def first(self, code: str, most: int, *, after: int = 0) -> tuple[Changed, ...]:
        """So many of a sort, after that many others, by key."""
        if code not in self.counts:
            return ()
        rows = np.flatnonzero(pc.equal(self.figures["code"], code))[after : after + most]
        stood, stands = (_told(table.take(rows)) for table in (self.before, self.after))
        return tuple(
            Changed(code=code, before=before, after=now)
            for before, now in zip(stood, stands, strict=True)
        )

    @classmethod
    def together(cls, parts: Iterable[Changes], most: int) -> Changes:
        """Of areas or indicators by themselves, no figure in two of them."""
        each = (_nothing(), *parts)
        counts: Counter[str] = Counter()
        for part in each:
            counts.update(part.counts)
        figures, before, after = (
            pa.concat_tables(tables, promote_options="default")
            for tables in zip(*((p.figures, p.before, p.after) for p in each), strict=True)
        )
        rows = _first_of_each(figures, most)
        return cls(
            counts=counts,
            places=frozenset().union(*(part.places for part in each)),
            figures=figures.take(rows),
            before=before.take(rows),
            after=after.take(rows),
        )


class AreaChanges(Frozen):
    """How many of an area's figures stand otherwise, by sort."""

    ref_area: str
    new: int = 0
    revised: int = 0
    withdrawn: int = 0

    @property
    def all(self) -> int:
        return self.new + self.revised + self.withdrawn


def changed(
    store: Store, moved: Moved, *, areas: Collection[str] | None = None, most: int
) -> Changes:
    """Figures of these areas, or of all, that stand otherwise; at most so many told of each sort.

    A few areas are found sooner by themselves, and put together by :meth:`Changes.together`.
    """
    found = _nothing()
    for asked in _asked(moved, areas):
        differing = _differing(_reports(store, moved, asked, NAMES))
        found = Changes.together((found, differing), most)
    return found


def count_changes(store: Store, moved: Moved) -> tuple[AreaChanges, ...]:
    """How much changed in each area where anything did: everything is held against each other."""
    counts: dict[str, Counter[str]] = {}
    for asked in _asked(moved, None):
        differing = _differing(_reports(store, moved, asked, _HELD_AGAINST))
        area = pc.coalesce(differing.after["ref_area"], differing.before["ref_area"])
        by_area = differing.figures.append_column("ref_area", area)
        for row in (
            by_area.group_by(["ref_area", "code"]).aggregate([([], "count_all")]).to_pylist()
        ):
            counts.setdefault(row["ref_area"], Counter())[row["code"]] += row["count_all"]
    return tuple(AreaChanges(ref_area=area, **counts[area]) for area in sorted(counts))


def _nothing() -> Changes:
    none = pa.schema([(name, pa.string()) for name in ("key", "code")]).empty_table()
    return Changes({}, frozenset(), none, pa.table({}), pa.table({}))


def _asked(moved: Moved, areas: Collection[str] | None) -> Iterator[Asked]:
    """The figures that may stand otherwise, no more at a time than memory holds."""
    among = None if areas is None else set(areas).intersection(moved.areas)
    if not moved.touched or among == set():
        return
    at_once = moved.held if among is not None and len(among) == 1 else _AT_ONCE
    indicators: set[str] = set()
    ends: set[date] = set()
    reports = 0
    for one in moved.touched:
        if indicators and reports + one.held > at_once:
            yield asked_of(among, indicators).among("period_end", ends)
            indicators, ends, reports = set(), set(), 0
        indicators.add(one.indicator)
        ends.update(one.ends)
        reports += one.held
    yield asked_of(among, indicators).among("period_end", ends)


def _reports(store: Store, moved: Moved, asked: Asked, columns: Sequence[str]) -> pa.Table:
    """Every report of these figures that is known, at which of the moments, and its key's text."""
    known = moved.known
    reports = read_reports(store, columns, [asked])
    places = places_among(known, reports)  # joined in the statement, all columns would be copied
    reports = reports.filter(pc.is_valid(places))
    places = places.drop_null()
    for name in ("published", "was_known", "is_known"):
        reports = reports.append_column(name, known[name].take(places))
    key = pc.binary_join_element_wise(*(reports[name].cast(pa.string()) for name in _KEY), "~")
    return reports.append_column("key", key)


def _differing(reports: pa.Table) -> Changes:
    """The figures of which another report stands, which says something else; in no order."""
    figures = reports["key"].combine_chunks().dictionary_encode()
    touched = np.zeros(len(figures.dictionary), np.bool_)
    figure, moved = figures.indices.to_numpy(), pc.xor(reports["was_known"], reports["is_known"])
    touched[figure[moved.to_numpy()]] = True
    reports = reports.append_column("figure", figures.indices).filter(touched[figure])
    old, new = (standing_among(reports.filter(reports[at])) for at in ("was_known", "is_known"))
    rows = [_row_of_each(table, len(touched)) for table in (old, new)]
    is_new, is_gone = (pc.is_null(each) for each in rows)
    differs = pc.xor(is_new, is_gone)
    for name in _SAID:
        was, now = (table[name].take(each) for table, each in zip((old, new), rows, strict=True))
        differs = pc.or_(differs, pc.xor(pc.is_null(was), pc.is_null(now)))
        differs = pc.or_(differs, pc.fill_null(pc.not_equal(was, now), False))
    code = pc.if_else(is_new, "new", pc.if_else(is_gone, "withdrawn", "revised"))
    changed = pa.table({"key": figures.dictionary, "code": code}).filter(differs)
    before, after = (
        table.take(each.filter(differs)) for table, each in zip((old, new), rows, strict=True)
    )
    return Changes(
        counts=_counted(changed),
        places=_places_of(before) | _places_of(after),
        figures=changed,
        before=before,
        after=after,
    )


def _row_of_each(standing: pa.Table, figures: int) -> pa.Array:
    """The row that a figure has among those that stand; null where none of it does."""
    rows = np.full(figures, -1)
    rows[standing["figure"].to_numpy()] = np.arange(standing.num_rows)
    return pa.array(rows, mask=rows < 0)


def _counted(figures: pa.Table) -> dict[str, int]:
    counts = figures["code"].value_counts().to_pylist()
    return {count["values"]: count["counts"] for count in counts}


def _places_of(reports: pa.Table) -> frozenset[tuple[str, str]]:
    """The areas and indicators of these reports."""
    told = reports.filter(pc.is_valid(reports["row_number"]))
    return frozenset(zip(*(told[at].to_pylist() for at in ("ref_area", "indicator")), strict=True))


def _first_of_each(figures: pa.Table, most: int) -> Ints:
    """The rows of the first of each sort, by key."""
    order = np.asarray(pc.sort_indices(figures, [("code", "ascending"), ("key", "ascending")]))
    codes = figures["code"].take(order)
    firsts = [np.flatnonzero(pc.equal(codes, code))[:most] for code in pc.unique(codes)]
    return order[np.concatenate(firsts)] if firsts else order


def _told(reports: pa.Table) -> Iterator[Observation | None]:
    """The reports, row by row; None where there is none."""
    is_told = pc.is_valid(reports["row_number"])
    some = reports.filter(is_told)
    told = iter(observations_of(some) if some.num_rows else ())
    return (next(told) if one else None for one in is_told.to_pylist())
