"""Every report of a figure, the one that stands first.

``ranked_observation`` in ``schema.sql`` says which report stands, by windows over all columns. Here
the same order comes from one sort of whole numbers, in a fraction of the time; tests hold both
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import Vintage
from analytics.queries.asking import NAMES, Asked, dated, known_at, read_reports
from analytics.sorting import Ints, as_numbers, begins, packed
from analytics.store import Store

_KEY = ("ref_area", "indicator", "period_end", "period_start", "measure", "plan_basis")
RANKED_BY = (
    *(*_KEY, "bound", "obs_value", "obs_status", "published"),
    *("submission_id", "row_number"),
)
"""The columns that say which of some reports stands."""
_EARLY = pa.array(["E", "P"])
_OPEN = pa.array([">", ">=", "<", "<="])
_LAST = np.iinfo(np.int32).max


def known_reports(store: Store, apart: Sequence[Asked], vintage: Vintage) -> pa.Table:
    """Reports that were known, by key, of each figure the one that stands first.

    What is asked for, by conditions no two of which meet, is of keys, so that of a figure all
    reports are there or none.
    """
    return ranked(_asked_for(store, apart, vintage, NAMES))


def standing_reports(
    store: Store, apart: Sequence[Asked], vintage: Vintage, columns: Iterable[str] = NAMES
) -> pa.Table:
    """The first of each figure's reports, which stands: its ``columns`` and :data:`RANKED_BY`."""
    return standing_among(_asked_for(store, apart, vintage, columns))


def _asked_for(
    store: Store, apart: Sequence[Asked], vintage: Vintage, columns: Iterable[str]
) -> pa.Table:
    register = store.register()
    read = dict.fromkeys((*columns, "source", *RANKED_BY))
    del read["published"]
    known = [known_at(asked, register, vintage) for asked in apart]
    return dated(read_reports(store, read, known), register)


def ranked(known: pa.Table) -> pa.Table:
    """All known reports of some figures by key, of each figure the one that stands first."""
    order, _ = _ranked(known)
    return known.take(order)


def standing_among(known: pa.Table) -> pa.Table:
    """The report of each figure that stands, by key, of all that are known of these figures."""
    order, is_first = _ranked(known)
    return known.take(order[is_first])


def _ranked(known: pa.Table) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """The rows' numbers in the order of known reports, and which of them are a figure's first."""
    key = packed([as_numbers(known[name]) for name in _KEY])
    is_early = pc.is_in(known["obs_status"], _EARLY).to_numpy()
    published = known["published"].cast(pa.int32()).fill_null(-_LAST).to_numpy()
    submission, row = (known[name].to_numpy() for name in ("submission_id", "row_number"))
    place = packed([is_early, *(-1 * newest for newest in (published, submission, row))])
    order = np.lexsort((*reversed(place), *reversed(key)))
    is_first = begins(key, order)
    alike = is_first | begins([is_early], order)
    return _bounds_after_exact(known, order, alike), is_first


def _bounds_after_exact(known: pa.Table, order: Ints, alike: npt.NDArray[np.bool_]) -> Ints:
    """Of reports that are all final or all early, a bound goes after an exact value within it.

    ``alike`` marks in ``order`` where such reports of a figure begin.
    """
    opened = np.flatnonzero(pc.is_in(known["bound"], _OPEN).to_numpy()[order])
    starts = np.flatnonzero(alike)
    ends = np.append(starts[1:], len(order))
    for group in np.unique(np.searchsorted(starts, opened, side="right") - 1):
        here = slice(starts[group], ends[group])
        rows = order[here].tolist()
        if len(rows) == 1:
            continue
        values = {row: known["obs_value"][row].as_py() for row in rows}
        signs = {row: known["bound"][row].as_py() for row in rows}
        exact = [value for row, value in values.items() if signs[row] == "="]
        agrees = {row: _agrees(signs[row], values[row], exact) for row in rows}
        order[here] = sorted(rows, key=agrees.__getitem__)
    return order


def _agrees(bound: str, value: Decimal, exact: Sequence[Decimal]) -> bool:
    """Whether an exact value lies within the bound."""
    match bound:
        case ">":
            return any(one > value for one in exact)
        case ">=":
            return any(one >= value for one in exact)
        case "<":
            return any(one < value for one in exact)
        case "<=":
            return any(one <= value for one in exact)
        case _:
            return False
