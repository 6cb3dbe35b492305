"""What a page asks for is what all there is, filtered, would give it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import bundled, changes, findings, measures, progress, queries
from analytics.access import Actor
from analytics.address import Address
from analytics.codelists import Codelists
from analytics.ingest import numbers
from analytics.measures import NEWEST, Reach
from analytics.model import NOW, Accumulation, Period, Vintage
from analytics.numerals import Number, readings
from analytics.queries import Sought
from analytics.queries.counting import Told
from analytics.search import stands_for
from analytics.store import Store
from analytics.text import folded, words
from analytics.wording import Wording
from benchmarks import generate
from tests.builders import CODELISTS, months
from tests.conftest import SHIPPED

BY = Actor.at_the_machine("test", "test")
BEFORE = Vintage(published_by=date(2023, 4, 15))
NOTHING = Vintage(submitted_by=datetime(1970, 1, 1))  # noqa: DTZ001 - as the store has times


@pytest.mark.parametrize("vintage", [NOW, BEFORE])
@pytest.mark.parametrize("areas", [None, ("003",), ("002", "004", "006"), ()])
@pytest.mark.parametrize("indicators", [None, ("budget_revenue_area", "targets_met")])
@pytest.mark.parametrize("ending", [None, Period.year(2021)])
def test_figures_of_some_are_all_figures_filtered(
    bundled_store: Store,
    areas: tuple[str, ...] | None,
    indicators: tuple[str, ...] | None,
    ending: Period | None,
    vintage: Vintage,
) -> None:
    for ask in (queries.standing, queries.known):
        wide = [
            report
            for report in ask(bundled_store, vintage=vintage)
            if (areas is None or report.ref_area in areas)
            and (indicators is None or report.indicator in indicators)
            and (ending is None or ending.start <= report.period_end <= ending.end)
        ]
        narrow = ask(
            bundled_store, areas=areas, indicators=indicators, ending=ending, vintage=vintage
        )
        assert list(narrow) == wide


def test_the_newest_standings_are_those_of_all_time(bundled_store: Store) -> None:
    codelists = bundled_store.codelists()
    reported = queries.standing(bundled_store)
    all_of_them = progress.standings(measures.figures(reported, codelists), codelists)
    computed = measures.computed(reported, codelists, NEWEST)
    newest = progress.standings(computed.figures, codelists, NEWEST)
    expected = judged_by_pace(all_of_them, codelists)
    assert progress.latest(newest) == progress.latest(expected)
    assert set(map(repr, newest)) <= set(map(repr, expected))
    assert len(newest) < len(expected) == len(all_of_them)


def judged_by_pace(
    standings: Iterable[progress.Standing], codelists: Codelists
) -> tuple[progress.Standing, ...]:
    """With a pace only where a word may rest on it: earlier years are asked for only there."""
    by_code = codelists.indicator_by_code
    return tuple(
        s if progress.is_judged(by_code[s.indicator]) else s.model_copy(update={"pace": None})
        for s in standings
    )


@pytest.mark.parametrize("vintage", [NOW, BEFORE])
@pytest.mark.parametrize("indicators", [None, ("budget_revenue_area", "targets_met")])
def test_what_the_newest_year_rests_on_gives_the_newest_standings(
    bundled_store: Store, vintage: Vintage, indicators: tuple[str, ...] | None
) -> None:
    codelists = bundled_store.codelists()
    areas = queries.reported_areas(bundled_store)
    assert len(areas) >= 4
    for area in areas:
        assert_newest_alike(bundled_store, codelists, area, indicators, vintage)


def assert_newest_alike(
    store: Store,
    codelists: Codelists,
    area: str,
    indicators: tuple[str, ...] | None,
    vintage: Vintage,
) -> tuple[int, int]:
    """How many figures there are, and how many of them the newest year rests on."""
    whole = queries.standing(store, areas=[area], indicators=indicators, vintage=vintage)
    known = queries.extent(store, areas=[area], vintage=vintage)
    paced = progress.paced(codelists.indicators)
    some = queries.lately(store, area, known, paced=paced, indicators=indicators, vintage=vintage)
    assert set(map(repr, some)) <= set(map(repr, whole))
    wide, narrow = (
        progress.standings(measures.computed(told, codelists, NEWEST).figures, codelists, NEWEST)
        for told in (whole, some)
    )
    assert narrow == wide
    return len(whole), len(some)


def test_of_many_years_only_some_is_asked_for(place: Address) -> None:
    """Ten years by month of what adds up and what does not, some of it no longer told of."""
    with closing(Store.open(place)) as store:
        store.adopt_codelists(SHIPPED.codelists)
        codelists = store.codelists()
        (flow, *_), (level, *_) = (
            [i for i in generate.usual_indicators(codelists, 60) if i.accumulation is adds_up]
            for adds_up in (Accumulation.FLOW, Accumulation.LEVEL)
        )
        for indicators, years in (((flow, level), range(2016, 2020)), ((flow,), (2020, 2021))):
            shape = generate.Shape(
                areas=("003",), indicators=indicators, years=tuple(years), monthly_plans=2
            )
            generate.bring_in(store, shape, seed=len(indicators))
        for codes in (None, (flow.indicator,), (level.indicator,)):
            assert_newest_alike(store, codelists, "003", codes, NOW)
            then = Vintage(published_by=date(2021, 5, 3))
            assert_newest_alike(store, codelists, "003", codes, then)
            assert_years_alike(store, codelists, "003", codes, NOW)
            assert_years_alike(store, codelists, "003", codes, then)
        whole, some = assert_newest_alike(store, codelists, "003", (level.indicator,), NOW)
        assert some < whole / 1.5
        known = queries.extent(store, areas=["003"])
        few = queries.of_years(
            store, "003", known, Period.year(2018), paced=(), indicators=(level.indicator,)
        )
        assert len(few) < whole / 1.5


@pytest.mark.parametrize("vintage", [NOW, BEFORE])
@pytest.mark.parametrize("indicators", [None, ("budget_revenue_area", "targets_met")])
def test_what_a_year_rests_on_gives_its_standings(
    bundled_store: Store, vintage: Vintage, indicators: tuple[str, ...] | None
) -> None:
    codelists = bundled_store.codelists()
    for area in queries.reported_areas(bundled_store):
        assert_years_alike(bundled_store, codelists, area, indicators, vintage)


def assert_years_alike(
    store: Store,
    codelists: Codelists,
    area: str,
    indicators: tuple[str, ...] | None,
    vintage: Vintage,
) -> None:
    """For each year that anything is told of."""
    whole = queries.standing(store, areas=[area], indicators=indicators, vintage=vintage)
    known = queries.extent(store, areas=[area], indicators=indicators, vintage=vintage)
    paced = progress.paced(codelists.indicators)
    assert known.years or not any(told.measure != "plan" for told in whole)
    for ending in map(Period.year, known.years):
        some = queries.of_years(
            store, area, known, ending, paced=paced, indicators=indicators, vintage=vintage
        )
        assert set(map(repr, some)) <= set(map(repr, whole))
        of_all, of_some = (
            progress.within(
                progress.standings(
                    measures.computed(told, codelists, Reach(ending=ending)).figures,
                    codelists,
                    Reach(ending=ending),
                ),
                ending,
            )
            for told in (whole, some)
        )
        assert of_some == of_all


def test_the_standings_of_a_year_are_those_of_all_time(bundled_store: Store) -> None:
    codelists, year = bundled_store.codelists(), Period.year(2021)
    reported = queries.standing(bundled_store)
    all_of_them = progress.standings(measures.figures(reported, codelists), codelists)
    computed = measures.computed(reported, codelists, Reach(ending=year))
    of_year = progress.standings(computed.figures, codelists, Reach(ending=year))
    those = [s for s in all_of_them if s.period.end.year == 2021]
    assert of_year == judged_by_pace(those, codelists)
    assert of_year != tuple(those)


def test_findings_of_an_area_are_all_findings_of_it(bundled_store: Store) -> None:
    codelists = bundled_store.codelists()
    found = findings.findings(queries.known(bundled_store), codelists)
    assert found
    for area in {finding.figures[0].key.ref_area for finding in found}:
        own = findings.findings(queries.known(bundled_store, areas=[area]), codelists)
        assert own == tuple(f for f in found if f.figures[0].key.ref_area == area)


@pytest.fixture(scope="module")
def partly_withdrawn(new_place: Callable[[], Address]) -> Iterator[Store]:
    with closing(Store.open(new_place())) as store:
        bundled.load(store, SHIPPED)
        store.withdraw(2, by=BY, reason="")
        yield store


@pytest.mark.parametrize(("before", "after"), [(BEFORE, NOW), (NOTHING, NOW), (NOW, BEFORE)])
def test_changes_are_those_between_all_figures(
    partly_withdrawn: Store, before: Vintage, after: Vintage
) -> None:
    naive = changes.changes(
        queries.standing(partly_withdrawn, vintage=before),
        queries.standing(partly_withdrawn, vintage=after),
    )
    moved = queries.moved(partly_withdrawn, before, after)
    found = queries.changed(partly_withdrawn, moved, most=5000)
    counts = {c.code.value: [n.code for n in naive].count(c.code) for c in naive}
    assert found.counts == counts
    assert {(c.code, c.before, c.after) for code in counts for c in found.first(code, 5000)} == {
        (c.code.value, c.before, c.after) for c in naive
    }
    few = queries.changed(partly_withdrawn, moved, most=3)
    assert few.counts == counts
    assert {code: few.told(code) for code in counts} == {c: min(3, n) for c, n in counts.items()}


@pytest.mark.parametrize(
    ("typed", "at_least"),
    [
        *(("", 100), ("dong da", 20), ("ngan sach", 3), ("2021", 10), ("12.065", 1)),
        *(("tay ho ngan", 1), ("12.065,06 ty dong", 1), ("ty dong", 100), ("nguoi/km²", 1)),
    ],
)
def test_pages_of_a_search_are_all_that_fits_in_order(
    bundled_file: Store, typed: str, at_least: int
) -> None:
    say = Wording(words("vi"), bundled_file.codelists())
    asked = typed.split()
    stands = [
        stands_for(say, word, queries.periods(bundled_file), is_last=word is asked[-1])
        for word in asked
    ]
    whole = queries.search(bundled_file, stands, most=1000)
    assert whole.found == len(whole.reports) >= at_least
    pages = [
        report
        for first in range(0, whole.found, 7)
        for report in queries.search(bundled_file, stands, first=first, most=7).reports
    ]
    assert pages == list(whole.reports)
    published = say.codelists.source_by_code
    days = [published[r.source].published or date.min for r in whole.reports]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("word", ["213/210", "14,5ha", "5-7", "1.95.0", "1" * 20, "0," + "1" * 10])
@pytest.mark.parametrize("is_last", [False, True])
def test_what_is_no_plain_number_is_looked_for_in_what_is_printed(word: str, is_last: bool) -> None:
    sought = stands_for(Wording(words("vi"), CODELISTS), word, (), is_last=is_last)
    assert (sought.numbers, sought.printed) == ((), word)


@pytest.mark.parametrize(
    ("word", "values"),
    [
        *(("14732", ["14732"]), ("14.732", ["14732", "14.732"]), ("14,732", ["14.732", "14732"])),
        *(("12.065,06", ["12065.06"]), ("96,2%", ["96.2"]), ("2.024", ["2024", "2.024"])),
        *(("-5", ["-5"]), ("06", ["6"]), ("0,50", ["0.50"])),
    ],
)
@pytest.mark.parametrize("is_last", [False, True])
def test_a_number_stands_for_its_values(word: str, values: list[str], is_last: bool) -> None:
    sought = stands_for(Wording(words("vi"), CODELISTS), word, (), is_last=is_last)
    assert [str(number.value) for number in sought.numbers] == values
    assert not sought.printed


@given(st.from_regex(r"[0-9]{1,7}([.,][0-9]{1,4}){0,3}", fullmatch=True))
def test_a_number_is_read_as_in_a_file(word: str) -> None:
    typed = {number.value for number in readings(word)}
    assert typed >= set(numbers.readings(word))


def test_each_figure_is_found_by_its_printed_number(bundled_store: Store) -> None:
    """What is printed with more than one number is one of its numbers."""
    say = Wording(words("vi"), CODELISTS)
    looked_for = 0
    for report in queries.known(bundled_store):
        typed = re.findall(r"[0-9]+(?:[.,][0-9]+)*", report.printed)
        if len(typed) != 1:
            continue
        looked_for += 1
        stands = stands_for(say, typed[0], (), is_last=True)
        assert report in queries.search(bundled_store, [stands], most=1000).reports
    assert looked_for > 150


def test_a_year_of_which_figures_are_stands_for_its_periods_alone() -> None:
    say = Wording(words("vi"), CODELISTS)
    known = (Period.year(2021), months(1, 6, 2021), Period.year(2020))
    sought = stands_for(say, "2021", known, is_last=True)
    assert (sought.periods, sought.numbers, sought.printed) == (known[:2], (), "")
    assert stands_for(say, "2019", known, is_last=False).numbers == (Number(digits=2019),)
    assert stands_for(say, "202", known, is_last=False).numbers == (Number(digits=202),)


@pytest.mark.parametrize("word", ["dong", "ty", "km2", "m²", "%", "nguoi/km²"])
def test_a_unit_is_not_looked_for_in_all_that_is_printed(word: str) -> None:
    sought = stands_for(Wording(words("vi"), CODELISTS), word, (), is_last=False)
    assert not (sought.numbers or sought.printed)


@pytest.mark.parametrize("is_last", [False, True])
def test_a_word_stands_for_all_whose_names_have_it(is_last: bool) -> None:
    """Or, half typed, a word that it begins; a code, where all that have borne it have it."""
    say = Wording(words("vi"), CODELISTS)
    told = {word for area in CODELISTS.areas for word in folded(area.name_vi).split()}
    told |= {word[:2] for one in CODELISTS.indicators for word in folded(one.name_en).split()}

    def fits(word: str, *names: str) -> bool:
        heard = [one for name in names for one in folded(name).split()]
        return word in heard or (is_last and any(one.startswith(word) for one in heard))

    for word in sorted(told):
        sought = stands_for(say, word, (), is_last=is_last)
        bearing = [a for a in CODELISTS.areas if fits(word, a.name_vi, a.name_en, *a.aliases)]
        others = {area.ref_area for area in CODELISTS.areas if area not in bearing}
        assert {*sought.areas} == {area.ref_area for area in bearing} - others
        assert sorted(code for code, _ in sought.dated_areas) == sorted(
            area.ref_area for area in bearing if area.ref_area in others
        )
        assert {*sought.sources} == {
            one.source
            for one in CODELISTS.sources
            if fits(word, one.title, one.title_en, one.publisher)
        }
        assert {*sought.indicators} >= {
            one.indicator
            for one in CODELISTS.indicators
            if fits(word, one.name_vi, one.name_en, *one.aliases)
        }


def test_a_word_that_stands_for_nothing_finds_nothing(bundled_store: Store) -> None:
    assert queries.search(bundled_store, [Sought()]).found == 0


def test_the_extent_counts_reports_and_years(bundled_store: Store) -> None:
    known = queries.known(bundled_store, areas=["003"])
    extent = queries.extent(bundled_store, areas=["003"])
    assert extent.reports == len(known)
    told = {report.period_end.year for report in known if report.measure != "plan"}
    assert extent.years == tuple(sorted(told, reverse=True))


def test_extents_of_areas_together_are_those_of_all_of_them(bundled_store: Store) -> None:
    areas = ("002", "003", "006")
    each = (queries.extent(bundled_store, areas=[area]) for area in areas)
    assert queries.Extent.together(each) == queries.extent(bundled_store, areas=areas)


def test_what_was_done_in_one_area_tells_the_newest_year_of_both() -> None:
    planned, done = (
        queries.Extent(
            reports=1, years=(), told=(Told(indicator="x", done=done, any=last, by_term=by_term),)
        )
        for done, last, by_term in ((None, 2027, True), (2024, 2025, False))
    )
    (both,) = queries.Extent.together([planned, done]).told
    assert (planned.told[0].newest, both.newest, both.any, both.by_term) == (2027, 2024, 2027, True)


@pytest.mark.parametrize("vintage", [NOW, BEFORE])
def test_freshness_is_that_of_the_figures_that_stand(
    bundled_store: Store, vintage: Vintage
) -> None:
    in_sql = bundled_store.rows(
        """
        SELECT ref_area, count(*) AS figures,
            max(least(coalesce(as_of, period_end), published)) FILTER (measure <> 'plan')
                AS newest_figure,
            max(published) AS newest_published
        FROM standing_observation(?, ?) GROUP BY ref_area ORDER BY ref_area
        """,
        [vintage.published_by, vintage.submitted_by],
    )
    areas = [*queries.reported_areas(bundled_store), "nowhere"]
    found = queries.freshness(bundled_store, areas=areas, vintage=vintage)
    assert [known.model_dump() for known in found] == in_sql
