"""How figures, sources and calculations read: alike on a page, in a file and on a slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from analytics.codelists import Codelists
from analytics.model import Area, Figure, FigureKey, Indicator, Period, Source
from analytics.text import Words


@dataclass(frozen=True, slots=True)
class Wording:
    """Codes and figures in one language."""

    words: Words
    codelists: Codelists

    def area_of(self, ref_area: str, period: Period | None = None) -> Area:
        """The area of a code at a period; without a period, the latest that bore the code."""
        found = self.codelists.area(ref_area, period) if period else None
        return found or self.codelists.areas_named(ref_area)[-1]

    def area(self, ref_area: str, period: Period | None = None) -> str:
        return self.area_of(ref_area, period).short_name

    def indicator(self, code: str) -> str:
        return self.words.name(self.codelists.indicator_by_code[code])

    def headline(self, indicators: Sequence[Indicator]) -> str:
        """The name of a scoreboard's row: the indicator's, or its family's where it has several."""
        if len(indicators) == 1:
            return self.words.name(indicators[0])
        return self.words(f"codes.family.{indicators[0].family}")

    def unit(self, code: str) -> str:
        return self.words.name(self.codelists.unit_by_code[code])

    def figure(self, figure: Figure) -> str:
        """A value as shown everywhere: ``> 14.000 tỷ đồng``."""
        return self.words.figure(figure, self.codelists.unit_by_code[figure.unit])

    def number(self, figure: Figure) -> str:
        """A value whose unit stands elsewhere; a percentage keeps its sign."""
        number = self.words.number(figure.value, figure.decimals)
        percent = "%" if figure.unit == "percent" else ""
        return f"{self.words.bound(figure.bound)}{number}{percent}"

    def measure(self, key: FigureKey) -> str:
        """Which side of the indicator, with its plan: ``Tỷ lệ so kế hoạch (kế hoạch năm)``."""
        name = self.words(f"codes.measure.{key.measure}")
        return f"{name} ({self.plan_basis(key)})" if key.plan_basis else name

    def plan_basis(self, key: FigureKey) -> str:
        basis = self.words(f"codes.plan_basis.{key.plan_basis}")
        return basis[:1].lower() + basis[1:]

    def interval(self, figure: Figure) -> str:
        """The values that the print allows; ends are rounded outward, so none is cut off."""
        interval, words = figure.interval, self.words
        unit = self.codelists.unit_by_code[figure.unit]
        if interval.is_exact:
            return words("detail.exact", value=words.amount(interval.lower, None, unit))
        if not interval.upper.is_finite():
            sign = ">" if interval.lower_open else "≥"
            return f"{sign} {words.amount(_outward(interval.lower, figure, down=True), None, unit)}"
        if not interval.lower.is_finite():
            sign = "<" if interval.upper_open else "≤"
            return (
                f"{sign} {words.amount(_outward(interval.upper, figure, down=False), None, unit)}"
            )
        return words(
            "detail.from_to",
            lower=words.number(_outward(interval.lower, figure, down=True)),
            upper=words.amount(_outward(interval.upper, figure, down=False), None, unit),
        )

    def calculation(self, figure: Figure) -> str:
        """The calculation with its numbers: ``12.993 tỷ đồng ÷ 151% = 8.605 tỷ đồng``.

        Raises ``ValueError`` for a figure that was reported.
        """
        if figure.calculation is None:
            raise ValueError("a reported figure has no calculation")
        first, second = (self.figure(operand) for operand in figure.calculation.operands)
        return self.words(
            f"detail.formulas.{figure.calculation.formula}",
            first=first,
            second=second,
            result=self.figure(figure),
        )

    def source_title(self, source: Source) -> str:
        if not source.title:
            return self.words("codes.source_not_described", source=source.source)
        english = self.words.language == "en"
        return source.title_en if english and source.title_en else source.title

    def citation(self, code: str) -> str:
        """A source in a line: its publisher, or its title where none is printed, and its date."""
        source = self.codelists.source_by_code[code]
        name = source.publisher or self.source_title(source)
        return f"{name} ({self.words.date(source.published)})" if source.published else name

    def citations(self, figures: tuple[Figure, ...]) -> str:
        """The sources that figures rest on, each once, in the figures' order."""
        sources = dict.fromkeys(o.source for figure in figures for o in figure.reported)
        return "; ".join(self.citation(source) for source in sources)


def _outward(end: Decimal, figure: Figure, *, down: bool) -> Decimal:
    """An end rounded away from the interval's inside, to two digits more than the value shows."""
    step = Decimal(1).scaleb(-(max(figure.decimals, 0) + 2))
    return end.quantize(step, rounding=ROUND_FLOOR if down else ROUND_CEILING)
