"""What pages, exports and checks ask of the store: one question, one function, one statement."""

from analytics.queries.asking import FEW, Place, asked_as, observation_of, place_of
from analytics.queries.changing import (
    AreaChanges,
    Changed,
    Changes,
    changed,
)
from analytics.queries.counting import (
    Extent,
    Freshness,
    extent,
    figures_by_source,
    freshness,
    periods,
    reported_areas,
    reported_indicators,
)
from analytics.queries.kept_counts import (
    are_kept_right,
    counted_changes,
    keep_counts,
    kept_changes,
)
from analytics.queries.moving import Moved, brought, moved
from analytics.queries.reporting import (
    Report,
    known,
    lately,
    observations_with_names,
    of_years,
    reports,
    standing,
)
from analytics.queries.searching import Page, search
from analytics.queries.words import Sought

__all__ = [
    "FEW",
    "AreaChanges",
    "Changed",
    "Changes",
    "Extent",
    "Freshness",
    "Moved",
    "Page",
    "Place",
    "Report",
    "Sought",
    "are_kept_right",
    "asked_as",
    "brought",
    "changed",
    "counted_changes",
    "extent",
    "figures_by_source",
    "freshness",
    "keep_counts",
    "kept_changes",
    "known",
    "lately",
    "moved",
    "observation_of",
    "observations_with_names",
    "of_years",
    "periods",
    "place_of",
    "reported_areas",
    "reported_indicators",
    "reports",
    "search",
    "standing",
]
