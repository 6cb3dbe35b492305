"""Sentences under charts: every number is the data's, and nothing contradicts the figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import comparison
from analytics.comparison import Comparison
from analytics.languages import LANGUAGES, Language
from analytics.measures import computed, figures
from analytics.model import Bound, Figure, Measure, Observation, ObsStatus, Period, PlanBasis
from analytics.progress import Standing, Status, latest, standings
from analytics.sentences import (
    MOST,
    assessment_sentences,
    board_sentences,
    comparison_sentences,
    standing_sentences,
    trend_sentences,
    undefined_sentence,
)
from analytics.text import words
from analytics.wording import Wording
from tests.builders import CODELISTS, months, observation

AREAS = ("002", "003", "004", "006")
INDICATORS = (
    "budget_revenue_area",
    "budget_revenue_unspecified",
    "budget_expenditure",
    "par_index_rank",
    "party_members_good",
    "new_party_members",
    "district_output_growth",
)
PERIODS = (
    Period.year(2020),
    Period.year(2022),
    months(1, 6, 2022),
    months(1, 6, 2021),
    months(1, 9, 2020),
)
SPOKEN: dict[Language, Wording] = {
    language: Wording(words(language), CODELISTS) for language in LANGUAGES
}


@st.composite
def reports(draw: st.DrawFn) -> Observation:
    indicator = draw(st.sampled_from(INDICATORS))
    measure = draw(
        st.sampled_from([Measure.ACTUAL, Measure.PLAN, Measure.ATTAINMENT, Measure.GROWTH])
    )
    basis = draw(st.sampled_from([PlanBasis.ANNUAL, PlanBasis.UNSTATED]))
    lowest = -50 if measure is Measure.GROWTH else 0
    return observation(
        str(draw(st.decimals(min_value=lowest, max_value=20000, places=draw(st.integers(0, 2))))),
        measure,
        indicator=indicator,
        period=draw(st.sampled_from(PERIODS)),
        plan_basis=basis if measure.has_plan else PlanBasis.NONE,
        bound=draw(st.sampled_from([Bound.EQUAL, Bound.EQUAL, Bound.ABOVE, Bound.BELOW])),
        obs_status=draw(st.sampled_from([ObsStatus.NORMAL, ObsStatus.SUSPECT])),
        ref_area=draw(st.sampled_from(AREAS)),
    )


FILES = st.lists(reports(), min_size=1, max_size=25, unique_by=lambda report: report.key)

NUMBER = re.compile(r"\d[\d.,]*")


def numbers_in(text: str, language: Language) -> set[Decimal]:
    """The numbers a reader of the language sees."""
    group, mark = (".", ",") if language == "vi" else (",", ".")
    found = (token.rstrip(".,") for token in NUMBER.findall(text))
    return {Decimal(token.replace(group, "").replace(mark, ".")) for token in found}


def numbers_of(shown: Sequence[Figure], found: Sequence[Standing]) -> set[Decimal]:
    """Every number that the data holds, as it may be shown."""
    known = {rounded(abs(figure.value), figure.decimals) for figure in shown}
    for standing in found:
        known |= time_numbers(standing.period)
        pace = standing.pace
        if pace is None:
            continue
        known.add(pace.expectation.value.quantize(Decimal("0.1"), ROUND_HALF_EVEN))
        known |= {Decimal(share.year) for share in pace.expectation.shares}
        for quantity in (pace.projected, pace.projected_attainment, pace.required, pace.times):
            if quantity is not None:
                step = Decimal(1).scaleb(-quantity.decimals)
                known.add(rounded(abs(quantity.value), quantity.decimals))
                known.add(quantity.interval.lower.quantize(step, ROUND_FLOOR))
                known.add(quantity.interval.upper.quantize(step, ROUND_CEILING))
    return known


def rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-max(decimals, 0)))


def time_numbers(period: Period) -> set[Decimal]:
    return {
        Decimal(number)
        for day in (period.start, period.end)
        for number in (day.year, day.month, day.day)
    }


def compared(shown: Sequence[Figure]) -> Iterable[Comparison]:
    for code in INDICATORS:
        family = comparison.family_of(CODELISTS.indicator_by_code[code], CODELISTS)
        for measure in comparison.measures_of(shown):
            for period in comparison.periods(shown, measure):
                yield comparison.compare(
                    shown, family=family, areas=AREAS, measure=measure, period=period
                )


@settings(deadline=None)
@given(FILES, st.sampled_from(LANGUAGES))
def test_every_number_is_the_datas(observations: list[Observation], language: Language) -> None:
    say = SPOKEN[language]
    shown = figures(observations, CODELISTS)
    found = standings(shown, CODELISTS)
    known = numbers_of(shown, found)
    texts = [comparison_sentences(one, found, say) for one in compared(shown)]
    texts += [standing_sentences(standing, say) for standing in found]
    for area in AREAS:
        for code in INDICATORS:
            own = [s for s in found if (s.ref_area, s.indicator) == (area, code)]
            years = {Decimal(year) for year in range(2020, 2023)}
            for sentence in trend_sentences(own, say):
                assert numbers_in(sentence, language) <= known | years, sentence
    for sentences in texts:
        assert len(sentences) <= MOST
        for sentence in sentences:
            assert numbers_in(sentence, language) <= known, sentence
            assert sentence.endswith(".")


@settings(deadline=None)
@given(FILES, st.sampled_from(LANGUAGES))
def test_who_is_named_highest_is(observations: list[Observation], language: Language) -> None:
    say = SPOKEN[language]
    shown = figures(observations, CODELISTS)
    for one in compared(shown):
        alike = [lane for lane in one.lanes if not lane.differs]
        if len(alike) < 2:
            continue
        sentence = comparison_sentences(one, (), say)[0]
        is_rank = one.indicator == "par_index_rank" and one.measure is Measure.ACTUAL
        for lane in alike:
            others = [other for other in alike if other is not lane]
            surely = all(
                lane.figure.interval.is_below(other.figure.interval)
                if is_rank
                else other.figure.interval.is_below(lane.figure.interval)
                for other in others
            )
            key = "first" if is_rank else "highest"
            start = say.words(f"sentences.compare.{key}", area=say.area(lane.ref_area), value="")
            assert sentence.startswith(start.split("(")[0]) == surely


@settings(deadline=None)
@given(FILES)
def test_a_named_verdict_is_the_standings(observations: list[Observation]) -> None:
    say = SPOKEN["vi"]
    found = standings(figures(observations, CODELISTS), CODELISTS)
    shown = figures(observations, CODELISTS)
    for one in compared(shown):
        for sentence in comparison_sentences(one, found, say):
            for status in (Status.BEHIND, Status.WATCH, Status.ACHIEVED):
                start = say.words(f"sentences.compare.{status}", areas="").rstrip(".")
                if not sentence.startswith(start):
                    continue
                held = {
                    say.area(s.ref_area)
                    for s in found
                    if s.assessment.status is status
                    and (s.indicator, s.period) == (one.indicator, one.period)
                }
                named = {say.area(area) for area in AREAS if say.area(area) in sentence}
                assert named and named <= held


@settings(deadline=None)
@given(FILES, st.sampled_from(LANGUAGES))
def test_the_boards_counts_are_the_standings(
    observations: list[Observation], language: Language
) -> None:
    found = standings(figures(observations, CODELISTS), CODELISTS)
    say = SPOKEN[language]
    statuses = [standing.assessment.status for standing in latest(found).values()]
    judged = [s for s in statuses if s not in (Status.NO_JUDGEMENT, Status.NOT_ENOUGH_DATA)]
    text = " ".join(board_sentences(found, say))
    assert (str(len(judged)) in text) or not judged
    for status in set(judged):
        word = say.words(f"codes.status.{status}").lower()
        assert f"{statuses.count(status)} {word}" in text.lower()
    unjudged = statuses.count(Status.NOT_ENOUGH_DATA)
    assert not unjudged or str(unjudged) in text


HOAN_KIEM = (
    observation("5330.9", period=months(1, 6, 2021), ref_area="002"),
    observation("59.5", Measure.ATTAINMENT, period=months(1, 6, 2021), ref_area="002"),
    observation("37.2", Measure.GROWTH, period=months(1, 6, 2021), ref_area="002"),
)


def test_hoan_kiems_half_year_is_told() -> None:
    found = standings(figures(HOAN_KIEM, CODELISTS), CODELISTS)
    assert trend_sentences(found, SPOKEN["vi"]) == (
        "Hoàn Kiếm, 6 tháng 2021: 5.330,9 tỷ đồng, tăng 37,2% so cùng kỳ năm trước.",
        "Hoàn Kiếm đạt 59,5% kế hoạch năm (6 tháng 2021): đúng tiến độ.",
        "Theo thời gian đã qua, mức cần đạt là 50,0%.",
    )
    growth, attained, expected = trend_sentences(found, SPOKEN["en"])
    assert growth.endswith("5,330.9 billion VND, up 37.2% on the same period a year before.")
    assert "59.5% of its plan" in attained and attained.endswith("on track.")
    assert expected == "By the share of time gone, 50.0% should be reached."


def test_what_is_late_is_told_what_would_mend_it() -> None:
    late = observation("60.0", Measure.ATTAINMENT, period=months(1, 9, 2022))
    (standing,) = standings(figures([late], CODELISTS), CODELISTS)
    required = standing_sentences(standing, SPOKEN["vi"])[2]
    assert "mỗi tháng còn lại cần thêm 13,3% kế hoạch, bằng 2,00 lần" in required


def test_nothing_is_said_of_nothing() -> None:
    assert trend_sentences((), SPOKEN["vi"]) == ()
    assert board_sentences((), SPOKEN["vi"]) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_status_opens_to_its_calculation(language: Language) -> None:
    """100 % after the year: judged by the whole plan, from 99,5 to 100,5, so open to watch."""
    say = SPOKEN[language]
    (whole,) = standings(figures([observation("100", Measure.ATTAINMENT)], CODELISTS), CODELISTS)
    text = " ".join(assessment_sentences(whole.assessment, say))
    assert numbers_in(text, language) == {Decimal(n) for n in ("100", "99.5", "100.5", "5")}
    assert say.words("codes.status.watch").lower() in text.lower()


def test_no_verdict_is_told_with_its_reason_alone() -> None:
    (spent,) = standings(
        figures([observation("96", Measure.ATTAINMENT, indicator="budget_expenditure")], CODELISTS),
        CODELISTS,
    )
    assert assessment_sentences(spent.assessment, SPOKEN["vi"]) == (
        "Cao hay thấp hơn kế hoạch đều không phải tốt hay xấu.",
    )


def test_an_undefined_figure_says_why() -> None:
    found = computed([observation("5"), observation("0", Measure.PLAN)], CODELISTS)
    assert [undefined_sentence(u, SPOKEN["vi"]) for u in found.undefined] == [
        "Tỷ lệ so kế hoạch không xác định: chia cho 0."
    ]


@settings(deadline=None)
@given(FILES, st.sampled_from(LANGUAGES))
def test_every_status_can_be_explained(observations: list[Observation], language: Language) -> None:
    for standing in standings(figures(observations, CODELISTS), CODELISTS):
        for sentence in assessment_sentences(standing.assessment, SPOKEN[language]):
            assert sentence.endswith(".")
