"""Who may import whom. The reasons are in ``docs/decisions.md``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from analytics.settings import ROOT

COMPUTED = frozenset(
    {
        "measures",
        "pace",
        "progress",
        "series",
        "findings",
        "targets",
        "comparison",
        "attention",
        "changes",
        "trends",
    }
)
"""Modules that turn figures into figures: they read no store and say no word."""
SAYING = frozenset({"wording", "problems", "sentences", "charts", "views"})
"""Modules that say or draw what they are handed."""

KNOWS: dict[str, frozenset[str]] = {
    "interval": frozenset(),
    "workbook": frozenset(),
    "address": frozenset(),
    "settings": frozenset({"address"}),
    "languages": frozenset(),
    "model": frozenset({"interval"}),
    "text": frozenset({"languages", "model", "settings"}),
    "codelists": frozenset({"model"}),
    "disk": frozenset(),
    "store_engine": frozenset({"address", "disk"}),
    "store_file": frozenset({"store_engine"}),
    "tiles": frozenset({"store_engine"}),
    "store_lake": frozenset({"address", "disk", "store_engine", "tiles"}),
    "sorting": frozenset(),
    "numerals": frozenset(),
    "store_values": frozenset(),
    "store_lines": frozenset({"numerals", "sorting", "store_values"}),
    "store_counts": frozenset({"store_lines"}),
    "store_versions": frozenset(),
    "store_database": frozenset(
        {"address", "disk", "store_engine", "store_file", "store_lake", "store_versions"}
    ),
    "audit": frozenset({"model"}),
    "access": frozenset({"model", "audit"}),
    "digest": frozenset(),
    "archive": frozenset({"disk"}),
    "signed_out": frozenset({"disk"}),
    "ledger": frozenset({"disk", "audit"}),
    "shared_ledger": frozenset({"disk", "audit", "ledger"}),
    "store_recorded": frozenset(
        {"access", "address", "store_engine", "store_database"}
        | {"audit", "ledger", "shared_ledger", "archive"}
    ),
    "store_access": frozenset({"access", "audit", "store_database", "store_recorded"}),
    "store_register": frozenset({"model", "store_access", "store_database", "store_engine"}),
    "store_codelists": frozenset(
        {"store_register", "store_database", "store_recorded", "model", "codelists"}
    ),
    "store_submissions": frozenset(
        {"model", "access", "audit", "digest", "store_counts", "store_values"}
        | {"store_access", "store_database", "store_recorded", "store_codelists"}
    ),
    "store_order": frozenset({"disk", "store_database", "store_engine", "tiles"}),
    "store": frozenset(
        {"model", "access", "audit"}
        | {"store_access", "store_database", "store_recorded", "store_register"}
        | {"store_submissions"}
    ),
    "compacting": frozenset({"disk", "queries", "store", "store_order"}),
    "verification": frozenset({"model", "audit", "queries", "store"}),
    "backup": frozenset({"access", "disk", "audit", "ledger", "store"}),
    "rebuild": frozenset(
        {"access", "disk", "archive", "audit", "backup", "codelists", "digest", "ingest"}
        | {"ledger", "shared_ledger", "store"}
    ),
    "shared_store": frozenset(
        {"access", "address", "audit", "backup", "disk", "queries", "rebuild", "store"}
        | {"store_engine", "verification"}
    ),
    "backup_schedule": frozenset({"access", "backup", "store"}),
    "complaints": frozenset({"text", "verification"}),
    "audit_trail": frozenset({"audit", "store"}),
    "audit_sentences": frozenset({"audit", "text"}),
    "room": frozenset({"disk"}),
    "queries": frozenset(
        {"measures", "model", "numerals", "sorting", "store", "store_lines", "store_values"}
    ),
    "search": frozenset(
        {"codelists", "languages", "model", "numerals", "queries", "text", "wording"}
    ),
    **{name: COMPUTED | {"model", "interval", "codelists"} for name in COMPUTED},
    **{name: COMPUTED | SAYING | {"model", "interval", "codelists", "text"} for name in SAYING},
    "charts": COMPUTED | {"model", "text"},
    "export": COMPUTED
    | SAYING
    | {"model", "settings", "interval", "codelists", "text"}
    | {"audit", "audit_sentences"},
    "briefing": frozenset(
        COMPUTED | SAYING | {"access", "languages", "model", "text", "store", "queries", "export"}
    ),
    "briefing_file": frozenset(
        {"briefing", "export", "findings", "measures", "model", "queries"}
        | {"settings", "store", "text", "wording"}
    ),
    "door": frozenset({"model"}),
    "ingest": frozenset(
        {"access", "languages", "model", "interval", "codelists", "store", "queries", "text"}
    ),
    "bundled": frozenset({"access", "model", "settings", "store", "ingest", "text"}),
    "commands": frozenset(
        COMPUTED
        | SAYING
        | {"model", "settings", "text", "codelists", "store", "queries", "export", "ingest"}
        | {"access", "address", "shared_store"}
        | {"bundled", "briefing_file", "door"}
        | {"audit", "backup", "compacting", "complaints", "rebuild", "verification"}
    ),
    "__main__": frozenset({"commands", "text"}),
    "__init__": frozenset(),
}
"""A part of ``analytics`` (a file, or a folder as a whole) and the parts it may know."""

ONLY_HERE: dict[str, tuple[str, ...]] = {
    "duckdb": ("analytics/store",),
    "streamlit": ("app.py", "pages/", "server/"),
    "starlette": ("app.py", "server/"),
    "typer": ("analytics/__main__.py", "analytics/commands/"),
    "babel": ("analytics/text.py",),
    "python_calamine": ("analytics/workbook/",),
    "xlrd": ("analytics/workbook/",),
    "plotly": (
        "analytics/charts/",
        "analytics/views/",
        "analytics/export/",
        "pages/ui/",
    ),
}
"""A library and the only places that know it."""

SOURCES = sorted(
    path
    for part in ("analytics/**/*.py", "pages/**/*.py", "server/**/*.py", "app.py")
    for path in ROOT.glob(part)
)


def imported(path: Path) -> Iterator[str]:
    """Dotted names that a file imports; of ``from a import b`` both ``a`` and ``a.b``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield module
                yield from (f"{module}.{name.name}" for name in names)
            case ast.ImportFrom():
                raise AssertionError(f"{path}: imports by full name only")


