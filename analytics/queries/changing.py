"""Figures that stand otherwise at another moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import FigureKey, Frozen, Observation, Vintage
from analytics.queries.asking import (
    NAMES,
    PLACE,
    Asked,
    Place,
    asked_of,
    at_places,
    observations_of,
    place_of,
)
from analytics.queries.ranking import RANKED_BY, standing_among
from analytics.store import Store

_ROW, _KEY = PLACE[:2], PLACE[2:]
_SAID = ("obs_value", "decimals", "bound", "obs_status", "as_of")
_HELD_AGAINST = tuple(name for name in NAMES if name in ("source", *RANKED_BY, *_SAID))
"""The columns that say which report stands, and whether it says something else."""
_FEW = 8
"""Areas."""
_AT_ONCE = 500_000
"""Reports that are held against each other at a time, where there are very many."""
_KNOWN = """(
    submission_id NOT IN (FROM hidden_submission(?))
    AND (? IS NULL OR coalesce(published <= ?, false))
)"""


class Changed(Frozen):
    """A figure that stands otherwise; ``found`` counts those of its sort, shown or not.

    ``code`` is ``new``, ``revised`` or ``withdrawn``.
    """

    code: str
    before: Observation | None
    after: Observation | None
    found: int

    @property
    def key(self) -> FigureKey:
        stands = self.after or self.before
        assert stands is not None
        return stands.key


def changed(
    store: Store,
    before: Vintage,
    after: Vintage,
    *,
    areas: Collection[str] | None = None,
    most: int = 200,
) -> tuple[Changed, ...]:
    """Figures that stand otherwise at the second moment, at most so many of each sort, by key.

    The same figure from a newer source is no change.
    """
    known = _known(store, before, after)
    found: Counter[str] = Counter()
    shown: list[dict[str, Any]] = []
    told: dict[Place, Observation] = {}
    few = sorted(set(areas)) if areas is not None and len(areas) <= _FEW else None
    for asked in _touched(store, before, after, areas):
        if few is None:
            reports = _reports(store, known, asked, _HELD_AGAINST)
        else:  # DuckDB finds one area sooner than a list of them, and whole in hardly more time
            each = (_reports(store, known, asked.among("ref_area", [one]), NAMES) for one in few)
            reports = pa.concat_tables(each)
        differing = _differing(reports)
        found.update(_counted(differing))
        shown = _first([*shown, *_first_of(differing, most)], most)
        if few is not None:
            told |= _taken(reports, shown)
    if few is None:
        told |= _whole(store, shown)
    return tuple(
        Changed(
            code=row["code"],
            before=told[row["was"]] if row["was"] else None,
            after=told[row["is"]] if row["is"] else None,
            found=found[row["code"]],
        )
        for row in shown
    )


def _known(store: Store, before: Vintage, after: Vintage) -> pa.Table:
    """Which sources' reports of which submissions are known at one of the moments, and when."""
    return store.arrow(
        f"""
        SELECT DISTINCT submission_id, source, published,
            {_KNOWN} AS was_known, {_KNOWN} AS is_known
        FROM tally
        LEFT JOIN dated_source USING (source)
        WHERE was_known OR is_known
        """,
        [*_moments(before), *_moments(after)],
    )


def _touched(
    store: Store, before: Vintage, after: Vintage, areas: Collection[str] | None
) -> Iterator[Asked]:
    """The figures that may stand otherwise, of all areas no more at a time than memory holds.

    Only a report that is known at one of the moments and not at the other can change a figure.
    """
    touched = store.rows(
        f"""
        SELECT indicator, list(DISTINCT period_end) AS ends, sum(reports)::BIGINT AS reports
        FROM tally
        LEFT JOIN dated_source USING (source)
        WHERE {_KNOWN} <> {_KNOWN}
        GROUP BY indicator
        ORDER BY indicator
        """,
        [*_moments(before), *_moments(after)],
    )
    at_once = _AT_ONCE if areas is None else sum(row["reports"] for row in touched)
    indicators: set[str] = set()
    ends: set[date] = set()
    reports = 0
    for row in touched:
        if indicators and reports + row["reports"] > at_once:
            yield asked_of(areas, indicators).among("period_end", ends)
            indicators, ends, reports = set(), set(), 0
        indicators.add(row["indicator"])
        ends.update(row["ends"])
        reports += row["reports"]
    if indicators:
        yield asked_of(areas, indicators).among("period_end", ends)


def _moments(vintage: Vintage) -> list[object]:
    return [vintage.submitted_by, vintage.published_by, vintage.published_by]


