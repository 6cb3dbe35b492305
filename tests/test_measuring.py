"""The measuring itself: medians, ratios, what counts as met, and the page it is written to."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest

from analytics.settings import ROOT
from benchmarks import load, performance_page, usage
from benchmarks.results import GOALS, Results

CHANGE = next(goal for goal in GOALS if goal.figure == "change")
SWITCH = next(goal for goal in GOALS if goal.figure == "switch")
BYTES = next(goal for goal in GOALS if goal.figure == "bytes")


def results(**medians: float) -> Results:
    """Measurements such as ``change_ours=90``, each taken three times around its median."""
    made = Results(defaultdict(list))
    for name, median in medians.items():
        figure, _, app = name.rpartition("_")
        for value in (median * 0.9, median, median * 1.5):
            made.add(figure, app, value)
    return made


def test_a_goal_is_met_when_every_limit_holds() -> None:
    assert results(change_ours=100, change_floor=100, change_dash=70).is_met(CHANGE)
    assert results(change_ours=101, change_floor=100, change_dash=70).is_met(CHANGE) is False
    assert results(change_ours=100, change_floor=100, change_dash=66).is_met(CHANGE) is False


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert results(change_ours=100, change_floor=100).is_met(CHANGE) is None
    assert results(bytes_floor=8).is_met(BYTES) is None
    assert results(bytes_ours=2.3).is_met(BYTES) is True


def test_a_switch_is_held_against_the_floors_reload() -> None:
    made = results(switch_ours=900, second_visit_floor=600)
    assert made.ratio(SWITCH, "floor") == pytest.approx(1.5)
    assert made.is_met(SWITCH)


def test_the_table_has_the_median_and_the_middle_half() -> None:
    assert results(start_ours=1000).told("start", "ours") == "1000 (950–1250)"
    assert results().told("start", "ours") == "–"


def test_only_what_is_between_the_marks_is_written_anew(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text((ROOT / "docs" / "performance.md").read_text(encoding="utf-8"), "utf-8")
    before, _, rest = page.read_text(encoding="utf-8").partition(performance_page._BEGIN)
    performance_page.write(page, results(change_ours=100, change_floor=100, change_dash=70))
    once = page.read_text(encoding="utf-8")
    assert once.startswith(before)
    assert once.endswith(rest.partition(performance_page._END)[2])
    assert "≤ 1 × floor, ≤ 1.5 × Dash | met |" in once
    performance_page.write(page, results(change_ours=200, change_floor=100, change_dash=70))
    twice = page.read_text(encoding="utf-8")
    assert "**not met**" in twice
    assert twice.count(performance_page._BEGIN) == 1


def test_a_page_without_the_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("# Performance", "utf-8")
    with pytest.raises(ValueError, match="marks"):
        performance_page.write(page, results())
    assert page.read_text(encoding="utf-8") == "# Performance"


def minutes(*megabytes: float) -> list[usage.Taken]:
    """What a server took, a minute apart."""
    return [usage.Taken(60.0 * n, int(mb * 1e6), 50, 20) for n, mb in enumerate(megabytes)]


def test_growth_leaves_out_the_time_in_which_caches_fill() -> None:
    assert load.growth(minutes(100, 200, 300, 300, 300, 300, 300, 300, 300), "memory") == 0
    grows = load.growth(minutes(0, 0, 0, 1, 2, 3, 4, 5, 6), "memory")
    assert grows == pytest.approx(60e6), "a megabyte a minute"
    assert load.growth(minutes(1, 2), "memory") == 0, "too short to say"


def test_all_who_waited_count_for_the_goal() -> None:
    told = load.Told(readers={"/": [0.1] * 94}, browsers=[9.0] * 6, taken=minutes(1400, 1600))
    lines = "\n".join(load.report(load.Wanted(), told))
    assert "all: 100 interactions" in lines
    assert "goal 95 % 1.5 s: not met" in lines
    assert "goal 1500 MB: not met" in lines
    assert "errors: 0 (goal 0: met)" in lines


def test_a_process_takes_memory_and_files() -> None:
    before = usage.taken(os.getpid(), 0.0)
    with Path(__file__).open(encoding="utf-8"):
        assert usage.taken(os.getpid(), 0.0).files == before.files + 1
    assert before.memory > 1e6
    assert before.threads >= 1
    assert usage.processor_seconds(os.getpid()) > 0
