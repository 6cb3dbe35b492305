"""Figures that stand otherwise at another moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import FigureKey, Frozen, Observation, Vintage
from analytics.queries.asking import PLACE, Asked, Place, asked_of, at_places
from analytics.queries.ranking import RANKED_BY, standing_among
from analytics.store import Store

_ROW, _KEY = PLACE[:2], PLACE[2:]
_SAID = ("obs_value", "decimals", "bound", "obs_status", "as_of")
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
    found: Counter[str] = Counter()
    shown: list[dict[str, Any]] = []
    for asked in _touched(store, before, after, areas):
        differing = _differing(_reports(store, before, after, asked))
        found.update(differing["code"].to_pylist())
        shown = _first([*shown, *_first_of(differing, most)], most)
    told = _whole(store, shown, areas)
    return tuple(
        Changed(
            code=row["code"],
            before=told[row["was"]],
            after=told[row["is"]],
            found=found[row["code"]],
        )
        for row in shown
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


def _reports(store: Store, before: Vintage, after: Vintage, asked: Asked) -> pa.Table:
    """Every report of these figures, and at which of the moments it is known."""
    columns = ", ".join(dict.fromkeys((*RANKED_BY, *_SAID)))
    return store.arrow(
        f"""
        SELECT {columns}, {_KNOWN} AS was_known, {_KNOWN} AS is_known
        FROM observation
        LEFT JOIN dated_source USING (source)
        WHERE {asked.sql}
        """,
        [*_moments(before), *_moments(after), *asked.parameters],
    )


def _differing(reports: pa.Table) -> pa.Table:
    """The figures that stand otherwise: by which reports, and the key as one word."""
    columns = [*_KEY, *_SAID, *_ROW]
    old, new = (
        standing_among(reports.filter(reports[known])).select(columns)
        for known in ("was_known", "is_known")
    )
    both = old.join(new, _KEY, join_type="full outer", right_suffix="_now")
    is_new, is_gone = (pc.is_null(both[name]) for name in ("row_number", "row_number_now"))
    differs = pc.or_(is_new, is_gone)
    for name in _SAID:
        was, now = both[name], both[f"{name}_now"]
        differs = pc.or_(differs, pc.xor(pc.is_null(was), pc.is_null(now)))
        differs = pc.or_(differs, pc.fill_null(pc.not_equal(was, now), False))
    code = pc.if_else(is_new, "new", pc.if_else(is_gone, "withdrawn", "revised"))
    key = pc.binary_join_element_wise(*(both[name].cast(pa.string()) for name in _KEY), "~")
    return both.append_column("code", code).append_column("key", key).filter(differs)


def _first_of(differing: pa.Table, most: int) -> Iterator[dict[str, Any]]:
    """The first of each sort, by key; their places are None where there is no report."""
    for code in pc.unique(differing["code"]).to_pylist():
        sort = differing.filter(pc.equal(differing["code"], code))
        for row in sort.take(pc.select_k_unstable(sort, most, [("key", "ascending")])).to_pylist():
            key = tuple(row[name] for name in _KEY)
            was, now = (
                None
                if row[f"row_number{at}"] is None
                else (*(row[f"{name}{at}"] for name in _ROW), *key)
                for at in ("", "_now")
            )
            yield {**row, "was": was, "is": now}


def _first(rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """So many of each sort."""
    counted: Counter[str] = Counter()
    found = []
    for row in sorted(rows, key=lambda row: (row["code"], row["key"])):
        counted[row["code"]] += 1
        if counted[row["code"]] <= most:
            found.append(row)
    return found


def _whole(
    store: Store, rows: list[dict[str, Any]], areas: Collection[str] | None
) -> Mapping[Place | None, Observation | None]:
    """The reports that stood or stand, by place; None where there is none."""
    asked = Asked("true").among("ref_area", areas)
    if rows:
        days = [row["period_end"] for row in rows]
        asked = asked.having("period_end BETWEEN ? AND ?", min(days), max(days))
    places = {place for row in rows for place in (row["was"], row["is"]) if place is not None}
    return {None: None} | at_places(store, places, asked)
