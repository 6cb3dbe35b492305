"""Columns that were read to the store's columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.codes import Lexicon
from analytics.ingest.columns import Columns
from analytics.ingest.distinct import Distinct, distinct, together
from analytics.ingest.marking import Marking
from analytics.ingest.numbers import Unreadable, tail_of
from analytics.ingest.template import Field
from analytics.model import Indicator, Measure, ObsStatus, Period
from analytics.store import OBSERVATION_SCHEMA

Read = TypeVar("Read")


def observation_table(marking: Marking, columns: Columns, lexicon: Lexicon) -> pa.Table:
    """All entries in the store's columns; those with an error hold stand-ins."""
    texts = marking.entries.texts
    units = together(columns.indicators, columns.measures).column(_unit, pa.string())
    statuses = together(
        columns.statuses, Distinct((False, True), columns.is_estimate.astype(np.int64))
    ).column(
        lambda named: (
            "" if isinstance(named[0], Unreadable) else _status(named[0], is_estimate=named[1])
        ),
        pa.string(),
    )
    printed = pc.utf8_trim_whitespace(texts[Field.PRINTED])
    printed = pc.if_else(pc.equal(printed, ""), _as_printed(marking, columns, lexicon), printed)
    return pa.table(
        {
            "row_number": marking.entries.rows,
            "ref_area": _codes(columns.areas, lambda a: a.ref_area),
            "indicator": _codes(columns.indicators, lambda i: i.indicator),
            "measure": _codes(columns.measures, lambda m: m.value),
            "period_start": _days(columns.periods, lambda p: p.start),
            "period_end": _days(columns.periods, lambda p: p.end),
            "plan_basis": _codes(columns.bases, lambda b: b.value),
            "obs_value": columns.values,
            "decimals": pa.array(columns.decimals, pa.int32()),
            "bound": columns.bounds.column(str, pa.string()),
            "unit": units,
            "obs_status": statuses,
            "as_of": columns.days.column(
                lambda d: None if isinstance(d, Unreadable) else d, pa.date32()
            ),
            "printed": printed,
            "source": columns.sources.codes,
            "locator": pc.utf8_trim_whitespace(texts[Field.LOCATOR]),
            "note": pc.utf8_trim_whitespace(texts[Field.NOTE]),
        },
        schema=OBSERVATION_SCHEMA,
    )


def _unit(named: tuple[Indicator | Unreadable, Measure | Unreadable]) -> str:
    indicator, measure = named
    if isinstance(indicator, Unreadable) or isinstance(measure, Unreadable):
        return ""
    return indicator.unit_of(measure)


def _as_printed(marking: Marking, columns: Columns, lexicon: Lexicon) -> pa.StringArray:
    """A number with its unit, for where the file does not give the printed words."""
    known = lexicon.codelists.unit_by_code

    def behind(named: tuple[str, str]) -> str:
        tail, unit = named[0], named[1].strip()
        if tail and not tail_of(tail).scale:
            return ""
        name = known[unit].name_vi if unit in known else unit
        return name if name in {"", "%"} else f" {name}"

    units = distinct(marking.entries.texts[Field.UNIT])
    ends = together(columns.tails, units).column(behind, pa.string())
    values = pc.utf8_trim_whitespace(marking.entries.texts[Field.VALUE])
    return pc.binary_join_element_wise(values, ends, "")


def _status(status: ObsStatus | None, *, is_estimate: bool) -> str:
    if status is None:
        return (ObsStatus.ESTIMATE if is_estimate else ObsStatus.NORMAL).value
    return status.value


def _codes(found: Distinct[Read | Unreadable], of: Callable[[Read], str]) -> pa.Array:
    return found.column(lambda v: "" if isinstance(v, Unreadable) else of(v), pa.string())


def _days(found: Distinct[Period | Unreadable], of: Callable[[Period], date]) -> pa.Array:
    return found.column(
        lambda p: date(1900, 1, 1) if isinstance(p, Unreadable) else of(p), pa.date32()
    )
