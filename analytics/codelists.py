"""Areas, indicators, units and sources: read from ``data/codelists``, looked up by code."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from analytics.model import Area, Frozen, Indicator, Part, Period, Source, Unit

Noun = TypeVar("Noun", bound=Frozen)
LIST_SEPARATOR = "|"


@dataclass(frozen=True)
class Codelists:
    """All codes in use. An area's code may stand several times, each with its own dates."""

    areas: tuple[Area, ...]
    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]
    sources: tuple[Source, ...]
    parts: tuple[Part, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> Codelists:
        """Raises pydantic's ``ValidationError`` where a shipped file is wrong."""
        return cls(
            areas=tuple(_read(folder / "areas.csv", Area)),
            indicators=tuple(_read(folder / "indicators.csv", Indicator)),
            units=tuple(_read(folder / "units.csv", Unit)),
            sources=tuple(_read(folder / "sources.csv", Source)),
            parts=tuple(_read(folder / "parts.csv", Part)),
        )

    @cached_property
    def indicator_by_code(self) -> Mapping[str, Indicator]:
        return {indicator.indicator: indicator for indicator in self.indicators}

    @cached_property
    def unit_by_code(self) -> Mapping[str, Unit]:
        return {unit.unit: unit for unit in self.units}

    @cached_property
    def source_by_code(self) -> Mapping[str, Source]:
        """A code that is not in it (any more) is looked up as a source without a title."""
        return _Described((source.source, source) for source in self.sources)

    @cached_property
    def _areas_by_code(self) -> Mapping[str, tuple[Area, ...]]:
        grouped: dict[str, tuple[Area, ...]] = {}
        for area in self.areas:
            grouped[area.ref_area] = (*grouped.get(area.ref_area, ()), area)
        return grouped

    def area(self, ref_area: str, period: Period) -> Area | None:
        """The area that a code meant on the period's last day; None where it meant none."""
        known = self._areas_by_code.get(ref_area, ())
        return next((area for area in known if area.stands_in(period)), None)

    def areas_named(self, ref_area: str) -> tuple[Area, ...]:
        """Every area that ever bore the code."""
        return self._areas_by_code.get(ref_area, ())


class _Described(dict[str, Source]):
    """Figures outlive the description of their source: a line that left ``sources.csv``."""

    def __missing__(self, code: str) -> Source:
        return Source.not_described(code)


def edition(folder: Path) -> str:
    """A hash of the codelist files; equal editions hold equal codes."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path, noun: type[Noun]) -> Iterable[Noun]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield noun.model_validate(_cells(row, noun))


def _cells(row: Mapping[str, str], noun: type[Frozen]) -> dict[str, Any]:
    """An empty cell is the field's default; aliases are a list."""
    cells: dict[str, Any] = {name: cell for name, cell in row.items() if cell != ""}
    if "aliases" in cells:
        cells["aliases"] = tuple(cells["aliases"].split(LIST_SEPARATOR))
    for name, field in noun.model_fields.items():
        if name not in cells and field.is_required() and field.annotation is str:
            cells[name] = ""
    return cells
