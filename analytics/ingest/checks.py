"""Checks beyond reading: figures that are readable and cannot, or can hardly, be right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.codes import Lexicon
from analytics.ingest.columns import Columns, Observed
from analytics.ingest.distinct import Distinct, distinct, keys, together
from analytics.ingest.marking import Marking, Mask
from analytics.ingest.numbers import Unreadable
from analytics.ingest.template import Field
from analytics.model import Area, Indicator, Kind, Measure, ObsStatus, Period, PlanBasis, Severity

# Up to here a number in a column of percentages may be a fraction: 1.68 for 168 %.
_MAY_BE_FRACTION, _HELD_SMALL, _TYPED_SMALL = 10, 5, 1.5
Pair = tuple[Indicator | Unreadable, Measure | Unreadable]


def check_figures(marking: Marking, observed: Observed, lexicon: Lexicon, today: date) -> None:
    """Mark what is wrong between cells that are each right."""
    columns = observed.columns
    _plan_bases(marking, columns)
    _statuses(marking, columns)
    _measures(marking, columns, lexicon)
    _values(marking, columns, lexicon)
    _times(marking, columns, today)
    _twice(marking, observed)


def _plan_bases(marking: Marking, columns: Columns) -> None:
    pairs = together(columns.measures, columns.bases)
    marking.mark(
        "missing_plan_basis",
        pairs.is_in(
            lambda p: isinstance(p[0], Measure) and p[0].has_plan and p[1] is PlanBasis.NONE
        ),
        Field.PLAN_BASIS,
    )
    marking.mark(
        "needless_plan_basis",
        pairs.is_in(
            lambda p: (
                isinstance(p[0], Measure)
                and not p[0].has_plan
                and isinstance(p[1], PlanBasis)
                and p[1] is not PlanBasis.NONE
            )
        ),
        Field.PLAN_BASIS,
    )


def _statuses(marking: Marking, columns: Columns) -> None:
    says_final = columns.statuses.is_in(lambda s: s is ObsStatus.NORMAL)
    marking.mark("status_contradicts", says_final & columns.is_estimate, Field.OBS_STATUS)


def _measures(marking: Marking, columns: Columns, lexicon: Lexicon) -> None:
    """A rank has no plan; only what has parts has a numerator."""
    pairs = together(columns.indicators, columns.measures)
    marking.mark(
        "attainment_of_a_rank",
        pairs.is_in(
            lambda p: (
                isinstance(p[0], Indicator)
                and p[0].kind is Kind.RANK
                and p[1] in (Measure.ATTAINMENT, Measure.NUMERATOR)
            )
        ),
        Field.MEASURE,
    )


def _values(marking: Marking, columns: Columns, lexicon: Lexicon) -> None:
    pairs = together(columns.indicators, columns.measures)
    readable = ~(marking.refused | marking.left_out)
    values = columns.values
    above = _numpy(pc.greater(values, pa.scalar(Decimal(100), values.type)))
    below = _numpy(pc.less(values, pa.scalar(Decimal(0), values.type)))
    broken = _numpy(pc.not_equal(values, pc.floor(values)))
    marking.mark("ratio_above_100", readable & above & pairs.is_in(_is_share), Field.VALUE)
    signless = pairs.is_in(
        lambda p: isinstance(p[1], Measure) and p[1] is not Measure.GROWTH and _is_signless(p)
    )
    marking.mark("negative_value", readable & below & signless, Field.VALUE)
    marking.mark(
        "negative_amount",
        readable & below & ~signless & pairs.is_in(lambda p: p[1] is not Measure.GROWTH),
        Field.VALUE,
        severity=Severity.WARNING,
    )
    _small_percentages(marking, columns, readable)
    marking.mark(
        "not_whole",
        readable
        & broken
        & pairs.is_in(
            lambda p: (
                isinstance(p[0], Indicator)
                and isinstance(p[1], Measure)
                and lexicon.is_whole(p[0], p[1])
            )
        ),
        Field.VALUE,
    )


def _small_percentages(marking: Marking, columns: Columns, readable: Mask) -> None:
    """0,963 may be 0,963 %, or the fraction that a spreadsheet shows as 96,3 %.

    A workbook's number without its format cannot be told; typed text most likely means itself.
    """
    sizes = np.abs(columns.values.cast(pa.float64()).to_numpy(zero_copy_only=False))
    pairs = together(columns.indicators, columns.measures)
    unsigned = readable & (sizes > 0) & columns.tails.is_in(lambda tail: not tail)
    held = marking.entries.is_number
    untold = held & np.bool_(not marking.entries.knows_percent)
    marking.mark(
        "ambiguous_percent",
        unsigned & untold & (sizes <= _MAY_BE_FRACTION) & pairs.is_in(_is_percentage),
        Field.VALUE,
    )
    likely = pairs.is_in(lambda p: _unit(p) == "percent" and p[1] is not Measure.GROWTH)
    small = sizes <= np.where(held, _HELD_SMALL, _TYPED_SMALL)
    marking.mark(
        "small_percentage",
        unsigned & ~untold & small & likely,
        Field.VALUE,
        severity=Severity.WARNING,
    )


def _unit(pair: Pair) -> str:
    indicator, measure = pair
    if not isinstance(indicator, Indicator) or not isinstance(measure, Measure):
        return ""
    return indicator.unit_of(measure)


def _is_percentage(pair: Pair) -> bool:
    return _unit(pair) in {"percent", "percent_per_year"}


def _is_share(pair: Pair) -> bool:
    indicator, measure = pair
    return (
        isinstance(indicator, Indicator)
        and indicator.kind is Kind.RATIO
        and indicator.unit == "percent"
        and measure in (Measure.ACTUAL, Measure.PLAN)
    )


def _is_signless(pair: Pair) -> bool:
    indicator, measure = pair
    if not isinstance(indicator, Indicator):
        return False
    if measure in (Measure.ACTUAL, Measure.PLAN):
        return indicator.kind in (Kind.COUNT, Kind.RATIO, Kind.RANK)
    return True


def _times(marking: Marking, columns: Columns, today: date) -> None:
    told = together(columns.measures, columns.periods, columns.days)

    def rows(test: Callable[[Measure, Period, date | None], bool]) -> Mask:
        def passes(cell: tuple[object, object, object]) -> bool:
            measure, period, day = cell
            return (
                isinstance(measure, Measure)
                and isinstance(period, Period)
                and not isinstance(day, Unreadable)
                and test(measure, period, day if isinstance(day, date) else None)
            )

        return told.is_in(passes)

    marking.mark(
        "future_period",
        rows(lambda m, p, _: m is not Measure.PLAN and p.start > today),
        Field.PERIOD,
    )
    marking.mark(
        "period_not_over",
        rows(lambda m, p, d: m is not Measure.PLAN and p.start <= today < p.end and d is None),
        Field.PERIOD,
        severity=Severity.WARNING,
    )
    marking.mark(
        "as_of_outside_period",
        rows(lambda _, p, d: d is not None and not p.start <= d <= p.end),
        Field.AS_OF,
    )
    marking.mark(
        "as_of_in_future",
        rows(lambda _, p, d: d is not None and p.start <= d <= p.end and d > today),
        Field.AS_OF,
    )
    lived = together(columns.areas, columns.periods, columns.measures)
    marking.mark(
        "area_changed_within",
        lived.is_in(
            lambda c: (
                isinstance(c[0], Area)
                and isinstance(c[1], Period)
                and c[2] is not Measure.PLAN
                and _partly(c[0], c[1])
            )
        ),
        Field.REF_AREA,
        severity=Severity.WARNING,
    )


def _partly(area: Area, period: Period) -> bool:
    """Whether the area stood for a part of the period only; a plan may well outlive it."""
    return not (
        area.stands_in(period) and area.stands_in(Period(start=period.start, end=period.start))
    )


def _twice(marking: Marking, observed: Observed) -> None:
    """One source gives one figure once."""
    table = observed.observations
    columns = observed.columns
    flags = Distinct((False, True), np.asarray(columns.is_estimate, np.int64))
    key = keys(
        distinct(table["ref_area"].combine_chunks()),
        columns.indicators,
        columns.measures,
        columns.periods,
        columns.bases,
        distinct(table["source"].combine_chunks()),
        flags,
    )
    readable = ~(marking.refused | marking.left_out)
    counts = np.bincount(key[readable], minlength=int(key.max()) + 1 if len(key) else 0)
    if not len(counts) or counts.max() < 2:
        return
    again = np.flatnonzero(readable & (counts[key] > 1))
    firsts: dict[int, int] = {}
    differing: dict[int, int] = {}
    alike: dict[int, int] = {}
    values, bounds = table["obs_value"].combine_chunks(), columns.bounds
    for row in again.tolist():
        first = firsts.setdefault(int(key[row]), row)
        if first == row:
            continue
        same = values[first] == values[row] and bounds[first] == bounds[row]
        worded = bounds[first] != "=" or bounds[row] != "="
        (alike if same or worded else differing)[row] = first

    def first_of(row: int) -> tuple[tuple[str, str], ...]:
        first = differing.get(row, alike.get(row, row))
        return (
            ("first_row", str(int(marking.entries.rows[first]))),
            ("first_value", marking.entries.texts[Field.VALUE][first].as_py()),
        )

    marking.mark("figure_twice", differing, Field.VALUE, details=first_of)
    marking.mark("figure_repeated", alike, Field.VALUE, severity=Severity.WARNING, details=first_of)


def _numpy(mask: pa.BooleanArray) -> Mask:
    found: Mask = mask.to_numpy(zero_copy_only=False)
    return found
