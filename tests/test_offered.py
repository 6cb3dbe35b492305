"""What pages offer to whom: nobody is shown what the server would refuse them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.access import Role
from pages.ui import visitor
from tests.page_runs import is_whole, pages_over, visit


@pytest.fixture(scope="module", autouse=True)
def _store_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    path: Path = tmp_path_factory.mktemp("offered") / "figures.duckdb"
    with pages_over(DISTRICT_STORE=str(path)):
        yield


@pytest.mark.parametrize(("role", "offered"), [(Role.VIEWER, 0), (Role.ANALYST, 1)])
def test_a_file_is_asked_for_where_one_would_be_taken(
    monkeypatch: pytest.MonkeyPatch, role: Role, offered: int
) -> None:
    monkeypatch.setattr(visitor, "role", lambda: role)
    test = visit("briefing")
    assert is_whole(test)
    assert len(test.get("file_uploader")) == offered
