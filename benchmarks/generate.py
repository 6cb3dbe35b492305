"""A made-up city and a made-up country in a real store, as large as such a place would fill it.

Run: ``python -m benchmarks.generate FOLDER [--size town|city|country] [--seed 1]``. FOLDER gets
``figures.duckdb`` with its ledger and files, and ``data/`` with the codelists. To serve it::

    DISTRICT_STORE=FOLDER/figures.duckdb DISTRICT_DATA=FOLDER/data streamlit run app.py

Every month's figures come twice, as an estimate and as final, a file for each group of indicators;
the year's plan comes in January and for some is revised in July; a few files are withdrawn and
brought again. Submissions are done again from entries with the day they would have had, so the
ledger, the audit and the digests hold and ``verify`` is content. The raw files are stand-ins that
only name what they stand for: ``rebuild`` cannot read them.

Equal seeds give equal figures.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import shutil
import time
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pyarrow as pa

from analytics.audit import Action, Entry, entry
from analytics.codelists import Codelists
from analytics.compacting import compact
from analytics.digest import digest
from analytics.model import Accumulation, Area, Indicator, Kind, Level, Source
from analytics.settings import ROOT
from analytics.store import Store

SHIPPED = ROOT / "data" / "codelists"
WHO = "benchmark"
_BEGINNINGS = [
    "An",
    "Bình",
    "Đông",
    "Tân",
    "Phú",
    "Hòa",
    "Thanh",
    "Vĩnh",
    "Long",
    "Mỹ",
    "Xuân",
    "Yên",
    "Kim",
    "Minh",
    "Hải",
    "Nam",
    "Bắc",
    "Tây",
    "Trung",
    "Đại",
    "Quảng",
    "Tam",
    "Ngọc",
    "Hồng",
    "Thạch",
    "Liên",
    "Cẩm",
    "Phước",
    "Sơn",
    "Hưng",
]
_ENDINGS = [
    "Lập",
    "Thịnh",
    "Phong",
    "Lộc",
    "Giang",
    "Khê",
    "Mai",
    "Thành",
    "Tiến",
    "Quang",
    "Hà",
    "Lâm",
    "Châu",
    "Phúc",
    "Đức",
    "Thắng",
    "Hiệp",
    "Trạch",
    "Thủy",
    "Nghĩa",
    "Trung",
    "Điền",
    "Khánh",
    "Lạc",
    "Dương",
    "Cường",
    "Thái",
    "Ninh",
    "Hậu",
    "Thượng",
    "Hạ",
    "Đồng",
    "Sơn",
    "Vân",
    "Lương",
    "Trì",
    "Hội",
    "Phương",
    "Định",
    "Tường",
]


@dataclass(frozen=True)
class Shape:
    """What is made: cells are area × indicator, months those of ``years``."""

    areas: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    years: tuple[int, ...]
    estimated: float = 0.5  # of the cells, those that report an estimate first
    monthly_plans: int = 20  # indicators with a plan for each month beside the year's
    groups: int = 1  # files a month
    months: int = 12  # of the last year


@dataclass(frozen=True)
class Size:
    """How many places of which sort; ``tops`` report too, unless they only hold the others."""

    tops: int
    areas: int
    country: bool = False
    estimated: float = 0.5


SIZES = {
    "town": Size(tops=3, areas=70),
    "city": Size(tops=30, areas=700),
    "country": Size(tops=34, areas=3321, country=True, estimated=0.25),
}


@dataclass(frozen=True)
class File:
    """One file that came in: which months or plans of which group of indicators."""

    name: str
    group: int
    year: int
    month: int  # 0 is the year's plan, 7 of a plan its revision
    kind: str  # estimate, final, plan, revision
    published: date
    mistaken: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES, default="city")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    size = SIZES[asked.size]
    write_codelists(asked.folder / "data", size, asked.seed)
    store = Store.open(asked.folder / "figures.duckdb")
    try:
        began = time.perf_counter()
        made = fill(store, asked.folder / "data" / "codelists", size, asked.seed)
        print(f"{made:,} observations in {time.perf_counter() - began:.0f} s", flush=True)
    finally:
        store.close()
    began = time.perf_counter()
    compact(asked.folder / "figures.duckdb")
    print(f"counted and put in order in {time.perf_counter() - began:.0f} s", flush=True)


def fill(store: Store, codelists: Path, size: Size, seed: int) -> int:
    """All figures of a size; how many."""
    store.adopt_codelists(codelists)
    known = Codelists.read(codelists)
    areas = [area for area in known.areas if area.ref_area != "01" or size.country]
    if size.country:
        areas = [area for area in areas if area.level.tier == 3]
    shape = Shape(
        areas=tuple(area.ref_area for area in areas),
        indicators=usual_indicators(known, 60),
        years=tuple(range(2016, 2026)),
        estimated=size.estimated,
    )
    return bring_in(store, shape, seed)


def usual_indicators(codelists: Codelists, count: int) -> tuple[Indicator, ...]:
    """Headlines first, then what is counted or measured in the codelist's order."""
    told = [i for i in codelists.indicators if i.kind in (Kind.AMOUNT, Kind.COUNT, Kind.RATE)]
    return tuple(sorted(told, key=lambda i: i.headline or 1000)[:count])


