"""Whether a contradiction goes away if round numbers were rounded further than they are printed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from analytics.interval import Interval
from analytics.model import (
    Bound,
    Figure,
)

ROUNDED_MORE = (("cause", "rounded_more"),)
"""The details of a finding that this explains."""


def coarse(figure: Figure) -> Figure:
    """The figure as if two or more trailing zeros were not meant: 12.900 is 12.850 to 12.950."""
    value = figure.value.normalize()
    zeros = value.as_tuple().exponent
    if figure.bound is not Bound.EQUAL or not isinstance(zeros, int) or zeros < 2:
        return figure
    half = Decimal(5).scaleb(zeros - 1)
    if not figure.interval.is_bounded or figure.interval.upper - figure.value >= half:
        return figure
    return replace(figure, interval=Interval.around(figure.value, half))
