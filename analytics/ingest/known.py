"""A file beside what the store knows: values a power of ten away from the usual."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.checking import Checked, ordered
from analytics.ingest.places import letter
from analytics.ingest.stopping import Step, at
from analytics.ingest.template import Field
from analytics.model import Problem, Severity
from analytics.queries import asked_as
from analytics.store import Store

_FAR = 8
"""Times: nearer to a slip of ten than any district's figure moves in a year."""
_YEARS = 3
"""Before and after: so far a figure is held against the same days of other years."""
_ENOUGH = 3
"""Figures of those days; with fewer, all that are known are asked for."""


def beside_known(store: Store, checked: Checked) -> Checked:
    """The file with a warning for each value that looks like a slip of its unit.

    A value is held against the median of the same area's, indicator's and measure's figures of
    periods as long: those that end on the same day of the year, three years before to three years
    after; where there are fewer than three, all of them.
    """
    at(Step.COMPARING)
    rows = checked.observations
    places = pa.array(np.arange(rows.num_rows))  # a row of a wide table has many figures
    held = rows.append_column("place", places).filter(
        pc.and_(pc.is_in(rows["measure"], _COMPARED), pc.greater(rows["obs_value"], 0))
    )
    slips = _slips(store, held)
    if not slips or checked.table is None:
        return checked
    table, units = checked.table, store.codelists().unit_by_code
    columns = [int(checked.columns[slip["place"]]) for slip in slips]
    found = tuple(
        Problem(
            code="unit_slip",
            severity=Severity.WARNING,
            sheet=table.sheet,
            row=slip["row_number"],
            column=table.header(column) or Field.VALUE.value,
            column_letter=letter(column),
            value=slip["printed"],
            details=(
                ("usual", f"{slip['usual']:f}".rstrip("0").rstrip(".")),
                ("unit", units[slip["unit"]].name_vi),
            ),
        )
        for slip, column in zip(slips, columns, strict=True)
    )
    return replace(checked, problems=ordered((*checked.problems, *found)))


_COMPARED = pa.array(["actual", "plan", "numerator", "denominator"])


def _slips(store: Store, rows: pa.Table) -> list[dict[str, Any]]:
    """The rows that are far from the usual, which most of them are told by some days of the year.

    All that is known of some hundred areas takes ten times as long to look through.
    """
    near = _beside(store, rows, is_near=True)
    near = near.filter(pc.greater_equal(near["figures"], _ENOUGH))
    others = rows.filter(pc.invert(pc.is_in(rows["place"], near["place"])))
    beside = pa.concat_tables([near, _beside(store, others, is_near=False)])
    slips: list[dict[str, Any]] = beside.filter(beside["is_far"]).sort_by("place").to_pylist()
    return slips


def _beside(store: Store, rows: pa.Table, *, is_near: bool) -> pa.Table:
    """Each row that there are figures for, how many, and what is usual among them."""
    asked = asked_as(rows, "ref_area", "indicator", "measure")
    if is_near:
        asked = asked.among("period_end", _same_days(rows["period_end"]))
    return store.arrow(
        _BESIDE.format(asked=asked.sql), [*asked.parameters, is_near, _YEARS, _FAR, _FAR], rows
    )


def _same_days(ends: pa.ChunkedArray) -> set[date]:
    """The days on which periods may end that are near: a month's last day is every year's."""
    found = set()
    for end in ends.unique().to_pylist():
        is_last = end.day == monthrange(end.year, end.month)[1]
        for year in range(max(MINYEAR, end.year - _YEARS), min(MAXYEAR, end.year + _YEARS) + 1):
            last = monthrange(year, end.month)[1]
            found.add(date(year, end.month, last if is_last else end.day))
    return found


_BESIDE = """
    WITH beside AS (
        SELECT i.place, i.row_number, i.obs_value, i.printed, i.unit,
            median(o.obs_value) AS usual, count(*) AS figures
        FROM incoming AS i
        JOIN (FROM standing_observation(NULL, NULL) WHERE {asked}) AS o
            ON o.ref_area = i.ref_area AND o.indicator = i.indicator AND o.measure = i.measure
            AND abs((o.period_end - o.period_start) - (i.period_end - i.period_start)) <= 3
            AND (NOT ? OR (
                abs(year(o.period_end) - year(i.period_end)) <= ?
                AND month(o.period_end) = month(i.period_end)
                AND (day(o.period_end) = day(i.period_end) OR (
                    o.period_end = last_day(o.period_end) AND i.period_end = last_day(i.period_end)
                ))
            ))
        WHERE o.obs_value > 0
        GROUP BY ALL
    )
    SELECT *, obs_value >= ? * usual OR usual >= ? * obs_value AS is_far FROM beside
"""
