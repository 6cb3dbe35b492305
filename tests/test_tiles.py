"""The keys by which a lake sorts its figures: the order that a file is put in."""

from __future__ import annotations

from datetime import date
from math import ceil

import duckdb
import pytest

from analytics.tiles import EARLIER_STRIP, STRIP, TILE, Extent, sort_keys

AREAS = [f"{number:03}" for number in range(20)]
INDICATORS = [f"it's {number:02}" for number in range(9)]
BEGINS = date(2024, 1, 1)


@pytest.mark.parametrize(("tiles", "earlier", "recent"), [(0, 1, 1), (1, 2, 1), (16, 7, 4)])
def test_figures_lie_by_years_then_areas_then_strips_of_indicators(
    tiles: int, earlier: int, recent: int
) -> None:
    """``earlier`` and ``recent`` are how many blocks of areas there are to be."""
    extent = Extent(BEGINS, tiles * TILE, tiles * TILE, AREAS, INDICATORS)
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE observation AS"
            " SELECT ref_area, indicator, 'actual' AS measure, period_end"
            " FROM (SELECT unnest(?) AS ref_area), (SELECT unnest(?) AS indicator),"
            "  (SELECT unnest(?) AS period_end)",
            [AREAS, INDICATORS, [date(2023, 12, 31), date(2024, 12, 31)]],
        )
        rows = connection.execute(
            "SELECT period_end >= ?, ref_area, indicator FROM observation"
            f" ORDER BY {sort_keys(extent)}",
            [BEGINS],
        ).fetchall()
    assert [recent for recent, *_ in rows] == sorted(recent for recent, *_ in rows)
    for is_recent, strip, blocks in ((False, EARLIER_STRIP, earlier), (True, STRIP, recent)):
        firsts = sorted({AREAS[ceil(len(AREAS) * block / blocks)] for block in range(blocks)})
        lie = [
            (
                sum(area >= first for first in firsts),
                INDICATORS.index(indicator) // strip,
                area,
                indicator,
            )
            for of_these_years, area, indicator in rows
            if of_these_years is is_recent
        ]
        assert lie == sorted(lie)
        assert len({block for block, *_ in lie}) == blocks
