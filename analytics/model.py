"""The nouns of the field, in SDMX's words, frozen. Knows nobody.

Values are exact decimals in the unit named beside them; dates are inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict
from pydantic_core import CoreSchema, core_schema

from analytics.interval import INFINITY, Interval


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Level(StrEnum):
    """What an area is in the administrative order."""

    CITY = "city"
    URBAN_DISTRICT = "urban_district"
    RURAL_DISTRICT = "rural_district"
    TOWN = "town"
    WARD = "ward"
    COMMUNE = "commune"

    @property
    def tier(self) -> int:
        """1 the city, 2 what stands below it until June 2025, 3 a ward or commune.

        Only areas of one tier are alike enough to be compared.
        """
        match self:
            case Level.CITY:
                return 1
            case Level.WARD | Level.COMMUNE:
                return 3
            case _:
                return 2


class Kind(StrEnum):
    """What sort of number an indicator is."""

    AMOUNT = "amount"  # measured, rounded when printed: money, hectares
    COUNT = "count"  # whole things, exact when printed to the unit
    RATIO = "ratio"  # a part of a whole, in percent
    RANK = "rank"  # a place; the denominator is how many were ranked
    RATE = "rate"  # a speed: percent a year, so many per head


class Polarity(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"  # no judgement: spending 96 % of a budget is neither good nor bad


class Accumulation(StrEnum):
    """How figures of an indicator go together over time."""

    FLOW = "flow"  # adds up over the year
    LEVEL = "level"  # a state at the end of the period


class Measure(StrEnum):
    """Which side of an indicator a figure tells."""

    ACTUAL = "actual"
    PLAN = "plan"
    ATTAINMENT = "attainment"  # actual as a percentage of the plan
    GROWTH = "growth"  # percent on the same period a year before
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    GAP = "gap"  # actual minus plan; computed, never reported

    @property
    def is_reported(self) -> bool:
        return self is not Measure.GAP

    @property
    def has_plan(self) -> bool:
        """Whether a figure of this measure is about a plan, and so needs a plan basis."""
        return self in (Measure.PLAN, Measure.ATTAINMENT, Measure.GAP)


class PlanBasis(StrEnum):
    """Which plan a plan or an attainment refers to."""

    NONE = ""  # the measure has no plan
    ANNUAL = "annual"  # the calendar year's plan
    CITY_ESTIMATE = "city_estimate"  # the year's estimate that the city assigned
    TERM = "term"  # the five-year target of the party congress
    PROGRAMME = "programme"  # the target of a work programme of the term
    SAME_PERIOD = "same_period"  # a plan for just the figure's own period
    UNSTATED = "unstated"  # the source says "plan" and not which


class Bound(StrEnum):
    """How the true value stands to the printed one."""

    EQUAL = "="
    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="
    ABOUT = "~"


class ObsStatus(StrEnum):
    """SDMX's observation status, as far as reports use it."""

    NORMAL = "A"
    ESTIMATE = "E"
    PROVISIONAL = "P"
    SUSPECT = "S"  # cannot be right as printed; kept, marked, explained


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` to ``end``, both inclusive. Raises ``ValueError`` if out of order.

    Periods and keys are made, compared and looked up more than all else: as dataclasses they are
    found in a seventh of the time that models take.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period ends before it starts")

    @classmethod
    def year(cls, year: int) -> Self:
        return cls(start=date(year, 1, 1), end=date(year, 12, 31))

    def contains(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end


class Unit(Frozen):
    """A unit of measurement; ``10 ** exponent`` of the dimension's base unit."""

    unit: str
    dimension: str
    exponent: int
    name_vi: str
    name_en: str
    aliases: tuple[str, ...] = ()


class Area(Frozen):
    """A unit reported on. A code or a name means it only between its dates."""

    ref_area: str
    level: Level
    name_vi: str
    name_en: str
    short_name: str
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()
    colour: str = ""
    dark_colour: str = ""

    def stands_in(self, period: Period) -> bool:
        """Whether the area existed on the period's last day."""
        starts = self.valid_from is None or self.valid_from <= period.end
        return starts and (self.valid_to is None or period.end <= self.valid_to)


class Indicator(Frozen):
    """What is measured."""

    indicator: str
    domain: str
    kind: Kind
    unit: str
    part_unit: str  # of a ratio's numerator and denominator, of a rank's denominator
    polarity: Polarity
    accumulation: Accumulation
    family: str  # indicators of one family may be shown side by side, marked as not alike
    headline: int  # place on the scoreboard from 1; 0 is not on it
    name_vi: str
    name_en: str
    definition_vi: str
    definition_en: str
    aliases: tuple[str, ...] = ()

    def unit_of(self, measure: Measure) -> str:
        """The unit code that a figure of ``measure`` is in."""
        match measure:
            case Measure.ATTAINMENT | Measure.GROWTH:
                return "percent"
            case Measure.NUMERATOR | Measure.DENOMINATOR:
                return self.part_unit
            case Measure.GAP if self.unit == "percent":
                return "percentage_point"
            case _:
                return self.unit


class Part(Frozen):
    """One summand of a whole: all parts of a whole add up to it."""

    whole: str
    whole_measure: Measure
    part: str
    part_measure: Measure


class Source(Frozen):
    """Where figures were published."""

    source: str
    title: str
    title_en: str = ""
    publisher: str = ""
    published: date | None = None
    url: str = ""
    file: str = ""
    note: str = ""

    @classmethod
    def not_described(cls, code: str) -> Self:
        """What is known of a source that figures name and nothing describes (any more)."""
        return cls(source=code, title="")

    @property
    def link(self) -> str:
        """The URL if it leads to the web; from an upload may come ``javascript:`` as well."""
        return self.url if self.url.startswith(("https://", "http://")) else ""


class Observation(NamedTuple):
    """One figure as reported, and where it came from.

    A tuple, which Python makes many thousands of in the time of a question.
    """

    submission_id: int
    row_number: int
    ref_area: str
    indicator: str
    measure: Measure
    period_start: date
    period_end: date
    plan_basis: PlanBasis
    obs_value: Decimal
    decimals: int  # printed after the decimal mark, in ``unit``; -3 is printed in thousands
    bound: Bound
    unit: str
    obs_status: ObsStatus
    as_of: date | None
    printed: str
    source: str
    locator: str
    note: str

    @property
    def period(self) -> Period:
        return Period(start=self.period_start, end=self.period_end)

    @property
    def key(self) -> FigureKey:
        return FigureKey(
            ref_area=self.ref_area,
            indicator=self.indicator,
            measure=self.measure,
            period=self.period,
            plan_basis=self.plan_basis,
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        """Whoever holds one holds it as it is: it was checked when it came in."""
        return core_schema.is_instance_schema(cls)


@dataclass(frozen=True, slots=True)
class FigureKey:
    """What a figure is about; two reports with one key report the same figure."""

    ref_area: str
    indicator: str
    measure: Measure
    period: Period
    plan_basis: PlanBasis = PlanBasis.NONE

    def __str__(self) -> str:
        """The key as one word for a link; :meth:`parse` reads it back."""
        parts = (self.ref_area, self.indicator, self.measure, self.period.start, self.period.end)
        return "~".join(map(str, (*parts, self.plan_basis)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ``ValueError`` for text that is no key."""
        ref_area, indicator, measure, start, end, plan_basis = text.split("~")
        return cls(
            ref_area=ref_area,
            indicator=indicator,
            measure=Measure(measure),
            period=Period(start=date.fromisoformat(start), end=date.fromisoformat(end)),
            plan_basis=PlanBasis(plan_basis),
        )


class Formula(StrEnum):
    """How a computed figure follows from its operands; worked through in ``docs/method.md``."""

    ATTAINMENT = "attainment"  # actual ÷ plan × 100
    IMPLIED_PLAN = "implied_plan"  # actual ÷ attainment × 100
    IMPLIED_ACTUAL = "implied_actual"  # plan × attainment ÷ 100
    GROWTH = "growth"  # (actual ÷ actual a year before − 1) × 100
    RATIO = "ratio"  # numerator ÷ denominator × 100
    GAP = "gap"  # actual − plan


@dataclass(frozen=True, slots=True)
class Calculation:
    """A formula with the figures that went in, in the formula's order."""

    formula: Formula
    operands: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as shown: reported, or computed from reported ones.

    ``interval`` holds every value that the printed text, or the printed operands, allow.
    Exactly one of ``observation`` and ``calculation`` is there.
    """

    key: FigureKey
    unit: str
    value: Decimal
    decimals: int  # worth showing
    interval: Interval
    bound: Bound = Bound.EQUAL
    obs_status: ObsStatus = ObsStatus.NORMAL
    observation: Observation | None = None
    calculation: Calculation | None = None

    @property
    def is_computed(self) -> bool:
        return self.calculation is not None

    @property
    def reported(self) -> tuple[Observation, ...]:
        """The observations that this figure rests on, itself if it was reported."""
        if self.observation is not None:
            return (self.observation,)
        assert self.calculation is not None
        return tuple(o for operand in self.calculation.operands for o in operand.reported)


def interval_of(value: Decimal, decimals: int, bound: Bound, *, counted: bool) -> Interval:
    """The values that a printed number allows.

    ``counted`` numbers (whole things, ranks) are exact when printed to the unit. A bound says
    nothing of the other side. "About" names no precision: trailing zeros of the number are
    taken as not meant, so about 500 is 450 to 550 and about 23 is 22 to 24.
    """
    match bound:
        case Bound.ABOVE:
            return Interval(value, INFINITY, lower_open=True)
        case Bound.AT_LEAST:
            return Interval(value, INFINITY)
        case Bound.BELOW:
            return Interval(-INFINITY, value, upper_open=True)
        case Bound.AT_MOST:
            return Interval(-INFINITY, value)
        case Bound.EQUAL if counted and decimals == 0:
            return Interval.exactly(value)
        case Bound.EQUAL:
            return Interval.around(value, Decimal(5).scaleb(-decimals - 1))
        case Bound.ABOUT:
            exponent = max(-decimals, _last_digit_place(value))
            wide = Decimal(5).scaleb(exponent - 1) if exponent > 0 else Decimal(1).scaleb(exponent)
            return Interval.around(value, wide)


def _last_digit_place(value: Decimal) -> int:
    """The power of ten of the last digit that is not zero; 0 for zero."""
    exponent = value.normalize().as_tuple().exponent
    return exponent if value and isinstance(exponent, int) else 0


class Submission(Frozen):
    """One committed file."""

    submission_id: int
    sha256: str
    file_name: str
    submitted_at: datetime
    submitted_by: str
    row_count: int
    withdrawn: bool = False


class Withdrawal(Frozen):
    """A submission taken back, or, with ``withdrawn`` false, put back."""

    submission_id: int
    withdrawn: bool
    withdrawn_at: datetime
    withdrawn_by: str
    reason: str


class Vintage(Frozen):
    """The figures as known at a moment; both dates unset is now.

    ``published_by``: when the public knew, by the sources' dates; a source without a date counts
    as unknown then. ``submitted_by``: when the office knew, by the submissions' times (UTC).
    """

    published_by: date | None = None
    submitted_by: datetime | None = None


NOW = Vintage()
BEGINNING = Vintage(submitted_by=datetime(1970, 1, 1))  # noqa: DTZ001 (the store's times are UTC)
"""Before all submissions."""


class Severity(StrEnum):
    ERROR = "error"  # the file cannot be committed
    WARNING = "warning"  # it can, after a look


class Problem(Frozen):
    """What is wrong with a cell, a row or a file. The wording is in ``data/text``, by ``code``."""

    code: str
    severity: Severity = Severity.ERROR
    sheet: str = ""
    row: int | None = None  # as the analyst counts: the file's first line is 1
    column: str = ""  # the header as it stands in the file
    column_letter: str = ""
    value: str = ""
    details: tuple[tuple[str, str], ...] = ()  # named values for the wording


class FindingCode(StrEnum):
    RATIO_NOT_FROM_PARTS = "ratio_not_from_parts"
    PARTS_DO_NOT_ADD_UP = "parts_do_not_add_up"
    SUSPECT = "suspect"
    SOURCES_DISAGREE = "sources_disagree"
    BOUND_BROKEN = "bound_broken"
    ATTAINMENT_NOT_FROM_PLAN = "attainment_not_from_plan"
    GROWTH_NOT_FROM_ACTUALS = "growth_not_from_actuals"
    IMPLIED_PLANS_DISAGREE = "implied_plans_disagree"
    CUMULATIVE_FALLS = "cumulative_falls"


class Finding(Frozen):
    """What a cross-check says: the figures it looked at and what was expected of the first."""

    code: FindingCode
    figures: tuple[Figure, ...]
    expected: Figure | None = None
    details: tuple[tuple[str, str], ...] = ()
