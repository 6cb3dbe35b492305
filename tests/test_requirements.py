"""``requirements.txt`` is complete and pinned: with it, pip has nothing left to choose."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analytics.settings import ROOT


def pinned(name: str) -> dict[str, Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    texts = (line.partition("#")[0].strip() for line in lines)
    found = [Requirement(text) for text in texts if text and not text.startswith("-r")]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


RUN, DEV = pinned("requirements.txt"), pinned("requirements-dev.txt")
APART = pinned("benchmarks/requirements.txt")
"""What the app that ours is measured against needs, in an environment of its own."""
CLUSTER = pinned("requirements-cluster.txt")
FILES = [(RUN, RUN), (CLUSTER, {**RUN, **CLUSTER}), (DEV, {**RUN, **DEV})]


def imported(path: Path) -> set[str]:
    """The first parts of the names that a file imports."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    found = set()
    for node in tree:
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


@pytest.mark.parametrize(("file", "known"), FILES, ids=["run", "cluster", "dev"])
def test_what_a_package_needs_is_pinned_too(
    file: dict[str, Requirement], known: dict[str, Requirement]
) -> None:
    for name, requirement in file.items():
        if not applies(requirement):
            continue
        for needed in map(Requirement, requires(name) or ()):
            if applies(needed):
                assert canonicalize_name(needed.name) in known, f"{name} needs {needed}"


@pytest.mark.parametrize(
    ("folders", "known"),
    [(("analytics", "pages", "server"), RUN), (("tests", "scripts", "benchmarks"), {**RUN, **DEV})],
    ids=["run", "dev"],
)
def test_what_is_imported_is_pinned(
    folders: tuple[str, ...], known: dict[str, Requirement]
) -> None:
    homes = packages_distributions()
    own = {"app", "analytics", "pages", "server", "tests", "scripts", "benchmarks"}
    ours = own | sys.stdlib_module_names
    for path in (path for folder in folders for path in ROOT.glob(f"{folder}/**/*.py")):
        apart = APART if path.name == "dash_app.py" else {}
        for module in imported(path) - ours:
            brought = {canonicalize_name(home) for home in homes.get(module, [module])}
            assert brought & {*known, *apart}, f"{path.name} imports {module}"


@pytest.mark.parametrize("file", [RUN, CLUSTER, DEV], ids=["run", "cluster", "dev"])
def test_what_is_installed_is_what_is_pinned(file: dict[str, Requirement]) -> None:
    for name, requirement in file.items():
        if applies(requirement):
            assert str(requirement.specifier) == f"=={version(name)}", name


def test_the_extensions_are_made_for_the_duckdb_that_loads_them() -> None:
    (duckdb,) = RUN["duckdb"].specifier
    for name, extension in CLUSTER.items():
        assert str(extension.specifier) == f"=={duckdb.version}", name
