"""The list of what to look at, and what changed between two vintages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from analytics.attention import Concern, ConcernCode, concerns
from analytics.changes import ChangeCode, changes, status_changes
from analytics.codelists import Codelists
from analytics.findings import findings
from analytics.languages import LANGUAGES
from analytics.measures import figures
from analytics.model import Bound, Measure, Observation, Period, Source
from analytics.progress import Standing, Status, standings
from analytics.sentences import (
    change_told,
    concern_sentences,
    concern_title,
    status_change,
)
from analytics.text import words
from analytics.wording import Wording
from tests.builders import CODELISTS, TAY_HO, YEAR_2022, months, observation

HOAN_KIEM = "002"
VIETNAMESE = Wording(words("vi"), CODELISTS)
TODAY = date(2022, 11, 1)
SIX, NINE = months(1, 6, 2022), months(1, 9, 2022)
DATED = Codelists(
    areas=CODELISTS.areas,
    indicators=CODELISTS.indicators,
    units=CODELISTS.units,
    sources=(
        Source(source="july", title="July", published=date(2022, 7, 10)),
        Source(source="october", title="October", published=date(2022, 10, 9)),
        Source(source="undated", title="Undated"),
    ),
    parts=CODELISTS.parts,
)


def stand(*reports: Observation) -> tuple[Standing, ...]:
    return standings(figures(reports, DATED), DATED)


def listed(*reports: Observation, areas: tuple[str, ...] = (TAY_HO,)) -> list[Concern]:
    return [
        concern
        for concern in concerns(
            stand(*reports), findings(reports, DATED), DATED, areas=areas, today=TODAY
        )
        if concern.code not in (ConcernCode.NO_FIGURE, ConcernCode.STALE)
    ]


def attained(printed: str, period: Period, source: str = "october", **other: str) -> Observation:
    return observation(printed, Measure.ATTAINMENT, period=period, source=source, **other)  # type: ignore[arg-type]


def test_behind_says_how_far_what_would_mend_it_and_since_when() -> None:
    """60 % after nine months: 15 points short of 75, 13.3 points a month needed, since July."""
    (concern,) = listed(attained("40", SIX, "july"), attained("60", NINE))
    assert concern.code is ConcernCode.BEHIND
    assert concern.short is not None and round(concern.short.value) == 15
    assert concern.short.interval.contains(Decimal(15))
    assert concern.standing is not None and concern.standing.pace is not None
    required = concern.standing.pace.required
    assert required is not None and required.interval.contains(Decimal(40) / 3)
    assert concern.since == date(2022, 7, 10)
    assert concern.key is not None and concern.key.period == NINE


def test_since_counts_only_an_unbroken_run() -> None:
    (concern,) = listed(attained("55", SIX, "july"), attained("60", NINE))
    assert concern.since == date(2022, 10, 9)


def test_a_source_without_a_date_leaves_since_unknown() -> None:
    (concern,) = listed(attained("60", NINE, "undated"))
    assert concern.since is None


def test_only_the_newest_standing_counts() -> None:
    assert listed(attained("40", SIX, "july"), attained("80", NINE)) == []


def test_running_plans_come_first_then_the_most_behind() -> None:
    turnover = "trade_services_tourism_turnover"
    output = "non_state_industrial_output"
    found = listed(
        attained("80", Period.year(2021), "july"),
        attained("50", NINE, indicator=output),
        attained("30", NINE, indicator=turnover),
        attained("70", NINE, ref_area=HOAN_KIEM),
        areas=(TAY_HO, HOAN_KIEM),
    )
    assert [(c.key.indicator if c.key else "", c.code) for c in found] == [
        (turnover, ConcernCode.BEHIND),
        (output, ConcernCode.BEHIND),
        ("budget_revenue_area", ConcernCode.BEHIND),
        ("budget_revenue_area", ConcernCode.WATCH),
    ]


def test_targets_not_met_and_contradictions_are_listed() -> None:
    found = listed(
        observation("17", indicator="targets_met", source="july"),
        observation("18", Measure.PLAN, indicator="targets_met", source="july"),
        observation("1100", source="july"),
        observation("1300", source="october"),
    )
    assert [concern.code for concern in found] == [
        ConcernCode.TARGETS_NOT_MET,
        ConcernCode.CONTRADICTION,
    ]
    assert found[1].since == date(2022, 10, 9)


def gaps(today: date, *reports: Observation, area: str = TAY_HO) -> dict[ConcernCode, Concern]:
    found = concerns(stand(*reports), (), DATED, areas=(area,), today=today)
    return {concern.code: concern for concern in found}


def test_headlines_without_a_figure_are_named_by_family() -> None:
    found = gaps(TODAY, observation("900", indicator="budget_revenue_unspecified", period=NINE))
    missing = found[ConcernCode.NO_FIGURE].indicators
    assert "budget_revenue_area" not in missing and "budget_expenditure" in missing
    assert ConcernCode.STALE not in found


def test_a_plan_alone_is_no_figure() -> None:
    found = gaps(TODAY, observation("900", Measure.PLAN))
    assert "budget_revenue_area" in found[ConcernCode.NO_FIGURE].indicators


def test_figures_older_than_half_a_year_are_stale_unless_the_area_has_ended() -> None:
    report = observation("900", period=NINE)
    stale = gaps(date(2023, 6, 1), report)[ConcernCode.STALE]
    assert (stale.indicators, stale.newest) == (("budget_revenue_area",), date(2022, 9, 30))
    assert ConcernCode.STALE not in gaps(date(2023, 3, 1), report)
    last = observation("900", period=months(1, 6, 2025))
    assert ConcernCode.STALE not in gaps(date(2026, 11, 1), last)


# What changed ----------------------------------------------------------------------------------


def test_changes_are_new_revised_and_withdrawn() -> None:
    before = (
        observation("100"),
        observation("50", period=SIX),
        observation("80", period=NINE),
    )
    after = (
        observation("110"),
        observation("50", period=SIX, source="october", submission_id=2),
        observation("20", period=Period.year(2023)),
    )
    found = changes(before, after)
    assert [(change.code, change.key.period) for change in found] == [
        (ChangeCode.NEW, Period.year(2023)),
        (ChangeCode.REVISED, YEAR_2022),
        (ChangeCode.WITHDRAWN, NINE),
    ]
    revised = found[1]
    assert revised.before is not None and revised.before.obs_value == 100
    assert revised.after is not None and revised.after.obs_value == 110


def test_an_exact_value_for_a_bound_is_a_revision() -> None:
    found = changes((observation("14000", bound=Bound.ABOVE),), (observation("14000"),))
    assert [change.code for change in found] == [ChangeCode.REVISED]


def test_a_changed_word_is_said_once_for_the_newest_verdict() -> None:
    before = stand(attained("40", SIX), observation("96", indicator="budget_expenditure"))
    after = stand(attained("40", SIX), attained("80", NINE))
    (change,) = status_changes(before, after)
    assert change.before is not None and change.before.assessment.status is Status.BEHIND
    assert change.after is not None and change.after.assessment.status is Status.ON_TRACK
    assert status_changes(after, after) == ()
    (gone,) = status_changes(before, ())
    assert gone.after is None


# In words --------------------------------------------------------------------------------------


def test_what_is_behind_is_told_with_its_mending_and_its_date() -> None:
    (concern,) = listed(attained("40", SIX, "july"), attained("60", NINE))
    assert concern_title(concern, VIETNAMESE) == "Chậm so kế hoạch"
    short, required, since = concern_sentences(concern, VIETNAMESE)
    assert short == "60% kế hoạch năm (9 tháng 2022), kém mức cần đạt 15,0 điểm %."
    assert "mỗi tháng còn lại cần thêm 13,3% kế hoạch, bằng 2,0 lần" in required
    assert since == "Nguồn đầu tiên cho biết: 10/07/2022."


def test_targets_are_told_in_whole_targets() -> None:
    (concern,) = listed(
        observation("17", indicator="targets_met", source="undated"),
        observation("18", Measure.PLAN, indicator="targets_met", source="undated"),
    )
    assert concern_sentences(concern, VIETNAMESE) == ("17/18 chỉ tiêu đã đạt (2022), còn 1.",)


def test_gaps_and_contradictions_are_told_in_both_languages() -> None:
    reports = (observation("1100", source="july"), observation("1300", source="october"))
    found = concerns(
        stand(*reports), findings(reports, DATED), DATED, areas=(TAY_HO,), today=date(2024, 1, 1)
    )
    assert {concern.code for concern in found} == {
        ConcernCode.CONTRADICTION,
        ConcernCode.NO_FIGURE,
        ConcernCode.STALE,
    }
    for language in LANGUAGES:
        say = Wording(words(language), CODELISTS)
        for concern in found:
            assert concern_title(concern, say)
            assert all(s.endswith(".") for s in concern_sentences(concern, say))
            assert concern_sentences(concern, say)


def test_changes_are_told_old_to_new() -> None:
    before = observation("100"), observation("50", period=SIX)
    after = observation("110"), observation("7", period=NINE)
    told = [change_told(change, VIETNAMESE) for change in changes(before, after)]
    assert told == ["7 tỷ đồng", "100 tỷ đồng → 110 tỷ đồng", "50 tỷ đồng, nay không còn"]


def test_a_changed_word_is_told() -> None:
    (change,) = status_changes((), stand(attained("40", SIX)))
    assert status_change(change, VIETNAMESE) == "chưa đánh giá → chậm so kế hoạch"
