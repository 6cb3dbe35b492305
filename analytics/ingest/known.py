"""A file beside what the store knows: values a power of ten away from the usual."""

from __future__ import annotations

from dataclasses import replace

from analytics.ingest.checking import Checked, ordered
from analytics.ingest.places import letter
from analytics.ingest.stopping import Step, at
from analytics.ingest.template import HEADERS, Field
from analytics.model import Problem, Severity
from analytics.queries import asked_as
from analytics.store import Store

_FAR = 8
"""Times: nearer to a slip of ten than any district's figure moves in a year."""


def beside_known(store: Store, checked: Checked) -> Checked:
    """The file with a warning for each value that looks like a slip of its unit.

    A value is held against the median of the same area's, indicator's and measure's figures of
    periods as long.
    """
    at(Step.COMPARING)
    rows = checked.observations
    asked = asked_as(rows, "ref_area", "indicator")
    slips = store.arrow(
        _SLIPS.format(asked=asked.sql), [*asked.parameters, _FAR, _FAR], incoming=rows
    ).to_pylist()
    if not slips or checked.table is None:
        return checked
    table, units = checked.table, store.codelists().unit_by_code
    column = _value_column(checked)
    found = tuple(
        Problem(
            code="unit_slip",
            severity=Severity.WARNING,
            sheet=table.sheet,
            row=slip["row_number"],
            column=table.header(column) or Field.VALUE.value,
            column_letter=letter(column) if column >= 0 else "",
            value=slip["printed"],
            details=(
                ("usual", f"{slip['usual']:f}".rstrip("0").rstrip(".")),
                ("unit", units[slip["unit"]].name_vi),
            ),
        )
        for slip in slips
    )
    return replace(checked, problems=ordered((*checked.problems, *found)))


_SLIPS = """
    WITH usual AS (
        SELECT i.row_number, i.indicator, i.measure, i.obs_value, i.printed, i.unit,
            median(o.obs_value) AS usual
        FROM incoming AS i
        JOIN (FROM standing_observation(NULL, NULL) WHERE {asked}) AS o
            ON o.ref_area = i.ref_area AND o.indicator = i.indicator AND o.measure = i.measure
            AND abs((o.period_end - o.period_start) - (i.period_end - i.period_start)) <= 3
        WHERE i.measure IN ('actual', 'plan', 'numerator', 'denominator')
            AND i.obs_value > 0 AND o.obs_value > 0
        GROUP BY ALL
    )
    SELECT row_number, printed, unit, usual
    FROM usual
    WHERE obs_value >= ? * usual OR usual >= ? * obs_value
    ORDER BY row_number
"""


def _value_column(checked: Checked) -> int:
    """The column that holds the figures, from 0; -1 where there are several."""
    if checked.mapping is not None:
        figures = checked.mapping.figures
        return figures[0].column if len(figures) == 1 else -1
    headers = checked.table.headers if checked.table else ()
    return next((i for i, h in enumerate(headers) if HEADERS.find(h) == (Field.VALUE,)), -1)
