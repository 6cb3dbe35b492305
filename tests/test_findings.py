"""The cross-checks on real contradictions, and that rounding alone is none."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.findings import findings
from analytics.languages import LANGUAGES, Language
from analytics.model import (
    Bound,
    Finding,
    FindingCode,
    Measure,
    Observation,
    ObsStatus,
    Period,
    PlanBasis,
)
from analytics.sentences import finding_sentences
from analytics.text import words
from tests.builders import CODELISTS, HALF_TERM, months, observation

LONG_BIEN, DONG_DA, HOAN_KIEM = "004", "006", "002"
YEAR_2021, YEAR_2018 = Period.year(2021), Period.year(2018)


def find(*reports: Observation) -> tuple[Finding, ...]:
    return findings(reports, CODELISTS)


def the(*reports: Observation) -> Finding:
    (finding,) = find(*reports)
    return finding


def schools(numerator: str, denominator: str, ratio: str) -> tuple[Observation, ...]:
    def report(printed: str, measure: Measure) -> Observation:
        return observation(printed, measure, indicator="schools_national_standard")

    return (
        report(ratio, Measure.ACTUAL),
        report(numerator, Measure.NUMERATOR),
        report(denominator, Measure.DENOMINATOR),
    )


def targets(met: str, in_progress: str, planned: str) -> tuple[Observation, ...]:
    code = "programme_02_targets_met"
    return (
        observation(met, indicator=code, period=HALF_TERM),
        observation(in_progress, indicator="programme_02_targets_in_progress", period=HALF_TERM),
        observation(
            planned,
            Measure.PLAN,
            indicator=code,
            period=Period(start=HALF_TERM.start, end=Period.year(2025).end),
            plan_basis=PlanBasis.PROGRAMME,
        ),
    )


def sessions(every: str, regular: str, special: str) -> tuple[Observation, ...]:
    return (
        observation(every, indicator="council_sessions", period=HALF_TERM),
        observation(regular, indicator="council_sessions_regular", period=HALF_TERM),
        observation(special, indicator="council_sessions_special", period=HALF_TERM),
    )


def test_tay_ho_schools_were_truncated() -> None:
    """26/27 is 96.296…, which rounds to 96,3; 96,2 was cut off."""
    finding = the(*schools("26", "27", "96.2"))
    assert finding.code is FindingCode.RATIO_NOT_FROM_PARTS
    assert [figure.value for figure in finding.figures] == [Decimal("96.2"), 26, 27]
    assert finding.expected is not None and finding.expected.value == Decimal("96.30")
    assert dict(finding.details) == {"cause": "truncated"}


def test_dong_da_schools_are_of_another_whole() -> None:
    """42/63 is 66,67 %; the printed 67,74 % is 42/62."""
    finding = the(*schools("42", "63", "67.74"))
    assert dict(finding.details) == {"cause": "other_parts", "fits": "42/62"}


def test_a_ratio_that_nothing_near_explains_has_no_cause() -> None:
    assert the(*schools("10", "20", "81.4")).details == ()


@pytest.mark.parametrize(
    ("numerator", "denominator", "ratio"),
    [("7126", "7560", "94"), ("26", "27", "96.3"), ("8", "8", "100"), ("7126", "7560", "94.26")],
)
def test_a_rounded_ratio_is_right(numerator: str, denominator: str, ratio: str) -> None:
    assert find(*schools(numerator, denominator, ratio)) == ()


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 3))
def test_rounding_alone_is_never_a_finding(part: int, whole: int, decimals: int) -> None:
    step = Decimal(1).scaleb(-decimals)
    printed = (Decimal(100 * part) / Decimal(whole)).quantize(step)
    assert find(*schools(str(part), str(whole), f"{printed:f}")) == ()


def test_long_bien_targets_add_up_and_would_be_seen_if_not() -> None:
    assert find(*targets("24", "8", "32")) == ()
    finding = the(*targets("24", "7", "32"))
    assert finding.code is FindingCode.PARTS_DO_NOT_ADD_UP
    assert [figure.value for figure in finding.figures] == [32, 24, 7]
    assert dict(finding.details) == {"sum": "31"}


def test_tay_ho_sessions_add_up_and_a_missing_part_says_nothing() -> None:
    assert find(*sessions("14", "5", "9")) == ()
    assert the(*sessions("14", "5", "8")).code is FindingCode.PARTS_DO_NOT_ADD_UP
    assert find(*sessions("14", "5", "8")[:2]) == ()


def test_a_suspect_figure_is_a_finding() -> None:
    finding = the(observation("1015", indicator="hydrant_area", obs_status=ObsStatus.SUSPECT))
    assert finding.code is FindingCode.SUSPECT


def test_hoan_kiem_revenue_was_estimated_otherwise() -> None:
    """12.500 tỷ estimated in December, 14.732 tỷ at the end."""
    finding = the(
        observation("14732", source="final"),
        observation("12500", source="december", obs_status=ObsStatus.ESTIMATE),
    )
    assert finding.code is FindingCode.SOURCES_DISAGREE
    assert dict(finding.details) == {"cause": "estimate"}
    assert finding.figures[0].value == 14732


def test_mirrors_are_named_once_and_agreement_is_no_finding() -> None:
    finding = the(
        observation("14732", source="a"),
        observation("12500", source="b"),
        observation("12500", source="c"),
        observation("14732.4", source="d"),
    )
    assert [figure.value for figure in finding.figures] == [14732, 12500]


def test_a_correction_of_ones_own_is_no_disagreement() -> None:
    assert find(observation("100", submission_id=2), observation("90", submission_id=1)) == ()


def test_a_bound_is_broken_only_by_a_value_outside() -> None:
    bound = observation("14000", bound=Bound.ABOVE, source="a", period=YEAR_2021)
    assert find(observation("14008", source="b", period=YEAR_2021), bound) == ()
    finding = the(observation("13200", source="b", period=YEAR_2021), bound)
    assert finding.code is FindingCode.BOUND_BROKEN


def test_an_attainment_that_its_plan_does_not_give() -> None:
    reports = (observation("1000"), observation("800", Measure.PLAN))
    assert find(*reports, observation("125", Measure.ATTAINMENT)) == ()
    finding = the(*reports, observation("130", Measure.ATTAINMENT))
    assert finding.code is FindingCode.ATTAINMENT_NOT_FROM_PLAN
    assert finding.expected is not None and finding.expected.value == Decimal("125.0")


def test_a_plan_of_zero_contradicts_no_attainment() -> None:
    zero = (observation("5"), observation("0", Measure.PLAN), observation("9", Measure.ATTAINMENT))
    assert find(*zero) == ()


def test_a_growth_that_the_two_years_do_not_give() -> None:
    reports = (observation("1100"), observation("1000", period=YEAR_2021))
    assert find(*reports, observation("10", Measure.GROWTH)) == ()
    finding = the(*reports, observation("19.2", Measure.GROWTH))
    assert finding.code is FindingCode.GROWTH_NOT_FROM_ACTUALS
    assert [figure.value for figure in finding.figures] == [Decimal("19.2"), 1100, 1000]


def test_a_cumulative_figure_does_not_fall() -> None:
    nine, ten = months(1, 9, 2018), months(1, 10, 2018)
    rising = observation("900", period=nine), observation("900", period=ten)
    assert find(*rising) == ()
    finding = the(observation("950", period=nine), observation("900", period=ten))
    assert finding.code is FindingCode.CUMULATIVE_FALLS
    assert [figure.value for figure in finding.figures] == [900, 950]
    level = "schools_national_standard"
    assert (
        find(*(observation(v, indicator=level, period=p) for v, p in (("9", nine), ("8", ten))))
        == ()
    )


def implied(half: str, share: str, whole: str, attainment: str) -> tuple[Observation, ...]:
    six = months(1, 6, 2022)
    return (
        observation(half, period=six, source="july"),
        observation(share, Measure.ATTAINMENT, period=six, source="july"),
        observation(whole, source="january"),
        observation(attainment, Measure.ATTAINMENT, source="january"),
    )


def test_plans_implied_within_a_year_agree_or_are_found() -> None:
    """500 at 50 % and 1100 at 110 % both mean 1000; 1300 at 110 % means 1182."""
    assert find(*implied("500", "50", "1100", "110")) == ()
    finding = the(*implied("500", "50", "1300", "110"))
    assert finding.code is FindingCode.IMPLIED_PLANS_DISAGREE
    assert all(figure.is_computed for figure in finding.figures)
    assert len(finding.figures[0].reported) == 2


def test_dong_das_round_number_is_taken_for_rounded() -> None:
    """2024: 5.895 tỷ at 39,4 % and 12.900 at 86,55 % disagree, unless 12.900 is rounded to 100."""
    dong_da = implied("5895", "39.4", "12900", "86.55")
    assert dict(the(*dong_da).details) == {"cause": "rounded_more"}
    exact = implied("5895", "39.4", "12901", "86.55")
    assert the(*exact).details == ()


def test_a_round_number_explains_a_disagreement_and_a_growth() -> None:
    disagreeing = the(observation("14008", source="a"), observation("14000", source="b"))
    assert dict(disagreeing.details) == {"cause": "rounded_more"}
    growth = the(
        observation("1210"),
        observation("1000", period=YEAR_2021),
        observation("10", Measure.GROWTH),
    )
    assert dict(growth.details) == {"cause": "rounded_more"}


TRUTH = st.fractions(min_value=1, max_value=10**5, max_denominator=1000)


def printed(truth: Fraction, decimals: int) -> str:
    """A true value as a source rounds it, half to even as half up."""
    return f"{Decimal(round(truth * 10**decimals)).scaleb(-decimals):f}"


@given(TRUTH, TRUTH, TRUTH, st.fractions(min_value=0, max_value=1, max_denominator=50), st.data())
def test_a_consistent_world_has_no_findings(
    actual: Fraction, plan: Fraction, before: Fraction, share: Fraction, data: st.DataObject
) -> None:
    """However each source rounds what is true, rounding is no contradiction."""

    def report(
        truth: Fraction, measure: Measure, period: Period, source: str, bound: Bound = Bound.EQUAL
    ) -> Observation:
        text = printed(truth, data.draw(st.integers(0, 2)))
        return observation(text, measure, period=period, source=source, bound=bound)

    year, half = Period.year(2022), months(1, 6, 2022)
    reports = []
    for source in ("a", "b", "c"):
        reports += [
            report(actual, Measure.ACTUAL, year, source),
            report(actual / plan * 100, Measure.ATTAINMENT, year, source),
            report(actual * share, Measure.ACTUAL, half, source),
            report(actual * share / plan * 100, Measure.ATTAINMENT, half, source),
            report(plan, Measure.PLAN, year, source),
            report(before, Measure.ACTUAL, YEAR_2021, source),
            report((actual / before - 1) * 100, Measure.GROWTH, year, source),
        ]
    below = observation(printed(actual - 1, 0), period=year, source="bound", bound=Bound.ABOVE)
    assert find(*reports, below) == ()


EVERY = (
    *schools("26", "27", "96.2"),
    *targets("24", "7", "32"),
    observation("1015", indicator="hydrant_area", obs_status=ObsStatus.SUSPECT),
    observation("14732", source="a", ref_area=HOAN_KIEM),
    observation("12500", source="b", ref_area=HOAN_KIEM, obs_status=ObsStatus.ESTIMATE),
    observation("13200", source="b", ref_area=HOAN_KIEM, period=YEAR_2018),
    observation("14000", source="a", ref_area=HOAN_KIEM, period=YEAR_2018, bound=Bound.ABOVE),
    observation("1000", ref_area=LONG_BIEN),
    observation("800", Measure.PLAN, ref_area=LONG_BIEN),
    observation("130", Measure.ATTAINMENT, ref_area=LONG_BIEN),
    observation("1000", period=YEAR_2021, ref_area=LONG_BIEN),
    observation("7", Measure.GROWTH, ref_area=LONG_BIEN),
    observation("1200", period=months(1, 9, 2022), ref_area=LONG_BIEN),
    *(o._replace(ref_area=DONG_DA) for o in implied("500", "50", "1300", "110")),
)


def test_the_example_has_every_code_and_each_names_its_operands() -> None:
    found = find(*EVERY)
    assert {finding.code for finding in found} == set(FindingCode)
    for finding in found:
        assert finding.figures
        assert all(figure.reported for figure in finding.figures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_said_with_its_numbers(language: Language) -> None:
    spoken = words(language)
    for finding in find(*EVERY):
        text = finding_sentences(finding, CODELISTS, spoken)
        assert text.endswith(".")
        figures = [*finding.figures, *([finding.expected] if finding.expected else [])]
        if finding.code is FindingCode.PARTS_DO_NOT_ADD_UP:
            figures = list(figures[:1])
        for figure in figures:
            assert spoken.figure(figure, CODELISTS.unit_by_code[figure.unit]) in text


@pytest.mark.parametrize("code", FindingCode)
def test_both_languages_have_the_same_words_for_a_code(code: FindingCode) -> None:
    def fields(language: Language) -> set[str | None]:
        text = words(language).by_key[f"findings.message.{code}"]
        return {name for _, name, _, _ in Formatter().parse(text)} - {None}

    assert fields("vi") == fields("en")
    for language in LANGUAGES:
        assert words(language)(f"findings.title.{code}")
