"""The command line: the screen's words, exit codes, and exports that other programs read."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from analytics.__main__ import app
from analytics.address import Address
from analytics.commands.exports import _without_formulas
from analytics.settings import ROOT
from tests.places import environment

BAD = ROOT / "tests" / "ingest" / "bad"
REPORT = ROOT / "data" / "reports" / "hoan-kiem-2022-05.csv"
OBSERVATIONS = [
    *("submission_id", "row_number", "ref_area", "area_name", "indicator", "indicator_name"),
    *("measure", "period_start", "period_end", "plan_basis", "obs_value", "decimals", "bound"),
    *("unit", "obs_status", "as_of", "printed", "source", "locator", "note"),
]


@pytest.fixture(autouse=True)
def _store(place: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(place).items():
        monkeypatch.setenv(name, value)


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.stdout


def exported(what: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("export", what))))


def test_init_twice_changes_nothing() -> None:
    first = run("init")
    assert run("init") == first
    assert list(exported("observations")[0]) == OBSERVATIONS
    values = {
        (row["ref_area"], row["indicator"], row["measure"], row["period_start"]): row["obs_value"]
        for row in exported("observations")
        if row["source"] == "hoan-kiem-2022-05"
    }
    assert values["002", "posts_reduced", "actual", "2021-01-01"] == "1950"
    assert {row["code"] for row in exported("findings")} >= {"ratio_not_from_parts"}
    figures = exported("figures")
    assert any(row["is_computed"] == "true" and row["operands"] for row in figures)
    assert all(row["lower"] or row["lower_open"] == "true" for row in figures)


def test_a_file_is_checked_submitted_withdrawn_and_put_back() -> None:
    assert run("check", REPORT)
    run("submit", REPORT, "--by", "Lan")
    assert len(exported("observations")) == 8
    assert "Lan" in run("submissions")
    run("submit", REPORT)
    assert len(exported("observations")) == 8
    run("withdraw", "1", "--reason", "thử")
    assert exported("observations") == []
    run("put-back", "1")
    assert len(exported("observations")) == 8


def test_problems_are_json() -> None:
    told = json.loads(run("check", BAD / "unknown_area.csv", "--json", code=1))
    assert told["observations"] == 1
    (problem,) = told["problems"]
    assert list(problem) == (
        ["code", "severity", "sheet", "row", "column", "column_letter", "value", "message", "hint"]
    )
    assert (problem["code"], problem["row"], problem["column_letter"]) == ("unknown_area", 3, "A")
    assert "Tây Hổ" in problem["message"]
    english = run("check", BAD / "unknown_area.csv", "--language", "en", code=1)
    assert "No area is called" in english


def test_a_file_with_an_error_is_not_submitted() -> None:
    run("submit", BAD / "unknown_area.csv", code=1)
    assert exported("observations") == []


def test_what_cannot_be_done_is_said_without_a_traceback() -> None:
    assert CliRunner().invoke(app, ["withdraw", "99"]).exit_code == 2
    assert CliRunner().invoke(app, ["check", "no-such-file.csv"]).exit_code == 2
    assert CliRunner().invoke(app, ["export", "figures", "--format", "parquet"]).exit_code == 2


def test_formats_hold_the_same(tmp_path: Path) -> None:
    run("submit", REPORT)
    run("export", "observations", "--format", "parquet", "-o", tmp_path / "o.parquet")
    rows = pq.read_table(tmp_path / "o.parquet").to_pylist()
    read = json.loads(run("export", "observations", "--format", "json"))
    for row, from_json, from_csv in zip(rows, read, exported("observations"), strict=True):
        assert row["obs_value"] == Decimal(from_json["obs_value"]) == Decimal(from_csv["obs_value"])


def test_no_text_becomes_a_formula() -> None:
    texts = ["=1+1", "+84", "-x", "@a", "\tb", "\rc", "Tây Hồ", ""]
    table = pa.table({"note": texts, "value": ["-5", "-1.5", "3", "", "1", "2", "4", "0"]})
    safe = _without_formulas(table)
    assert safe["note"].to_pylist() == ["'" + t for t in texts[:6]] + texts[6:]
    assert safe["value"].to_pylist()[0] == "-5"


def test_read_shows_every_cell(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("Quận;Số\nTây Hồ;1.950\n".encode("utf-16"))
    told = json.loads(run("read", path, "--json"))
    assert (told["encoding"], told["delimiter"]) == ("utf-16-le", ";")
    assert told["rows"] == [["Quận", "Số"], ["Tây Hồ", "1.950"]]
    assert told["problems"] == []


def test_a_mapping_is_proposed_kept_and_used(tmp_path: Path) -> None:
    path = tmp_path / "thang3.csv"
    path.write_text(
        "THU THÁNG 3/2022 (ĐVT: tỷ đồng),\nQuận,Thu ngân sách nhà nước trên địa bàn\n"
        'Tây Hồ,"1.950,5"\n',
        encoding="utf-8",
    )
    run("mappings", "propose", path, "Thu tháng", "-o", tmp_path / "m.json")
    text = (tmp_path / "m.json").read_text(encoding="utf-8")
    measure = text.replace('"indicator":', '"measure": "Thực hiện",\n    "indicator":')
    (tmp_path / "m.json").write_text(measure, encoding="utf-8")
    run("mappings", "import", tmp_path / "m.json")
    assert run("mappings", "list").strip() == "Thu tháng"
    assert "1 lỗi" in run("check", path, code=1)
    run("submit", path, "--given", "source=tay-ho-2023-04")
    (row,) = exported("observations")
    assert (row["obs_value"], row["period_start"]) == ("1950.5", "2022-03-01")


def test_problems_are_written_beside_the_cells(tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"
    run("check", BAD / "unknown_area.csv", "--annotate", copy, code=1)
    rows = list(csv.reader(io.StringIO(copy.read_text(encoding="utf-8-sig"))))
    assert rows[0][-1] == "Lỗi và cảnh báo"
    assert rows[1][-1] == ""
    assert rows[2][0] == "Tây Hổ"
    assert "Không có địa bàn nào tên “Tây Hổ”" in rows[2][-1]
