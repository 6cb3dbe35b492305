"""Figures as Plotly charts: rows and words in, a chart out. Never queries, knows no page.

Numbers on a chart are written by :class:`analytics.text.Words`, so hover texts, labels and tables
agree. What is not plain is drawn unlike: a bound ends in an arrow, an estimate is pale, a figure
that is not alike is hatched. Nothing is told by colour alone.
"""

from analytics.charts.bars import Bar, Reference, bars, described
from analytics.charts.distribution import Marked, distribution
from analytics.charts.over_time import DASHES, Dash, Line, course, years
from analytics.charts.palette import DARK, FONT, LIGHT, Palette
from analytics.charts.targets import (
    TargetPart,
    Targets,
    described_targets,
    target_parts,
    targets,
)

__all__ = [
    "DARK",
    "DASHES",
    "FONT",
    "LIGHT",
    "Bar",
    "Dash",
    "Line",
    "Marked",
    "Palette",
    "Reference",
    "TargetPart",
    "Targets",
    "bars",
    "course",
    "described",
    "described_targets",
    "distribution",
    "target_parts",
    "targets",
    "years",
]