def _reports(store: Store, known: pa.Table, asked: Asked, columns: Sequence[str]) -> pa.Table:
    """Every report of these figures that is known, at which of the moments, and its key's text."""
    reports = store.arrow(
        f"""
        WITH reported AS MATERIALIZED (
            SELECT {", ".join(columns)} FROM observation WHERE {asked.sql}
        )
        FROM reported
        """,
        asked.parameters,
    )
    places = _places_among(known, reports)  # joined in the statement, all columns would be copied
    reports = reports.filter(pc.is_valid(places))
    places = places.drop_null()
    for name in ("published", "was_known", "is_known"):
        reports = reports.append_column(name, known[name].take(places))
    key = pc.binary_join_element_wise(*(reports[name].cast(pa.string()) for name in _KEY), "~")
    return reports.append_column("key", key)


def _places_among(known: pa.Table, reports: pa.Table) -> pa.Array:
    """The row of ``known`` with each report's submission and source; null where there is none."""
    sources = known["source"].unique()
    each, asked = (
        pa.array(
            table["submission_id"].to_numpy() * (len(sources) + 1)
            + pc.index_in(table["source"], sources).fill_null(len(sources)).to_numpy()
        )
        for table in (known, reports)
    )
    return pc.index_in(asked, each)


def _differing(reports: pa.Table) -> pa.Table:
    """The figures that stand otherwise: the report that stood, and what stands as ``…_now``."""
    figures = reports["key"].combine_chunks().dictionary_encode()
    touched = np.zeros(len(figures.dictionary), np.bool_)
    figure, moved = figures.indices.to_numpy(), pc.xor(reports["was_known"], reports["is_known"])
    touched[figure[moved.to_numpy()]] = True
    reports = reports.append_column("figure", figures.indices).filter(touched[figure])
    old, new = (
        standing_among(reports.filter(reports[known])) for known in ("was_known", "is_known")
    )
    rows = [_row_of_each(table, len(figures.dictionary)) for table in (old, new)]
    both = pa.table(
        {"key": figures.dictionary}
        | {name: old[name].take(rows[0]) for name in (*_ROW, *_KEY, *_SAID)}
        | {f"{name}_now": new[name].take(rows[1]) for name in (*_ROW, *_KEY, *_SAID)}
    )
    is_new, is_gone = (pc.is_null(both[name]) for name in ("row_number", "row_number_now"))
    differs = pc.xor(is_new, is_gone)
    for name in _SAID:
        was, now = both[name], both[f"{name}_now"]
        differs = pc.or_(differs, pc.xor(pc.is_null(was), pc.is_null(now)))
        differs = pc.or_(differs, pc.fill_null(pc.not_equal(was, now), False))
    code = pc.if_else(is_new, "new", pc.if_else(is_gone, "withdrawn", "revised"))
    return both.append_column("code", code).filter(differs)


def _row_of_each(standing: pa.Table, figures: int) -> pa.Array:
    """The row that a figure has among those that stand; null where none of it does."""
    rows = np.full(figures, -1)
    rows[standing["figure"].to_numpy()] = np.arange(standing.num_rows)
    return pa.array(rows, mask=rows < 0)


def _counted(differing: pa.Table) -> dict[str, int]:
    counts = differing["code"].value_counts().to_pylist()
    return {count["values"]: count["counts"] for count in counts}


def _first_of(differing: pa.Table, most: int) -> Iterator[dict[str, Any]]:
    """The first of each sort, by key; their places are None where there is no report."""
    for code in pc.unique(differing["code"]).to_pylist():
        sort = differing.filter(pc.equal(differing["code"], code))
        for row in sort.take(pc.select_k_unstable(sort, most, [("key", "ascending")])).to_pylist():
            was, now = (
                None if row[f"row_number{at}"] is None else tuple(row[f"{c}{at}"] for c in PLACE)
                for at in ("", "_now")
            )
            yield {"code": code, "key": row["key"], "was": was, "is": now}


def _first(rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """So many of each sort."""
    counted: Counter[str] = Counter()
    found = []
    for row in sorted(rows, key=lambda row: (row["code"], row["key"])):
        counted[row["code"]] += 1
        if counted[row["code"]] <= most:
            found.append(row)
    return found


def _taken(reports: pa.Table, rows: Sequence[dict[str, Any]]) -> dict[Place, Observation]:
    """The reports that stood or stand, out of all of them, by place."""
    asked = pa.array(sorted({row["key"] for row in rows}))
    told = observations_of(reports.filter(pc.is_in(reports["key"], asked)))
    return {place_of(one): one for one in told}


def _whole(store: Store, rows: Sequence[dict[str, Any]]) -> dict[Place, Observation]:
    """The reports that stood or stand, out of the store, by place."""
    places = {place for row in rows for place in (row["was"], row["is"]) if place is not None}
    if not places:
        return {}
    columns = dict(zip(PLACE, zip(*places, strict=True), strict=True))
    ends = columns["period_end"]
    asked = asked_of(set(columns["ref_area"]), set(columns["indicator"]))
    asked = asked.having("period_end BETWEEN ? AND ?", min(ends), max(ends))
    return at_places(store, places, asked)
