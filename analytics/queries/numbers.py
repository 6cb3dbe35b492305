"""The reports of a number that a reader typed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.numerals import Number, Span
from analytics.queries.asking import Asked
from analytics.sorting import Ints
from analytics.store import Store

_LIMIT = 2**63
"""What a whole number of 64 bits does not reach."""


def numbered(store: Store, numbers: Sequence[Number]) -> dict[Span, Ints]:
    """The reports of which a number, as it may have been meant, is the value or is printed.

    Reports are told by their numbers; values by which none is found are left out.
    """
    spans = list(dict.fromkeys(span for number in numbers for span in number.spans()))
    found = store.arrow(
        " UNION ALL ".join(
            f"SELECT {turn} AS turn, report FROM number WHERE number BETWEEN ? AND ?"
            for turn in range(len(spans))
        ),
        [end for span in spans for end in span.ends()],
    )
    turns, reports = (found[name].to_numpy() for name in ("turn", "report"))
    return {spans[turn]: np.unique(reports[turns == turn]) for turn in np.unique(turns).tolist()}


def of_values(span: Span, places: int) -> Asked | None:
    """Reports of values with so many decimals, if there may be any."""
    digits = span.with_places(places)
    if digits is None or digits[0] < -_LIMIT or digits[1] >= _LIMIT:
        return None
    asked = Asked("significand BETWEEN ? AND ?", digits)
    if digits[0] == digits[1]:
        asked = Asked("significand = ?", digits[:1])
    return asked.having("exponent = ?", -places)
