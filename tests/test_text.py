"""Numbers, periods, dates and words for people."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ingest.periods import period as period_of
from analytics.languages import LANGUAGES, Language
from analytics.model import Bound, Period
from analytics.text import NO_FIGURE, folded, words
from tests.builders import CODELISTS, months

VI, EN = words("vi"), words("en")
MARKS: dict[Language, tuple[str, str]] = {"vi": (".", ","), "en": (",", ".")}

amounts = st.decimals(
    min_value=Decimal(-(10**18)), max_value=Decimal(10**18), places=9, allow_nan=False
) | st.integers(-(10**27), 10**27).map(lambda n: Decimal(n).scaleb(-9))
languages = st.sampled_from(LANGUAGES)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def read_back(text: str, language: Language) -> Decimal:
    group, mark = MARKS[language]
    return Decimal(text.replace(group, "").replace(mark, ".").replace("\N{MINUS SIGN}", "-"))


@given(amounts, languages)
def test_a_number_reads_back_as_it_was(value: Decimal, language: Language) -> None:
    assert read_back(words(language).number(value), language) == value


@given(amounts, st.integers(0, 9), languages)
def test_a_rounded_number_is_within_half_a_digit(
    value: Decimal, decimals: int, language: Language
) -> None:
    text = words(language).number(value, decimals)
    _, _, fraction = text.partition(MARKS[language][1])
    assert len(fraction) == decimals
    assert abs(read_back(text, language) - value) <= Decimal(5).scaleb(-decimals - 1)


@given(amounts, languages)
def test_digits_stand_in_groups_of_three(value: Decimal, language: Language) -> None:
    group, mark = map(re.escape, MARKS[language])
    shape = rf"−?\d{{1,3}}({group}\d{{3}})*({mark}\d+)?"
    assert re.fullmatch(shape, words(language).number(value))


@pytest.mark.parametrize(
    ("value", "decimals", "vietnamese", "english"),
    [
        ("12065.06", 2, "12.065,06", "12,065.06"),
        ("12065.06", None, "12.065,06", "12,065.06"),
        ("1950", 0, "1.950", "1,950"),
        ("14000.0", None, "14.000", "14,000"),
        ("96.25", 1, "96,3", "96.3"),
        ("2.5", 0, "3", "3"),
        ("-2.5", 0, "−3", "−3"),
        ("-0.04", 1, "0,0", "0.0"),
        ("11239.87", -1, "11.240", "11,240"),
        ("0", None, "0", "0"),
        ("Infinity", None, "∞", "∞"),
        ("-Infinity", 2, "−∞", "−∞"),
    ],
)
def test_numbers_as_each_language_writes_them(
    value: str, decimals: int | None, vietnamese: str, english: str
) -> None:
    assert VI.number(Decimal(value), decimals) == vietnamese
    assert EN.number(Decimal(value), decimals) == english


def test_an_undefined_number_is_not_shown_as_one() -> None:
    with pytest.raises(ValueError, match="NO_FIGURE"):
        VI.number(Decimal("NaN"))
    assert not any(c.isdigit() for c in NO_FIGURE)


def test_a_percentage_keeps_its_sign_close_and_other_units_stand_apart() -> None:
    units = CODELISTS.unit_by_code
    assert VI.amount(Decimal("96.3"), 1, units["percent"]) == "96,3%"
    billions = VI.amount(Decimal("12065.06"), 2, units["billion_vnd"])
    assert billions == "12.065,06 tỷ đồng"


@pytest.mark.parametrize("bound", Bound)
def test_only_an_equal_figure_has_no_sign_before_it(bound: Bound) -> None:
    assert (VI.bound(bound) == "") is (bound is Bound.EQUAL)
    assert len({VI.bound(other) for other in Bound}) == len(Bound)


@pytest.mark.parametrize(
    ("period", "vietnamese", "english"),
    [
        (Period.year(2022), "2022", "2022"),
        (Period(start=date(2020, 1, 1), end=date(2022, 12, 31)), "2020–2022", "2020–2022"),
        (months(1, 3, 2022), "Quý I/2022", "Q1 2022"),
        (months(10, 12, 2022), "Quý IV/2022", "Q4 2022"),
        (months(2, 2, 2024), "T2/2024", "2/2024"),
        (months(1, 9, 2021), "9 tháng 2021", "9 months of 2021"),
        (months(2, 5, 2021), "02/2021 – 05/2021", "02/2021 – 05/2021"),
        (
            Period(start=date(2021, 9, 1), end=date(2022, 8, 31)),
            "năm học 2021–2022",
            "school year 2021–2022",
        ),
        (
            Period(start=date(2021, 1, 1), end=date(2021, 12, 30)),
            "01/01/2021 – 30/12/2021",
            "1 Jan 2021 – 30 Dec 2021",
        ),
        (Period(start=date(2023, 11, 2), end=date(2023, 11, 2)), "02/11/2023", "2 Nov 2023"),
    ],
)
def test_periods_have_the_name_people_use(period: Period, vietnamese: str, english: str) -> None:
    assert VI.period(period) == vietnamese
    assert EN.period(period) == english


@given(days, st.integers(0, 2000), languages)
def test_no_two_periods_share_a_name(start: date, length: int, language: Language) -> None:
    """A name that a reader sees says one period; what we print, we can also read."""
    period = Period(start=start, end=start + timedelta(days=length))
    same_start = Period(start=start, end=period.end + timedelta(days=1))
    name = words(language).period(period)
    assert name != words(language).period(same_start)


@given(st.integers(2000, 2098), st.integers(1, 12), st.integers(0, 30))
def test_what_a_period_is_called_is_read_as_that_period(year: int, month: int, more: int) -> None:
    last = month + more
    period = Period(
        start=date(year, month, 1),
        end=months((last - 1) % 12 + 1, (last - 1) % 12 + 1, year + (last - 1) // 12).end,
    )
    assert period_of(VI.period(period)) == period


@given(days)
def test_a_vietnamese_date_reads_back(day: date) -> None:
    assert datetime.strptime(VI.date(day), "%d/%m/%Y").replace(tzinfo=UTC).date() == day


def test_moments_are_shown_on_hanois_clock() -> None:
    evening = datetime(2024, 3, 25, 18, 30, tzinfo=UTC)
    assert VI.time(evening) == "26/03/2024 01:30"
    assert VI.time(evening.replace(tzinfo=None)) == VI.time(evening)


@given(st.text())
def test_folding_is_settled_and_blind_to_how_letters_are_composed(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert folded(unicodedata.normalize("NFC", text)) == folded(unicodedata.normalize("NFD", text))


def test_folding_finds_what_people_type() -> None:
    typed = ("dong da", "ĐỐNG  ĐA", unicodedata.normalize("NFD", "Đống Đa"), " đống đa ")
    assert {folded(text) for text in typed} == {folded("Đống Đa")}
    assert folded("Hoà") == folded("Hòa")


def test_a_count_among_words_has_the_languages_marks_and_a_year_has_none() -> None:
    assert VI("overview.figures_count", count=12345).startswith("12.345 ")
    assert EN("overview.figures_count", count=12345).startswith("12,345 ")
    assert VI.period(Period.year(2024)) == "2024"


def test_unknown_words_are_an_error_not_a_blank() -> None:
    with pytest.raises(KeyError):
        VI("no.such.words")
