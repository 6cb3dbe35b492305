"""Measurements of several apps, as medians, spreads and ratios against goals."""

from __future__ import annotations

import json
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure must not exceed: times the floor, times Dash, or as such."""

    figure: str
    unit: str
    says: str
    floor: float | None = None
    dash: float | None = None
    most: float | None = None
    against: str = ""
    """The floor's figure to compare with, where it is another."""

    @property
    def floors_figure(self) -> str:
        return self.against or self.figure


GOALS = (
    Goal(
        "first_visit",
        "ms",
        "first visit to first chart, empty cache, 10 Mbit/s and 40 ms",
        floor=0.45,
    ),
    Goal("bytes", "MB", "bytes on the first visit", most=2.4),
    Goal("second_visit", "ms", "second visit to first chart", floor=1.1),
    Goal("change", "ms", "change the indicator → all charts changed", floor=1.0, dash=1.5),
    Goal(
        "switch",
        "ms",
        "switch to another page → its charts there, against the floor's reload",
        floor=1.5,
        against="second_visit",
    ),
    Goal("start", "ms", "server start to first answer", floor=1.3),
    Goal("memory", "MB", "memory of the server with 20 sessions", floor=1.5),
)
ALSO = (
    Goal("first_visit_whole", "ms", "first visit to all charts"),
    Goal("second_visit_whole", "ms", "second visit to all charts"),
    Goal("change_first", "ms", "change the indicator → first chart changed"),
    Goal("change_unasked", "ms", "change to an indicator nobody asked for yet → all charts"),
    Goal("memory_later", "MB", "memory of the server half a minute later"),
    Goal("memory_pictures", "MB", "memory of the picture browser, beside the server"),
    Goal("message_bytes", "MB", "bytes of messages on the first visit, in the socket"),
)
"""Measured beside the goals."""


@dataclass(slots=True)
class Results:
    """Each figure's measurements, by the figure and the app."""

    values: dict[tuple[str, str], list[float]]
    charts: dict[str, int] = field(default_factory=dict)
    load: dict[str, float] = field(default_factory=dict)
    """What else the machine did when a part began, by the part."""

    def kept_with(self, file: Path) -> Results:
        """These in place of what the file has of the same figures; written to it."""
        told = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        values: dict[tuple[str, str], list[float]] = {
            (figure, app): measured
            for figure, by_app in told.get("values", {}).items()
            for app, measured in by_app.items()
        }
        both = Results(
            values | self.values,
            told.get("charts", {}) | self.charts,
            told.get("load", {}) | self.load,
        )
        by_figure: dict[str, dict[str, list[float]]] = {}
        for (figure, app), measured in both.values.items():
            by_figure.setdefault(figure, {})[app] = measured
        text = json.dumps({"values": by_figure, "charts": both.charts, "load": both.load})
        file.write_text(text, encoding="utf-8")
        return both

    def add(self, figure: str, app: str, value: float) -> None:
        self.values[figure, app].append(value)
        print(f"{figure} {app} {value:.3g}", file=sys.stderr, flush=True)

    def median(self, figure: str, app: str) -> float | None:
        values = self.values.get((figure, app))
        return statistics.median(values) if values else None

    def told(self, figure: str, app: str) -> str:
        """The median, and between which two the middle half lies."""
        values = self.values.get((figure, app))
        if not values:
            return "–"
        if len(values) < 2:
            return _number(values[0])
        low, _, high = statistics.quantiles(values, n=4, method="inclusive")
        return f"{_number(statistics.median(values))} ({_number(low)}–{_number(high)})"

    def ratio(self, goal: Goal, app: str) -> float | None:
        ours = self.median(goal.figure, "ours")
        theirs = self.median(goal.floors_figure if app == "floor" else goal.figure, app)
        return ours / theirs if ours is not None and theirs else None

    def is_met(self, goal: Goal) -> bool | None:
        """Whether every limit holds; None where one was not measured or there is none."""
        held: list[bool] = []
        for app, limit in (("floor", goal.floor), ("dash", goal.dash)):
            if limit is not None:
                ratio = self.ratio(goal, app)
                if ratio is None:
                    return None
                held.append(ratio <= limit)
        if goal.most is not None:
            ours = self.median(goal.figure, "ours")
            if ours is None:
                return None
            held.append(ours <= goal.most)
        return all(held) if held else None

    def rows(self) -> list[list[str]]:
        """A row for each figure measured: ours, the floor, Dash, ratios, the goal, met or not."""
        return [
            [
                f"{goal.says} ({goal.unit})",
                self.told(goal.figure, "ours"),
                self.told(goal.floors_figure, "floor"),
                self.told(goal.figure, "dash"),
                _ratio(self.ratio(goal, "floor")),
                _ratio(self.ratio(goal, "dash")),
                _limit(goal),
                {True: "met", False: "**not met**", None: ""}[self.is_met(goal)],
            ]
            for goal in (*GOALS, *ALSO)
            if self.median(goal.figure, "ours") is not None
        ]

    def text(self) -> str:
        return "\n".join(" | ".join(row) for row in [HEAD, *self.rows()])


HEAD = ["figure", "ours", "floor", "Dash", "× floor", "× Dash", "goal", ""]


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _ratio(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}"


def _limit(goal: Goal) -> str:
    limits = [
        f"≤ {goal.floor:g} × floor" if goal.floor is not None else "",
        f"≤ {goal.dash:g} × Dash" if goal.dash is not None else "",
        f"≤ {goal.most:g} {goal.unit}" if goal.most is not None else "",
    ]
    return ", ".join(limit for limit in limits if limit)
