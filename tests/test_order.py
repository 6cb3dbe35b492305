"""Putting the figures in order changes no answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from analytics import queries
from analytics.__main__ import app
from analytics.access import Actor
from analytics.store import Store
from analytics.verification import verify


def test_a_store_in_order_answers_as_before(bundled_store: Store) -> None:
    before = queries.known(bundled_store), queries.standing(bundled_store)
    bundled_store.compact()
    assert (queries.known(bundled_store), queries.standing(bundled_store)) == before
    assert verify(bundled_store) == ()


def test_what_comes_after_is_there_too(bundled_store: Store) -> None:
    bundled_store.compact()
    (last, *_) = bundled_store.submissions()
    rows = bundled_store.observations(last.submission_id)
    submission, is_new = bundled_store.submit(
        sha256="another",
        file_name="another.csv",
        content=b"another",
        by=Actor.at_the_machine("test", "test"),
        observations=rows,
    )
    assert is_new
    assert bundled_store.observations(submission.submission_id) == rows


def test_the_command_puts_a_store_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISTRICT_STORE", str(tmp_path / "figures.duckdb"))
    done = CliRunner().invoke(app, ["compact", "--language", "en"])
    assert done.exit_code == 0, done.output
    assert "in order" in done.output


def test_figures_lie_by_indicator(bundled_store: Store) -> None:
    bundled_store.compact()
    found = [row["indicator"] for row in bundled_store.rows("SELECT indicator FROM observation")]
    assert found == sorted(found)
