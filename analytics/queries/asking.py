"""How a question is put to the store: conditions, a moment, rows read as figures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from analytics.model import Bound, Measure, Observation, ObsStatus, Period, PlanBasis, Vintage

COLUMNS = ", ".join(Observation.model_fields)


@dataclass(frozen=True)
class Asked:
    """A condition on figures, and the values that it is bound to.

    It stands beside the figures themselves, where DuckDB skips what cannot match before it ranks;
    a list of values in a subquery would be looked at afterwards, when all figures are ranked.
    """

    sql: str
    parameters: tuple[object, ...] = ()

    def having(self, sql: str, *parameters: object) -> Asked:
        return Asked(f"{self.sql} AND {sql}", (*self.parameters, *parameters))

    def among(self, column: str, codes: Collection[str] | Collection[int] | None) -> Asked:
        """Those of ``codes``; None is all of them.

        The range lets DuckDB skip blocks by their smallest and largest value, the list is looked
        at while a block is read. ``IN`` alone would be looked at after whole rows are read.
        """
        if codes is None:
            return self
        if not codes:
            return self.having("false")
        known = sorted(codes)
        if len(known) == 1:
            return self.having(f"{column} = ?", *known)
        return self.having(
            f"{column} BETWEEN ? AND ? AND list_contains(?, {column})", known[0], known[-1], known
        )


def asked_of(
    areas: Collection[str] | None,
    indicators: Collection[str] | None = None,
    ending: Period | None = None,
) -> Asked:
    asked = Asked("true").among("ref_area", areas).among("indicator", indicators)
    if ending is None:
        return asked
    return asked.having("period_end BETWEEN ? AND ?", ending.start, ending.end)


def moment(vintage: Vintage) -> list[Any]:
    return [vintage.published_by, vintage.submitted_by]


_MEASURES = {measure.value: measure for measure in Measure}
_BASES = {basis.value: basis for basis in PlanBasis}
_BOUNDS = {bound.value: bound for bound in Bound}
_STATUSES = {status.value: status for status in ObsStatus}


def observation_of(row: dict[str, Any]) -> Observation:
    """A row that was checked when it came in, so not once more."""
    row["measure"] = _MEASURES[row["measure"]]
    row["plan_basis"] = _BASES[row["plan_basis"]]
    row["bound"] = _BOUNDS[row["bound"]]
    row["obs_status"] = _STATUSES[row["obs_status"]]
    return Observation.model_construct(**row)
