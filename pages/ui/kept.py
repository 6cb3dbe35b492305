"""What follows from reports, kept by the reports: a commit forgets only what it touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from analytics import findings, series
from analytics.codelists import Codelists
from analytics.measures import Reach
from analytics.model import Finding, Observation
from analytics.queries import Place, place_of
from analytics.series import Series
from pages.ui.answered_once import answered_once

_SHORT = 50
"""Reports of a series that is kept; a month's figures for years are worked out when asked for."""
_FEW = 1500
"""Reports of an area whose findings are kept."""


@dataclass(frozen=True, slots=True)
class _Told:
    """Reports, by the codelists' edition and their places in the record, where nothing changes."""

    edition: str
    places: tuple[Place, ...]
    reports: Sequence[Observation] = field(compare=False)
    codelists: Codelists = field(compare=False)

    @classmethod
    def of(cls, reports: Sequence[Observation], codelists: Codelists, edition: str) -> _Told:
        return cls(edition, tuple(map(place_of, reports)), reports, codelists)


def series_of(
    observations: Sequence[Observation], codelists: Codelists, edition: str, reach: Reach
) -> tuple[Series, ...]:
    """Every series of standing observations, by area and indicator as they are given."""
    return tuple(
        one_series(_Told.of(alike, codelists, edition), reach)
        if len(alike) <= _SHORT
        else series.worked_out(alike, codelists, reach)
        for alike in series.apart(observations)
    )


def findings_of(
    reports: Sequence[Observation], codelists: Codelists, edition: str
) -> tuple[Finding, ...]:
    """What reports say against each other, those of an area beside each other as given."""
    by_area = (tuple(alike) for _, alike in groupby(reports, key=lambda report: report.ref_area))
    return findings.in_order(
        finding
        for alike in by_area
        for finding in (
            one_areas_findings(_Told.of(alike, codelists, edition))
            if len(alike) <= _FEW
            else findings.findings(alike, codelists)
        )
    )


@answered_once(1000)
def one_series(told: _Told, reach: Reach) -> Series:
    return series.worked_out(told.reports, told.codelists, reach)


@answered_once(32)
def one_areas_findings(told: _Told) -> tuple[Finding, ...]:
    """No finding is about two areas."""
    return findings.findings(told.reports, told.codelists)
