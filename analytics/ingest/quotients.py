"""Figures of one file that must fit each other: ratios with their parts, attainments with plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analytics.ingest.codes import Lexicon
from analytics.ingest.columns import Observed
from analytics.ingest.distinct import Distinct, distinct, keys, together
from analytics.ingest.marking import Details, Marking, Mask
from analytics.ingest.template import Field
from analytics.model import Indicator, Kind, Measure, Severity

Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
_CLOSE = 1e-9  # what floating point may lose; these are warnings, exact checks are the findings'

_RELATED = frozenset({Measure.ATTAINMENT, Measure.NUMERATOR, Measure.DENOMINATOR})


@dataclass(frozen=True)
class _Ends:
    """What each printed number allows, in floating point."""

    value: Numbers
    half: Numbers

    def of(self, rows: Rows) -> _Ends:
        return _Ends(self.value[rows], self.half[rows])


def check_quotients(marking: Marking, observed: Observed, lexicon: Lexicon) -> None:
    """Mark ratios and attainments that the file's own figures do not give within rounding."""
    columns, table = observed.columns, observed.observations
    if not _RELATED.intersection(columns.measures.values):
        return
    readable = ~(marking.refused | marking.left_out)
    exact = readable & columns.bounds.is_in(lambda bound: bound == "=")
    counted = together(columns.indicators, columns.measures).is_in(
        lambda p: (
            isinstance(p[0], Indicator)
            and isinstance(p[1], Measure)
            and lexicon.is_whole(p[0], p[1])
        )
    )
    half = 0.5 * np.power(10.0, -columns.decimals.astype(np.float64))
    half[counted & (columns.decimals == 0)] = 0
    ends = _Ends(table["obs_value"].cast(pa.float64()).to_numpy(), half)
    about = keys(
        distinct(table["ref_area"].combine_chunks()),
        columns.indicators,
        columns.periods,
        distinct(table["source"].combine_chunks()),
    )
    if not len(about):
        return
    count = int(about.max()) + 1
    planned = keys(Distinct(tuple(range(count)), about), columns.bases)

    def places(measure: Measure, key: Rows) -> Rows:
        """For each key the row that gives the measure; -1 where none does."""
        rows = np.flatnonzero(exact & columns.measures.is_in(lambda m: m is measure))
        found = np.full(int(key.max()) + 1, -1, np.int64)
        found[key[rows][::-1]] = rows[::-1]
        return found

    def kind(*kinds: Kind) -> Mask:
        pairs = together(columns.indicators, columns.measures)
        return pairs.is_in(
            lambda p: isinstance(p[0], Indicator) and p[0].kind in kinds and p[1] is Measure.ACTUAL
        )

    actuals = places(Measure.ACTUAL, about)
    parts, wholes = places(Measure.NUMERATOR, about), places(Measure.DENOMINATOR, about)
    plans = places(Measure.PLAN, planned)
    attained = exact & columns.measures.is_in(lambda m: m is Measure.ATTAINMENT)

    _mark_quotient(marking, ends, attained, actuals[about], plans[planned], "attainment_differs")
    _mark_quotient(
        marking, ends, exact & kind(Kind.RATIO), parts[about], wholes[about], "ratio_differs"
    )
    numerators = exact & columns.measures.is_in(lambda m: m is Measure.NUMERATOR)
    for rows, whole in ((numerators, wholes[about]), (exact & kind(Kind.RANK), wholes[about])):
        above = rows & (whole >= 0)
        above[above] &= ends.value[above] > ends.value[whole[above]]
        marking.mark("part_above_whole", above, Field.VALUE, details=_other(marking, whole))


def _mark_quotient(
    marking: Marking, ends: _Ends, rows: Mask, tops: Rows, bottoms: Rows, code: str
) -> None:
    """Percentages that no values of the printed numbers give."""
    known = np.flatnonzero(rows & (tops >= 0) & (bottoms >= 0))
    top, bottom, said = ends.of(tops[known]), ends.of(bottoms[known]), ends.of(known)
    usable = bottom.value - bottom.half > 0
    known, top, bottom, said = (
        known[usable],
        _only(top, usable),
        _only(bottom, usable),
        _only(said, usable),
    )
    low = 100 * (top.value - top.half) / (bottom.value + bottom.half)
    high = 100 * (top.value + top.half) / (bottom.value - bottom.half)
    slack = _CLOSE * np.maximum(np.abs(high), 1)
    wrong = (said.value + said.half < low - slack) | (said.value - said.half > high + slack)
    expected = dict(
        zip(known.tolist(), (100 * top.value / bottom.value).round(2).tolist(), strict=True)
    )
    marking.mark(
        code,
        known[wrong].tolist(),
        Field.VALUE,
        severity=Severity.WARNING,
        details=lambda row: (("expected", f"{expected[row]:g}"),),
    )


def _only(ends: _Ends, which: Mask) -> _Ends:
    return _Ends(ends.value[which], ends.half[which])


def _other(marking: Marking, others: Rows) -> Callable[[int], Details]:
    def details(row: int) -> Details:
        other = int(others[row])
        return (
            ("other_row", str(int(marking.entries.rows[other]))),
            ("other_value", marking.entries.texts[Field.VALUE][other].as_py()),
        )

    return details
