"""The command line makes a briefing beside the running app, as it does without it."""

from __future__ import annotations

import io
import re
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from analytics.__main__ import app as commands
from analytics.door import Door
from analytics.text import words
from tests.browser.serving import Served, served

VI = words("vi")
ADDRESS = "https://so-lieu.example.vn"
_MOMENT = re.compile(rb"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""When a file was made, the one thing that two files may not agree on."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("briefings")


@pytest.fixture(scope="module")
def app(folder: Path) -> Iterator[Served]:
    with served(folder / "served") as running:
        yield running
    assert Door.found(store_of(running)) is None


def store_of(app: Served) -> Path:
    return app.log.with_name("figures.duckdb")


def command(store: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(
        commands, ["briefing", *map(str, arguments)], env={"DISTRICT_STORE": str(store)}
    )


def made(store: Path, output: Path, *more: str | Path) -> tuple[bytes, str]:
    form = output.suffix.removeprefix(".")
    done = command(store, "bon-quan", "--format", form, "--address", ADDRESS, "-o", output, *more)
    assert done.exit_code == 0, done.output
    return output.read_bytes(), done.stderr


def parts(content: bytes) -> Mapping[str, bytes]:
    """An office file's parts, workbooks within it too, without the moment of making."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {
            name: str(parts(packed.read(name))).encode()
            if name.endswith(".xlsx")
            else _MOMENT.sub(b"", packed.read(name))
            for name in packed.namelist()
        }


def read(content: bytes) -> list[str]:
    return [
        _MOMENT.sub(b"", page.extract_text().encode()).decode()
        for page in PdfReader(io.BytesIO(content)).pages
    ]


@pytest.mark.parametrize("form", ["pptx", "xlsx", "pdf"])
def test_the_file_made_beside_the_app_is_the_one_made_without_it(
    form: str, app: Served, folder: Path
) -> None:
    template = folder / "mau.pptx"
    Presentation().save(str(template))
    more = ("--template", template) if form == "pptx" else ()
    beside, said = made(store_of(app), folder / f"beside.{form}", *more)
    alone, said_alone = made(folder / "alone.duckdb", folder / f"alone.{form}", *more)
    assert app.url in said
    assert app.url not in said_alone
    if form == "pdf":
        assert read(beside) == read(alone)
    else:
        assert parts(beside) == parts(alone)


def test_what_cannot_be_made_is_said_as_without_the_app(app: Served, folder: Path) -> None:
    done = command(store_of(app), "khong-co", "-o", folder / "x.pptx")
    assert done.exit_code == 2
    assert VI("commands.errors.unknown_briefing", name="khong-co", known="bon-quan") in done.stderr
    bad = folder / "bad.pptx"
    bad.write_bytes(b"not a presentation")
    done = command(store_of(app), "bon-quan", "--template", bad, "-o", folder / "x.pptx")
    assert done.exit_code == 2
    assert VI("commands.errors.template_unreadable") in done.stderr


def test_only_the_stores_owner_finds_the_door(app: Served) -> None:
    (door,) = store_of(app).parent.glob("*.door")
    assert door.stat().st_mode & 0o077 == 0
    for secret in ("", "Bearer x"):
        asked = urllib.request.Request(  # noqa: S310
            f"{app.url}/briefings/bon-quan.pdf", headers={"Authorization": secret}
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked)  # noqa: S310
        with refused.value as answer:
            assert answer.code == 401


def test_an_app_that_does_not_answer_is_said_to(app: Served, folder: Path) -> None:
    store = store_of(app)
    door = Door.found(store)
    assert door is not None
    gone = door.model_copy(update={"address": "http://localhost:9"})
    path = store.with_name(f"{store.name}.door")
    path.write_text(gone.model_dump_json(), encoding="utf-8")
    try:
        done = command(store, "bon-quan", "-o", folder / "x.pptx")
    finally:
        path.write_text(door.model_dump_json(), encoding="utf-8")
    assert done.exit_code == 2
    assert "http://localhost:9" in done.stderr
    assert not (folder / "x.pptx").exists()