# Codelists -------------------------------------------------------------------------------------


def write_codelists(data: Path, size: Size, seed: int) -> None:
    """The shipped codelists with other areas; no reports and no briefings."""
    for name in ("codelists", "reports", "briefings"):
        (data / name).mkdir(parents=True, exist_ok=True)
    for path in SHIPPED.glob("*.csv"):
        shutil.copy(path, data / "codelists")
    columns = [name for name in Area.model_fields if name not in ("valid_from", "valid_to")]
    with (data / "codelists" / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        for area in areas_of(size, seed):
            cells = area.model_dump(include=set(columns))
            writer.writerow(cells | {"aliases": "|".join(area.aliases)})


def areas_of(size: Size, seed: int) -> Iterator[Area]:
    """A city with districts and wards, or provinces with communes; no two of a parent alike."""
    names = list(itertools.product(_BEGINNINGS, _ENDINGS))
    step = 7 + 2 * seed  # coprime to 30 × 40 for most seeds; a name may come again elsewhere
    drawn = (" ".join(names[(place * step) % len(names)]) for place in itertools.count())
    tops: list[str] = []
    if not size.country:
        yield _area("01", Level.CITY, "Thành phố", "Mẫu", "", 0)
    for number in range(1, size.tops + 1):
        code, name = f"{number:02}" if size.country else f"{number:03}", next(drawn)
        if size.country:
            yield _area(code, Level.CITY, "Tỉnh", name, "", number)
        else:
            urban = number % 3 > 0
            level = Level.URBAN_DISTRICT if urban else Level.RURAL_DISTRICT
            yield _area(code, level, "Quận" if urban else "Huyện", name, "01", number)
        tops.append(code)
    rest = size.areas if size.country else size.areas - size.tops
    for number in range(1, rest + 1):
        urban = number % 5 < 2
        level = Level.WARD if urban else Level.COMMUNE
        parent = tops[number % len(tops)]
        yield _area(f"{number:05}", level, "Phường" if urban else "Xã", next(drawn), parent, 0)


_COLOURS = ("#7a1f5c", "#0b5fa5", "#8a4b00", "#1b6b3a")
_DARK_COLOURS = ("#cc79a7", "#3f8fd8", "#d79a3d", "#4fae78")
_ENGLISH = {
    "Thành phố": "City",
    "Tỉnh": "Province",
    "Quận": "District",
    "Huyện": "District",
    "Phường": "Ward",
    "Xã": "Commune",
}


def _area(code: str, level: Level, sort: str, name: str, parent: str, number: int) -> Area:
    coloured = 1 <= number <= len(_COLOURS)
    return Area(
        ref_area=code,
        level=level,
        name_vi=f"{sort} {name}",
        name_en=f"{name} {_ENGLISH[sort]}",
        short_name=name,
        parent=parent,
        aliases=(name,),
        colour=_COLOURS[number - 1] if coloured else "",
        dark_colour=_DARK_COLOURS[number - 1] if coloured else "",
    )


# Files -----------------------------------------------------------------------------------------


def bring_in(store: Store, shape: Shape, seed: int) -> int:
    """Every file of a shape, on the days they would have come; how many figures."""
    entries = store.entries()
    last = entries[-1] if entries else None
    number = len(store.submissions())
    made, described = 0, set[str]()
    groups = [_cells(shape, group, seed) for group in range(shape.groups)]
    for file in files(shape):
        observations = store.arrow(
            _FIGURES, _parameters(file, shape, seed), incoming=groups[file.group]
        )
        if not observations.num_rows:
            continue
        number += 1
        source = source_of(file)
        new = [] if source.source in described else [source]
        described.add(source.source)
        submission = _submission(last, number, file, observations, new, seed)
        content = _stand_in(file, seed)
        store.replay(submission, content=content, observations=observations, sources=new)
        last = submission
        made += observations.num_rows
        if file.mistaken:
            last = _withdrawal(last, number, file)
            store.replay(last)
    return made


def files(shape: Shape) -> Iterator[File]:
    """In the order they came in; every two hundredth was a mistake and comes again."""
    came = sorted(_planned(shape), key=lambda file: (file.published, file.name))
    for place, file in enumerate(came, 1):
        if place % 200 == 50:
            yield File(**{**vars(file), "name": f"nham-{file.name}", "mistaken": True})
        yield file


def _planned(shape: Shape) -> Iterator[File]:
    for year, group in itertools.product(shape.years, range(shape.groups)):
        yield File(f"ke-hoach-{year}-{group}.csv", group, year, 0, "plan", date(year, 1, 5))
        revised = date(year, 7, 15)
        yield File(f"dieu-chinh-{year}-{group}.csv", group, year, 0, "revision", revised)
        for month in range(1, 1 + (shape.months if year == shape.years[-1] else 12)):
            end = date(year, month, monthrange(year, month)[1])
            name = f"{year}-{month:02}-{group}.csv"
            early, late = end - timedelta(days=5), end + timedelta(days=20)
            yield File(f"uoc-{name}", group, year, month, "estimate", early)
            yield File(f"chinh-thuc-{name}", group, year, month, "final", late)


def source_of(file: File) -> Source:
    when = f"{file.month}/{file.year}" if file.month else str(file.year)
    titles = {
        "estimate": f"Báo cáo ước thực hiện tháng {when}",
        "final": f"Báo cáo chính thức tháng {when}",
        "plan": f"Giao kế hoạch năm {when}",
        "revision": f"Điều chỉnh kế hoạch năm {when}",
    }
    return Source(
        source=f"{file.kind}-{file.year}-{file.month:02}",
        title=titles[file.kind],
        publisher="Văn phòng thống kê",
        published=file.published,
    )


def _stand_in(file: File, seed: int) -> bytes:
    return f"made up: {file.name}, seed {seed}\n".encode()


def _submission(
    last: Entry | None,
    number: int,
    file: File,
    observations: pa.Table,
    sources: Sequence[Source],
    seed: int,
) -> Entry:
    details = {
        "submission_id": number,
        "sha256": hashlib.sha256(_stand_in(file, seed)).hexdigest(),
        "file_name": file.name,
        "row_count": observations.num_rows,
        "note": "",
        "codelists": "",
        "sources": [source.source for source in sources],
        "digest": digest(observations),
    }
    at = _moment(file, 9)
    return entry(last, at=at, who=WHO, origin="", action=Action.SUBMISSION, details=details)


def _withdrawal(last: Entry, number: int, file: File) -> Entry:
    details = {"submission_id": number, "reason": "nhầm đơn vị"}
    at = _moment(file, 15)
    return entry(last, at=at, who=WHO, origin="", action=Action.WITHDRAWAL, details=details)


def _moment(file: File, hour: int) -> datetime:
    return datetime.combine(file.published + timedelta(days=1), clock(hour))


# Figures ---------------------------------------------------------------------------------------

_UNITS = {"billion_vnd": "tỷ đồng", "million_vnd": "triệu đồng", "percent": "%"}


def _cells(shape: Shape, group: int, seed: int) -> pa.Table:
    """A group's areas × indicators; what each is drawn from."""
    chosen = [
        (place, indicator)
        for place, indicator in enumerate(shape.indicators)
        if place % shape.groups == group
    ]
    rows = [
        {
            "ref_area": area,
            "indicator": indicator.indicator,
            "unit": indicator.unit,
            "said": _UNITS.get(indicator.unit, indicator.unit.replace("_", " ")),
            "digits": 1 if indicator.kind is not Kind.COUNT else 0,
            "adds_up": indicator.accumulation is Accumulation.FLOW,
            "monthly_plan": place < shape.monthly_plans,
            "usual": 20.0 if indicator.kind is Kind.RATE else float(200 + 37 * place),
        }
        for area in shape.areas
        for place, indicator in chosen
    ]
    return pa.Table.from_pylist(rows)


def _parameters(file: File, shape: Shape, seed: int) -> list[object]:
    return [
        seed,
        file.year,
        file.month,
        file.kind,
        shape.years[0],
        shape.estimated,
        1000 if file.mistaken else 1,
    ]


_FIGURES = """
WITH asked AS (
    SELECT ?::BIGINT AS seed, ?::INTEGER AS year, ?::INTEGER AS month, ?::VARCHAR AS kind,
        ?::INTEGER AS first_year, ?::DOUBLE AS estimated, ?::INTEGER AS mistake
), cell AS (
    SELECT *,
        usual * (0.2 + 1.6 * (hash(seed, ref_area) % 1009) / 1009.0)
            * (0.8 + 0.4 * (hash(seed, ref_area, indicator) % 1013) / 1013.0)
            * pow(1.0 + (hash(seed, indicator, 'growth') % 90) / 1000.0, year - first_year)
            AS whole_year,
        (hash(seed, ref_area, indicator, year) % 1019) / 1019.0 AS luck,
        (hash(seed, ref_area, indicator, year, month) % 1021) / 1021.0 AS of_month
    FROM incoming, asked
), told AS (
    SELECT *, 'actual' AS measure, '' AS plan_basis,
        whole_year * (0.85 + 0.3 * luck) * (1 + 0.004 * of_month)
            * CASE WHEN adds_up THEN month / 12.0 ELSE 0.9 + 0.01 * month END
            * CASE WHEN kind = 'estimate' THEN 0.96 + 0.08 * of_month ELSE 1 END AS drawn
    FROM cell
    WHERE kind = 'final' OR (kind = 'estimate'
        AND hash(seed, indicator, ref_area) % 1000 < 1000 * estimated)
    UNION ALL
    SELECT *, 'plan', 'same_period',
        whole_year * CASE WHEN adds_up THEN month / 12.0 ELSE 0.9 + 0.01 * month END
    FROM cell
    WHERE kind = 'final' AND monthly_plan
    UNION ALL
    SELECT *, 'plan', 'annual', whole_year * CASE WHEN kind = 'plan' THEN 1 ELSE 1.05 END
    FROM cell
    WHERE kind = 'plan' OR (kind = 'revision' AND hash(seed, ref_area, indicator, year) % 3 = 0)
), rounded AS (
    SELECT *, round((drawn * mistake * pow(10, digits))::DOUBLE) / pow(10, digits) AS obs_value,
        hash(seed, ref_area, indicator, year, month, 'bound') % 400 = 0 AND measure = 'actual'
            AS is_bound
    FROM told
    WHERE hash(seed, indicator, ref_area, year, month, 'gap') % 60 <> 0 OR measure = 'plan'
)
SELECT row_number() OVER (ORDER BY ref_area, indicator, measure, plan_basis) AS row_number,
    ref_area, indicator, measure,
    CASE WHEN adds_up OR month = 0 THEN make_date(year, 1, 1) ELSE make_date(year, month, 1) END
        AS period_start,
    CASE WHEN month = 0 THEN make_date(year, 12, 31) ELSE last_day(make_date(year, month, 1)) END
        AS period_end,
    plan_basis, obs_value::DECIMAL(28, 9) AS obs_value, digits::INTEGER AS decimals,
    CASE WHEN is_bound THEN '>' ELSE '=' END AS bound, unit,
    CASE WHEN kind = 'estimate' THEN 'E' ELSE 'A' END AS obs_status, NULL::DATE AS as_of,
    CASE WHEN kind = 'estimate' THEN 'ước ' WHEN is_bound THEN 'trên ' ELSE '' END
        || translate(
            CASE WHEN digits = 1 THEN format('{:,.1f}', obs_value)
                ELSE format('{:,.0f}', obs_value) END, ',.', '.,')
        || ' ' || said AS printed,
    kind || '-' || year || '-' || lpad(month::VARCHAR, 2, '0') AS source,
    'biểu ' || (1 + hash(indicator) % 9) AS locator, '' AS note
FROM rounded
ORDER BY row_number
"""


if __name__ == "__main__":
    main()
