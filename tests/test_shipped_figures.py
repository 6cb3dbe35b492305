"""What is computed and said of the shipped figures, all of them."""

from __future__ import annotations

from datetime import date

import pytest

from analytics import queries
from analytics.attention import ConcernCode, concerns
from analytics.findings import findings
from analytics.languages import LANGUAGES, Language
from analytics.measures import computed
from analytics.model import FindingCode, Observation, Period, PlanBasis
from analytics.progress import Method, Standing, Status, standings
from analytics.sentences import (
    assessment_sentences,
    concern_sentences,
    finding_sentences,
    standing_sentences,
    trend_sentences,
    undefined_sentence,
)
from analytics.store import Store
from analytics.text import words
from analytics.wording import Wording
from tests.builders import HALF_TERM, TAY_HO, months
from tests.test_sentences import numbers_in, numbers_of

HOAN_KIEM, LONG_BIEN, DONG_DA = "002", "004", "006"
FOUR = (HOAN_KIEM, TAY_HO, LONG_BIEN, DONG_DA)


@pytest.fixture(scope="module")
def known(bundled_store: Store) -> tuple[Observation, ...]:
    return queries.known(bundled_store)


@pytest.fixture(scope="module")
def stood(bundled_store: Store) -> tuple[Standing, ...]:
    codelists = bundled_store.codelists()
    return standings(computed(queries.standing(bundled_store), codelists).figures, codelists)


def the(
    stood: tuple[Standing, ...], area: str, indicator: str, period: Period, basis: PlanBasis
) -> Standing:
    (found,) = [
        s
        for s in stood
        if (s.ref_area, s.indicator, s.period, s.plan_basis) == (area, indicator, period, basis)
    ]
    return found


def test_the_reports_own_statuses(stood: tuple[Standing, ...]) -> None:
    revenue = "budget_revenue_area"
    dong_da = the(stood, DONG_DA, revenue, Period.year(2021), PlanBasis.CITY_ESTIMATE)
    assert (dong_da.assessment.status, dong_da.assessment.method) == (
        Status.ACHIEVED,
        Method.WHOLE_PLAN,
    )
    assert dong_da.plan is not None and dong_da.plan.value == 10821
    hoan_kiem = the(stood, HOAN_KIEM, revenue, months(1, 6, 2021), PlanBasis.ANNUAL)
    assert hoan_kiem.assessment.status is Status.ON_TRACK
    assert hoan_kiem.pace is not None and hoan_kiem.pace.projected is not None
    assert hoan_kiem.pace.projected.value == 10662
    output = the(stood, TAY_HO, "district_output_growth", HALF_TERM, PlanBasis.TERM)
    assert (output.assessment.status, output.assessment.method) == (Status.ON_TRACK, Method.GAP)
    gardens = the(stood, LONG_BIEN, "garden_area_built", HALF_TERM, PlanBasis.PROGRAMME)
    assert gardens.assessment.method is Method.SHARE_OF_TIME
    spent = the(stood, TAY_HO, "budget_expenditure", Period.year(2022), PlanBasis.ANNUAL)
    assert spent.assessment.status is Status.NO_JUDGEMENT


def test_the_known_contradictions_are_found(
    known: tuple[Observation, ...], bundled_store: Store
) -> None:
    """Found by hand when the sources were read."""
    found = {
        (f.code, f.figures[0].key.ref_area, f.figures[0].key.indicator): dict(f.details)
        for f in findings(known, bundled_store.codelists())
    }
    schools = "schools_national_standard"
    revenue = "budget_revenue_area"
    assert found[FindingCode.RATIO_NOT_FROM_PARTS, TAY_HO, schools] == {"cause": "truncated"}
    assert found[FindingCode.RATIO_NOT_FROM_PARTS, DONG_DA, schools]["fits"] == "42/62"
    assert (FindingCode.SUSPECT, LONG_BIEN, "hydrant_area") in found
    assert found[FindingCode.SOURCES_DISAGREE, HOAN_KIEM, revenue] == {"cause": "estimate"}
    assert (FindingCode.IMPLIED_PLANS_DISAGREE, HOAN_KIEM, revenue) not in found
    assert found[FindingCode.IMPLIED_PLANS_DISAGREE, DONG_DA, revenue] == {"cause": "rounded_more"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_said_with_the_datas_own_numbers(
    language: Language,
    known: tuple[Observation, ...],
    stood: tuple[Standing, ...],
    bundled_store: Store,
) -> None:
    codelists = bundled_store.codelists()
    say = Wording(words(language), codelists)
    shown = computed(queries.standing(bundled_store), codelists)
    numbers = numbers_of(shown.figures, stood)
    for standing in stood:
        for sentence in standing_sentences(standing, say):
            area = say.area(standing.ref_area, standing.period)
            assert numbers_in(sentence.replace(area, ""), language) <= numbers, sentence
        assert assessment_sentences(standing.assessment, say)
    for finding in findings(known, codelists):
        assert finding_sentences(finding, codelists, say.words)
    for undefined in shown.undefined:
        assert undefined_sentence(undefined, say)
    for place in {(standing.ref_area, standing.indicator) for standing in stood}:
        own = [s for s in stood if (s.ref_area, s.indicator) == place]
        assert all(sentence.endswith(".") for sentence in trend_sentences(own, say))


def test_the_list_of_concerns_begins_with_what_is_behind(
    known: tuple[Observation, ...], stood: tuple[Standing, ...], bundled_store: Store
) -> None:
    codelists = bundled_store.codelists()
    found = concerns(
        stood, findings(known, codelists), codelists, areas=FOUR, today=date(2025, 6, 30)
    )
    codes = [concern.code for concern in found]
    assert codes == sorted(codes, key=list(ConcernCode).index)
    assert {ConcernCode.TARGETS_NOT_MET, ConcernCode.CONTRADICTION, ConcernCode.STALE} <= set(codes)
    say = Wording(words("vi"), codelists)
    assert all(concern_sentences(concern, say) for concern in found)
