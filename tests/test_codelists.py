"""The shipped codelists: they load, they are sound, and a name means one thing at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

import numpy as np
import pytest

from analytics.address import Address
from analytics.codelists import Codelists
from analytics.model import Area, Kind, Level, Period
from analytics.settings import Settings
from analytics.store import Store
from analytics.text import folded

CODELISTS = Settings.read({}).codelists
DISTRICTS = ("002", "003", "004", "006")
JUNE_2025 = date(2025, 6, 30)
DOMAINS = {
    "budget",
    "economy",
    "targets",
    "party",
    "administration",
    "education",
    "culture",
    "social",
    "urban",
}


@pytest.fixture(scope="module")
def codelists() -> Codelists:
    return Codelists.read(CODELISTS)


def test_the_store_takes_them_over_once(empty_place: Address) -> None:
    store = Store.open(empty_place)
    assert store.adopt_codelists(CODELISTS)
    assert not store.adopt_codelists(CODELISTS)
    shipped, kept = Codelists.read(CODELISTS), store.codelists()
    assert set(kept.areas) == set(shipped.areas)
    assert set(kept.indicators) == set(shipped.indicators)
    assert set(kept.units) == set(shipped.units)
    assert set(kept.sources) == set(shipped.sources)
    store.close()


def test_hanoi_has_its_30_districts_and_then_126_wards_and_communes(codelists: Codelists) -> None:
    levels = [area.level for area in codelists.areas]
    assert levels.count(Level.CITY) == 1
    assert sum(level.tier == 2 for level in levels) == 30
    assert levels.count(Level.WARD) == 51
    assert levels.count(Level.COMMUNE) == 75
    for area in codelists.areas:
        match area.level.tier:
            case 2:
                assert (area.valid_from, area.valid_to) == (None, JUNE_2025)
            case 3:
                assert (area.valid_from, area.valid_to) == (date(2025, 7, 1), None)


def test_a_code_means_one_area_at_a_time(codelists: Codelists) -> None:
    for one, other in combinations(codelists.areas, 2):
        if one.ref_area == other.ref_area:
            assert not _overlap(one, other), (one, other)


def test_a_name_means_one_area_at_a_time(codelists: Codelists) -> None:
    for one, other in combinations(codelists.areas, 2):
        shared = _names(one) & _names(other)
        assert not shared or not _overlap(one, other), (shared, one.ref_area, other.ref_area)


def test_a_bare_name_is_the_district_first_and_the_ward_later(codelists: Codelists) -> None:
    def meant(period: Period) -> list[str]:
        return [
            area.ref_area
            for area in codelists.areas
            if folded("Tây Hồ") in _names(area) and area.stands_in(period)
        ]

    assert meant(Period.year(2024)) == ["003"]
    assert meant(Period(start=date(2025, 1, 1), end=JUNE_2025)) == ["003"]
    assert meant(Period.year(2025)) == ["00103"]


def test_a_ward_and_the_district_of_its_name_differ_on_a_chart(codelists: Codelists) -> None:
    short_names = [area.short_name for area in codelists.areas]
    assert len(set(short_names)) == len(short_names)


def test_parents_exist(codelists: Codelists) -> None:
    codes = {area.ref_area for area in codelists.areas}
    for area in codelists.areas:
        assert area.parent in codes or (area.level is Level.CITY and not area.parent)


def test_codes_are_unique(codelists: Codelists) -> None:
    for codes in (
        [indicator.indicator for indicator in codelists.indicators],
        [unit.unit for unit in codelists.units],
        [source.source for source in codelists.sources],
    ):
        assert len(set(codes)) == len(codes)


def test_a_name_means_one_indicator_one_unit_and_one_source(codelists: Codelists) -> None:
    _assert_told_apart(
        {i.indicator, i.name_vi, i.name_en, *i.aliases} for i in codelists.indicators
    )
    _assert_told_apart({u.unit, u.name_vi, u.name_en, *u.aliases} for u in codelists.units)
    _assert_told_apart({s.source, s.title, s.title_en} for s in codelists.sources)


def test_nothing_is_left_unsaid(codelists: Codelists) -> None:
    for area in codelists.areas:
        assert area.name_vi and area.name_en and area.short_name
    for indicator in codelists.indicators:
        texts = (
            indicator.name_vi,
            indicator.name_en,
            indicator.definition_vi,
            indicator.definition_en,
        )
        assert all(texts), indicator.indicator
        assert indicator.definition_vi.endswith(".") and indicator.definition_en.endswith(".")
        assert indicator.domain in DOMAINS
        assert indicator.family
    for source in codelists.sources:
        assert source.title
        assert source.title_en or not source.file  # our own labels come in both languages


def test_no_cell_has_stray_space_and_no_alias_is_empty(codelists: Codelists) -> None:
    nouns = (*codelists.areas, *codelists.indicators, *codelists.units, *codelists.sources)
    for noun in nouns:
        for text in (value for value in noun.model_dump().values() if isinstance(value, str)):
            assert text == " ".join(text.split()), text
    named = (
        *(area.aliases for area in codelists.areas),
        *(indicator.aliases for indicator in codelists.indicators),
        *(unit.aliases for unit in codelists.units),
    )
    for alias in (alias for aliases in named for alias in aliases):
        assert alias and alias == " ".join(alias.split())


def test_units_of_indicators_exist_and_suit_the_kind(codelists: Codelists) -> None:
    units = codelists.unit_by_code
    assert {"percent", "percentage_point"} <= set(units)
    for indicator in codelists.indicators:
        assert indicator.unit in units, indicator
        assert not indicator.part_unit or indicator.part_unit in units, indicator
        match indicator.kind:
            case Kind.RATIO:
                assert indicator.unit == "percent", indicator.indicator
            case Kind.RANK:
                assert indicator.unit == "rank" and indicator.part_unit, indicator.indicator
            case Kind.COUNT:
                assert units[indicator.unit].exponent == 0, indicator.indicator


def test_headlines_are_numbered_from_one(codelists: Codelists) -> None:
    places = sorted(i.headline for i in codelists.indicators if i.headline)
    assert places == list(range(1, len(places) + 1))


# Colours -------------------------------------------------------------------------------------

LEAST_DIFFERENCE = 20.0
"""In CIELAB's ΔE*ab; about 2.3 is just noticeable (Mahy, Van Eycken and Oosterlinck 1994)."""
LEAST_CONTRAST = 3.0
"""WCAG 2.2, success criterion 1.4.11."""
LIGHT, DARK = "#ffffff", "#14181f"
SIGHT = {
    "normal": np.eye(3),
    # Machado, Oliveira and Fernandes (2009), table 1, severity 1.0.
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", ["colour", "dark_colour"])
def test_colour_blind_people_can_tell_the_districts_apart(
    codelists: Codelists, theme: str, sight: str
) -> None:
    seen = [_lab(SIGHT[sight] @ _linear(colour)) for colour in _colours(codelists, theme)]
    assert len(seen) == 4
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= LEAST_DIFFERENCE


@pytest.mark.parametrize(("theme", "background"), [("colour", LIGHT), ("dark_colour", DARK)])
def test_the_districts_stand_out_from_the_background(
    codelists: Codelists, theme: str, background: str
) -> None:
    for colour in _colours(codelists, theme):
        assert _contrast(colour, background) >= LEAST_CONTRAST, colour


def test_the_check_would_catch_red_and_green() -> None:
    red, green = (_lab(SIGHT["deuteranopia"] @ _linear(c)) for c in ("#d62728", "#7a6a00"))
    assert np.linalg.norm(red - green) < LEAST_DIFFERENCE
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


def _colours(codelists: Codelists, theme: str) -> list[str]:
    areas = [area for area in codelists.areas if area.ref_area in DISTRICTS]
    return [str(getattr(area, theme)) for area in areas]


def _linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    t = TO_XYZ @ np.clip(linear, 0, 1) / (TO_XYZ @ np.ones(3))
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _contrast(one: str, other: str) -> float:
    dark, light = sorted(float(TO_XYZ[1] @ _linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


# Names and dates -----------------------------------------------------------------------------


def _names(area: Area) -> set[str]:
    return {folded(name) for name in (area.name_vi, area.name_en, area.short_name, *area.aliases)}


def _overlap(one: Area, other: Area) -> bool:
    start = max(one.valid_from or date.min, other.valid_from or date.min)
    return start <= min(one.valid_to or date.max, other.valid_to or date.max)


def _assert_told_apart(names: Iterable[set[str]]) -> None:
    sets: Sequence[set[str]] = [{folded(name) for name in some if name} for some in names]
    for one, other in combinations(sets, 2):
        assert not one & other, one & other