def part(path: Path) -> str:
    return path.relative_to(ROOT / "analytics").parts[0].removesuffix(".py")


def parts_known(path: Path) -> set[str]:
    """The parts of ``analytics`` that a file of another part imports."""
    known = {name.split(".")[1] for name in imported(path) if name.startswith("analytics.")}
    return {name for name in known if (ROOT / "analytics" / name).exists() or is_file(name)}


def is_file(name: str) -> bool:
    return (ROOT / "analytics" / f"{name}.py").exists()


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", sorted(ROOT.glob("analytics/**/*.py")), ids=place)
def test_a_part_of_analytics_knows_only_what_it_may(path: Path) -> None:
    own = part(path)
    assert own in KNOWS, f"say in KNOWS what {own} may know"
    assert parts_known(path) - {own} <= KNOWS[own]


def test_no_part_is_named_that_is_not_there() -> None:
    there = {part(path) for path in ROOT.glob("analytics/**/*.py")}
    assert set(KNOWS) - {"export"} <= there


def test_no_two_files_need_each_other() -> None:
    names = {place(path).removesuffix(".py").replace("/", "."): path for path in SOURCES}
    graph = {
        name: {other for other in imported(path) if other in names and other != name}
        for name, path in names.items()
    }
    TopologicalSorter(graph).prepare()  # raises CycleError


@pytest.mark.parametrize(("library", "places"), ONLY_HERE.items(), ids=str)
def test_a_library_is_known_in_one_place(library: str, places: tuple[str, ...]) -> None:
    knowing = {
        place(path)
        for path in SOURCES
        if any(name.split(".")[0] == library for name in imported(path))
    }
    assert {name for name in knowing if not name.startswith(places)} == set()
    assert knowing, f"nobody imports {library}: take it out of requirements.txt"


def test_ingest_takes_only_the_folding_from_text() -> None:
    taken = {
        name
        for path in ROOT.glob("analytics/ingest/*.py")
        for name in imported(path)
        if name.startswith("analytics.text.")
    }
    assert taken <= {"analytics.text.folded"}


def test_no_page_knows_another_page() -> None:
    pages = {f"pages.{path.stem}" for path in ROOT.glob("pages/*.py")}
    for path in SOURCES:
        assert set(imported(path)) & pages == set(), place(path)


def test_analytics_knows_neither_the_pages_nor_the_server() -> None:
    for path in ROOT.glob("analytics/**/*.py"):
        known = {name.split(".")[0] for name in imported(path)}
        assert not known & {"pages", "server", "app"}, place(path)


def test_a_page_does_not_know_the_server() -> None:
    for path in ROOT.glob("pages/**/*.py"):
        assert "server" not in {name.split(".")[0] for name in imported(path)}, place(path)


def test_a_page_leaves_sql_and_grouping_to_analytics() -> None:
    for path in ROOT.glob("pages/**/*.py"):
        text = path.read_text(encoding="utf-8")
        assert "SELECT " not in text, place(path)
        assert ".groupby(" not in text, place(path)
