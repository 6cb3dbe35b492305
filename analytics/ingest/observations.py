"""Entries to observations: every cell read, in bulk, and every problem named."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest import number_columns, periods
from analytics.ingest.codes import Lexicon
from analytics.ingest.columns import Columns, Observed
from analytics.ingest.conversion import Conversion, conversion
from analytics.ingest.distinct import Distinct, distinct, together
from analytics.ingest.marking import Marking, Mask
from analytics.ingest.names import Names
from analytics.ingest.numbers import FORMULA_ERROR, Marks, Unreadable, unreadable_as
from analytics.ingest.observation_table import observation_table
from analytics.ingest.sources import sources_of
from analytics.ingest.template import Field
from analytics.ingest.values import Phrases, phrases
from analytics.model import Area, Indicator, Measure, Period, PlanBasis, Severity

Read = TypeVar("Read")
Empty = TypeVar("Empty")


def observe(marking: Marking, lexicon: Lexicon, marks: Marks | None) -> Observed:
    """Read all entries; ``marks`` None takes the numbers' marks from the column's evidence."""
    entries = marking.entries
    spoken = phrases(entries.texts[Field.VALUE], entries.is_number)
    number_columns.mark_unreadable(marking, spoken)
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
    is_vi = number_columns.decided_marks(marking, spoken, is_whole, conversions, marks)
    values, decimals = number_columns.converted(marking, spoken, is_vi, conversions)
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
    number_columns.mark_directions(marking, spoken, measures)
    return Observed(observation_table(marking, columns, lexicon), sources.new, columns)


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
    unreadable = number_columns.unreadable_rows(spoken)
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


def _numpy(mask: pa.BooleanArray) -> Mask:
    found: Mask = mask.to_numpy(zero_copy_only=False)
    return found
