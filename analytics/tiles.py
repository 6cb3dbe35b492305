"""In tiles lie the figures of a store: some neighbouring areas × some indicators of some years.

There are about as many blocks of areas as of indicators, so a question about an area and one about
an indicator both read only some of the tiles, and one about what is new a fifth of them. Of earlier
years mostly an area is asked about, so their tiles have fewer areas. Within a tile a few indicators
are a strip, area by area. Nothing is asked by the order, so answers stay alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt

from analytics.store_engine import quoted

TILE = 122_880
"""Rows of a row group, the least that DuckDB reads or skips, in its own files and in Parquet."""
NARROWER = 3
"""How many times more indicators than areas a tile of earlier years spans, as tiles go."""
STRIP, EARLIER_STRIP = 8, 4
"""Indicators whose figures of an area lie together in a tile, of the newest and earlier years."""


@dataclass(frozen=True)
class Extent:
    """What is to be laid in order: the codes that figures have, and how many figures there are."""

    begins: date  # the first day of the two newest years that anything is told of
    recent: int  # figures since then
    earlier: int
    areas: Sequence[str]
    indicators: Sequence[str]


def newest_years(figures: str) -> str:
    """A statement for :attr:`Extent.begins` of a table; the first day there is for an empty one."""
    return f"""
        SELECT coalesce(make_date(year(max(period_end)) - 1, 1, 1), DATE '0001-01-01') AS begins
        FROM {figures}
        WHERE measure = 'actual'
    """  # noqa: S608 (our own names)


def sort_keys(extent: Extent) -> str:
    """The order as keys of SQL, for an engine that sorts by itself whatever it writes.

    The codes are in it as literals, for such an order is kept where no value can be bound.
    """
    # DuckLake keeps the dates of small commits as text, and sorts those by the same keys.
    is_recent = f"CAST(period_end AS DATE) >= DATE '{extent.begins}'"

    def either(code: str, recent: Sequence[str], earlier: Sequence[str]) -> str:
        return f"CASE WHEN {is_recent} THEN {_past(code, recent)} ELSE {_past(code, earlier)} END"

    blocks = either(
        "ref_area",
        _first_of_each(extent.areas, _blocks(extent.recent)),
        _first_of_each(extent.areas, _blocks(extent.earlier * NARROWER)),
    )
    indicators = extent.indicators
    strips = either("indicator", indicators[STRIP::STRIP], indicators[EARLIER_STRIP::EARLIER_STRIP])
    keys = (f"({is_recent})", blocks, strips, "ref_area", "indicator", "measure", "period_end")
    return ", ".join(keys)


def _blocks(figures: int) -> int:
    return max(1, ceil(sqrt(figures / TILE)))


def _first_of_each(codes: Sequence[str], parts: int) -> list[str]:
    """The first code of each of as many parts of about the same size, but of the first part."""
    places = sorted({ceil(len(codes) * part / parts) for part in range(1, parts)})
    return [codes[place] for place in places if 0 < place < len(codes)]


def _past(code: str, bounds: Sequence[str]) -> str:
    """How many bounds a code has reached."""
    reached = [f"CAST({code} >= {quoted(bound)} AS INTEGER)" for bound in bounds]
    return f"({' + '.join(reached)})" if reached else "0"
