"""Entries to observations: every cell read, in bulk, and every problem named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest import periods
from analytics.ingest.codes import Lexicon, Names
from analytics.ingest.conversion import Conversion, conversion
from analytics.ingest.distinct import Distinct, distinct, together
from analytics.ingest.marking import Marking, Mask
from analytics.ingest.numbers import (
    FORMULA_ERROR,
    Evidence,
    Marks,
    Unreadable,
    readings,
    tail_of,
    unreadable_as,
)
from analytics.ingest.sources import Sources, sources_of
from analytics.ingest.template import Field
from analytics.ingest.values import Phrases, phrases
from analytics.model import (
    Area,
    Indicator,
    Measure,
    ObsStatus,
    Period,
    PlanBasis,
    Severity,
    Source,
)
from analytics.store import OBSERVATION_SCHEMA

Read = TypeVar("Read")
Empty = TypeVar("Empty")
_WHOLE_DIGITS, _DECIMALS = 19, 9  # of DECIMAL(28, 9)


@dataclass(frozen=True)
class Columns:
    """What the entries say, column by column; what could not be read is ``Unreadable``."""

    areas: Distinct[Area | Unreadable]
    indicators: Distinct[Indicator | Unreadable]
    measures: Distinct[Measure | Unreadable]
    periods: Distinct[Period | Unreadable]
    bases: Distinct[PlanBasis | Unreadable]
    statuses: Distinct[ObsStatus | Unreadable | None]
    days: Distinct[date | Unreadable | None]
    sources: Sources
    values: pa.Decimal128Array
    decimals: npt.NDArray[np.int64]
    bounds: Distinct[str]
    tails: Distinct[str]
    is_estimate: Mask


@dataclass(frozen=True)
class Observed:
    """Observations of the entries without an error, and the sources that they bring."""

    observations: pa.Table
    sources: tuple[Source, ...]
    columns: Columns


def observe(marking: Marking, lexicon: Lexicon, marks: Marks | None) -> Observed:
    """Read all entries; ``marks`` None takes the numbers' marks from the column's evidence."""
    entries = marking.entries
    spoken = phrases(entries.texts[Field.VALUE], entries.is_number)
    _mark_unreadable_values(marking, spoken)
    _mark_broken_texts(marking)
    indicators = _read(marking, Field.INDICATOR, lexicon.indicator, "missing_indicator")
    measures = _read(marking, Field.MEASURE, _measure(lexicon), "missing_measure")
    spans = _read(marking, Field.PERIOD, periods.period, "missing_period")
    find_basis = _named(lexicon.plan_bases, "unknown_plan_basis", PlanBasis.NONE)
    bases = _read(marking, Field.PLAN_BASIS, find_basis)
    find_status = _named(lexicon.statuses, "unknown_status", None)
    statuses = _read(marking, Field.OBS_STATUS, find_status)
    days = _read(marking, Field.AS_OF, periods.day)
    areas = _areas(marking, lexicon, spans, measures)
    sources = sources_of(marking, lexicon)
    conversions = _conversions(marking, lexicon, indicators, measures, spoken)
    is_whole = together(indicators, measures).is_in(partial(_is_whole, lexicon))
    is_vi = _marks(marking, spoken, is_whole, conversions, marks)
    values, decimals = _values(marking, spoken, is_vi, conversions)
    columns = Columns(
        areas=areas,
        indicators=indicators,
        measures=measures,
        periods=spans,
        bases=bases,
        statuses=statuses,
        days=days,
        sources=sources,
        values=values,
        decimals=decimals,
        bounds=spoken.bounds(),
        tails=spoken.tails(),
        is_estimate=spoken.worded_where("is_estimate"),
    )
    _mark_directions(marking, spoken, measures)
    return Observed(_table(marking, columns, lexicon), sources.new, columns)


_FREE_TEXT = (
    Field.PRINTED,
    Field.SOURCE,
    Field.SOURCE_PUBLISHER,
    Field.LOCATOR,
    Field.NOTE,
)
_LOST = r"\pL\?\pL|(?:^|\s)\?\pL|\x{FFFD}"


def _mark_broken_texts(marking: Marking) -> None:
    """Formulas without a value anywhere, and free text whose letters an export has lost.

    In other columns lost letters make a name that is not known.
    """
    for field in Field:
        texts = marking.entries.texts[field]
        begins = pc.or_(pc.starts_with(texts, "#"), pc.starts_with(texts, "Err:"))
        if field is not Field.VALUE and pc.any(begins).as_py():
            failed = pc.match_substring_regex(texts, f"^(?:{FORMULA_ERROR.pattern})$")
            marking.mark("formula_error", _numpy(failed), field)
        if field in _FREE_TEXT and pc.any(pc.match_substring(texts, "?")).as_py():
            lost = pc.match_substring_regex(texts, _LOST)
            is_link = pc.match_substring(texts, "://")
            marking.mark("lost_letters", _numpy(pc.and_not(lost, is_link)), field)


def _read(
    marking: Marking,
    field: Field,
    reader: Callable[[str], Read | Unreadable],
    missing: str | None = None,
) -> Distinct[Read | Unreadable]:
    """A column read text by text; ``missing`` is the problem of an empty cell, if it is one."""

    def read_cell(text: str) -> Read | Unreadable:
        if missing and not text.strip():
            return Unreadable(missing)
        return reader(text)

    found = distinct(marking.entries.texts[field]).read(read_cell)
    _mark_unreadable(marking, field, found)
    return found


def _mark_unreadable(marking: Marking, field: Field, found: Distinct[object]) -> None:
    codes = {value.code for value in found.values if isinstance(value, Unreadable)}
    for code in sorted(codes):
        marking.mark(
            code, found.is_in(unreadable_as(code)), field, details=partial(_details, found)
        )


def _details(found: Distinct[object], row: int) -> tuple[tuple[str, str], ...]:
    value = found[row]
    return value.details if isinstance(value, Unreadable) else ()


def _named(
    names: Names[Read], unknown: str, empty: Empty
) -> Callable[[str], Read | Empty | Unreadable]:
    def find(text: str) -> Read | Empty | Unreadable:
        if not text.strip():
            return empty
        found = names.find(text)
        if len(found) == 1:
            return found[0]
        return Unreadable(unknown, (("suggestions", "; ".join(names.near(text))),))

    return find


def _measure(lexicon: Lexicon) -> Callable[[str], Measure | Unreadable]:
    find = _named(lexicon.measures, "unknown_measure", Unreadable("missing_measure"))

    def reported(text: str) -> Measure | Unreadable:
        found = find(text)
        if isinstance(found, Measure) and not found.is_reported:
            return Unreadable("unknown_measure", (("suggestions", ""),))
        return found

    return reported


def _areas(
    marking: Marking,
    lexicon: Lexicon,
    spans: Distinct[Period | Unreadable],
    measures: Distinct[Measure | Unreadable],
) -> Distinct[Area | Unreadable]:
    def area(named: tuple[str, Period | Unreadable, Measure | Unreadable]) -> Area | Unreadable:
        text, span, measure = named
        if not text.strip():
            return Unreadable("missing_area")
        if isinstance(span, Unreadable):
            # Without its period an area cannot be told, but a name that is none can.
            known = lexicon.areas.find(text)
            return known[0] if known else lexicon.area(text, Period.year(2024), None)
        return lexicon.area(text, span, measure if isinstance(measure, Measure) else None)

    texts = distinct(marking.entries.texts[Field.REF_AREA])
    found = together(texts, spans, measures).read(area)
    _mark_unreadable(marking, Field.REF_AREA, found)
    return found


def _conversions(
    marking: Marking,
    lexicon: Lexicon,
    indicators: Distinct[Indicator | Unreadable],
    measures: Distinct[Measure | Unreadable],
    spoken: Phrases,
) -> Distinct[Conversion]:
    def convert(
        named: tuple[Indicator | Unreadable, Measure | Unreadable, str, str],
    ) -> Conversion:
        indicator, measure, unit, tail = named
        if isinstance(indicator, Unreadable) or isinstance(measure, Unreadable):
            named_unit = lexicon.scale(unit) if unit.strip() else None
            return Conversion(problem=named_unit if isinstance(named_unit, Unreadable) else None)
        return conversion(lexicon, indicator, measure, unit, tail)

    units = distinct(marking.entries.texts[Field.UNIT])
    found = together(indicators, measures, units, spoken.tails()).read(convert)
    unreadable = _unreadable_rows(spoken)
    for in_value, field in ((False, Field.UNIT), (True, Field.VALUE)):
        problems = found.read(partial(_problem, in_value=in_value))
        codes = {p.code for p in problems.values if p is not None}
        for code in sorted(codes):
            rows = problems.is_in(unreadable_as(code)) & ~unreadable
            marking.mark(code, rows, field, details=partial(_details, problems))
    doubts = found.read(lambda c: c.doubt)
    differs = doubts.is_in(lambda d: d is not None) & ~unreadable
    # Words that were typed are meant; those of a number format may be there by habit.
    typed = ~marking.entries.is_number
    for rows, severity in ((typed, Severity.WARNING), (~typed, Severity.ERROR)):
        marking.mark(
            "unit_differs",
            differs & rows,
            Field.UNIT,
            severity=severity,
            details=partial(_details, doubts),
        )
    return found


def _problem(found: Conversion, *, in_value: bool) -> Unreadable | None:
    return found.problem if found.in_value is in_value else None


def _is_whole(lexicon: Lexicon, named: tuple[Indicator | Unreadable, Measure | Unreadable]) -> bool:
    indicator, measure = named
    if isinstance(indicator, Unreadable) or isinstance(measure, Unreadable):
        return False
    return lexicon.is_whole(indicator, measure)


# Values ------------------------------------------------------------------------------------


def _unreadable_rows(spoken: Phrases) -> Mask:
    flags = np.zeros(len(spoken.digits), np.bool_)
    flags[list(spoken.unreadable)] = True
    rows: Mask = flags[spoken.codes]
    return rows


def _mark_unreadable_values(marking: Marking, spoken: Phrases) -> None:
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


def _marks(
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


def _values(
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
    too_big = (whole + shift > _WHOLE_DIGITS) & ~_unreadable_rows(spoken)
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


def _mark_directions(
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


# Together ----------------------------------------------------------------------------------


def _table(marking: Marking, columns: Columns, lexicon: Lexicon) -> pa.Table:
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
