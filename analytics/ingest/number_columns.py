"""Columns of number phrases to values: their marks decided, converted to the indicators' units."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.conversion import Conversion
from analytics.ingest.distinct import Distinct
from analytics.ingest.marking import Marking, Mask
from analytics.ingest.numbers import Evidence, Marks, Unreadable, readings
from analytics.ingest.template import Field
from analytics.ingest.values import Phrases
from analytics.model import Measure, Severity
from analytics.store import OBSERVATION_SCHEMA

_WHOLE_DIGITS, _DECIMALS = 19, 9  # of DECIMAL(28, 9)


def unreadable_rows(spoken: Phrases) -> Mask:
    """The entries whose value cannot be read."""
    flags = np.zeros(len(spoken.digits), np.bool_)
    flags[list(spoken.unreadable)] = True
    rows: Mask = flags[spoken.codes]
    return rows


def mark_unreadable(marking: Marking, spoken: Phrases) -> None:
    """Mark what is no number, what is no figure, and footnotes that were left off."""
    codes = {unreadable.code for unreadable in spoken.unreadable.values()}
    for code in sorted(codes):
        flags = np.zeros(len(spoken.digits), np.bool_)
        flags[[p for p, u in spoken.unreadable.items() if u.code == code]] = True
        is_gap = code == "no_figure"
        marking.mark(
            code,
            flags[spoken.codes],
            Field.VALUE,
            severity=Severity.WARNING if is_gap else Severity.ERROR,
            details=lambda row: spoken.unreadable[int(spoken.codes[row])].details,
            leaves_out=is_gap,
        )
    marking.mark(
        "footnote",
        spoken.worded_where("footnote"),
        Field.VALUE,
        severity=Severity.WARNING,
        details=lambda row: (("mark", spoken.phrase(int(spoken.codes[row])).footnote),),
    )


def decided_marks(
    marking: Marking,
    spoken: Phrases,
    is_whole: Mask,
    conversions: Distinct[Conversion],
    told: Marks | None,
) -> Mask:
    """For each row whether a comma begins its decimals, decided column by column.

    A count has no decimals, so that ``1.950`` of one can only group. Cells left in doubt are
    marked.
    """
    counted = spoken.is_evidence(Evidence.BOTH) & is_whole
    counted &= ~conversions.is_in(lambda c: c.is_scaled)
    columns = marking.entries.columns[Field.VALUE]
    is_vi = np.zeros(len(columns), np.bool_)
    for column in np.unique(columns).tolist():
        here = columns == column
        marks = told or _column_marks(marking, spoken, counted, here)
        is_vi[here] = marks is Marks.VI
        if told:
            _mark_mixed(marking, spoken, counted, here, told)
    return is_vi


def _column_marks(marking: Marking, spoken: Phrases, counted: Mask, here: Mask) -> Marks | None:
    """The marks that a column proves; None where it has none, or leaves them in doubt."""
    for_vi, for_en = _proofs(spoken, counted, here)
    sure_vi, sure_en = int(for_vi.sum()), int(for_en.sum())
    if bool(sure_vi) != bool(sure_en):
        return Marks.VI if sure_vi else Marks.EN
    learned = marking.entries.learned.get(int(marking.entries.columns[Field.VALUE][here][0]))
    if learned and not sure_vi:
        return learned
    marking.mark(
        "ambiguous_number",
        spoken.is_evidence(Evidence.BOTH) & here,
        Field.VALUE,
        details=lambda row: _both_readings(spoken, row),
    )
    if not sure_vi:
        return None
    usual = Marks.VI if sure_en <= sure_vi else Marks.EN
    _mark_mixed(marking, spoken, counted, here, usual)
    return usual


def _mark_mixed(marking: Marking, spoken: Phrases, counted: Mask, here: Mask, usual: Marks) -> None:
    for_vi, for_en = _proofs(spoken, counted, here)
    others = for_en if usual is Marks.VI else for_vi
    marking.mark("mixed_marks", others, Field.VALUE, details=(("marks", usual.value),))


def _proofs(spoken: Phrases, counted: Mask, here: Mask) -> tuple[Mask, Mask]:
    """The rows that only Vietnamese marks read rightly, and those that only English ones do."""
    has_dot = _numpy(pc.match_substring(spoken.digits, "."))[spoken.codes]
    for_vi = spoken.is_evidence(Evidence.VI) | (counted & has_dot)
    for_en = spoken.is_evidence(Evidence.EN) | (counted & ~has_dot)
    return for_vi & here, for_en & here


def _both_readings(spoken: Phrases, row: int) -> tuple[tuple[str, str], ...]:
    vietnamese, english = readings(spoken.digits[int(spoken.codes[row])].as_py())
    return (("vietnamese", f"{vietnamese:f}"), ("english", f"{english:f}"))


def converted(
    marking: Marking, spoken: Phrases, is_vi: Mask, conversions: Distinct[Conversion]
) -> tuple[pa.Decimal128Array, npt.NDArray[np.int64]]:
    """The values in the indicators' units, and how many decimals of them were printed."""
    codes = pa.array(spoken.codes)
    plain = spoken.plain(Marks.VI if is_vi.all() else Marks.EN).take(codes)
    if is_vi.any() and not is_vi.all():
        vietnamese = spoken.plain(Marks.VI).take(codes)
        plain = pc.if_else(pa.array(is_vi), vietnamese, plain)
    length = pc.binary_length(plain).to_numpy(zero_copy_only=False).astype(np.int64)
    point = pc.find_substring(plain, ".").to_numpy(zero_copy_only=False).astype(np.int64)
    printed = np.where(point < 0, 0, length - point - 1)
    whole = np.where(point < 0, length, point)
    shift = conversions.integers(lambda c: c.shift)
    decimals = printed - shift
    too_big = (whole + shift > _WHOLE_DIGITS) & ~unreadable_rows(spoken)
    marking.mark("number_too_large", too_big, Field.VALUE)
    # A workbook's quotients go on for ever; what it holds is exact to fifteen digits at best.
    endless = marking.entries.is_number & (decimals > _DECIMALS)
    marking.mark("number_too_fine", (decimals > _DECIMALS) & ~endless, Field.VALUE)
    if endless.any():
        plain = _cut(plain, endless, _DECIMALS + shift)
        decimals = np.where(endless, _DECIMALS, decimals)
    refused = pa.array(marking.refused | marking.left_out)
    negative = pa.array(spoken.signs() < 0)
    if pc.any(negative).as_py():
        plain = pc.if_else(negative, pc.binary_join_element_wise("-", plain, ""), plain)
    if shift.any():
        plain = pc.binary_join_element_wise(plain, pa.array(shift).cast(pa.string()), "e")
    plain = pc.if_else(refused, "0", plain)
    return plain.cast(OBSERVATION_SCHEMA.field("obs_value").type), decimals


def _cut(plain: pa.StringArray, rows: Mask, decimals: npt.NDArray[np.int64]) -> pa.StringArray:
    """Numbers rounded to so many decimals, where ``rows`` says so."""
    texts = plain.to_pylist()
    for row in np.flatnonzero(rows).tolist():
        texts[row] = f"{round(Decimal(texts[row]), int(decimals[row])):f}"
    return pa.array(texts, pa.string())


def mark_directions(
    marking: Marking, spoken: Phrases, measures: Distinct[Measure | Unreadable]
) -> None:
    """``tăng 5%`` tells a growth; of anything else it tells a difference, not the figure."""
    told = spoken.worded_where("direction")
    marking.mark(
        "direction_without_growth",
        told & measures.is_in(lambda m: m is not Measure.GROWTH),
        Field.VALUE,
    )


def _numpy(mask: pa.BooleanArray) -> Mask:
    found: Mask = mask.to_numpy(zero_copy_only=False)
    return found
