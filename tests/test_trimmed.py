"""Plotly without what no page draws: what is left out, what is kept, and when it is sent whole."""

from __future__ import annotations

import ast
from pathlib import Path

import plotly.graph_objects as go
import pytest
from plotly.basedatatypes import BaseTraceType
from streamlit import file_util

from analytics.settings import ROOT
from server import trimmed
from server.bundle import CHART, Bundle
from server.trimmed import DRAWN, UnknownFormError, plotly

BUILT = (
    'import{a}from"./b.js";var P=1,W=n((()=>{var g=()=>0,_=(e,t)=>()=>t,'
    'T=_({"src/version.js"(e){e.version=`4.2.0`}}),'
    'A=_({"src/lib.js"(e,t){t.exports=1}}),'
    'B=_({"src/traces/bar.js"(e,t){A(),T()}}),'
    'C=_({"src/traces/pie.js"(e,t){A(),D()}}),'
    'D=_({"src/lib/slices.js"(e,t){t.exports=2}}),'
    'I=_({"src/core.js"(e,t){t.exports={D:1,pie:e.D()}}}),'
    'J=_({"lib/bar.js"(e,t){t.exports=B()}}),'
    'K=_({"lib/pie.js"(e,t){t.exports=C()}}),'
    'L=_({"lib/last.js"(e,t){t.exports=0}});'
    'return _({"lib/index.js"(e,t){var n=I();n.register([J(),K(),L()]),t.exports=n}})()}))'
)


def streamlits() -> bytes:
    bundle = Bundle(Path(file_util.get_static_dir()))
    return (bundle.folder / bundle.files_of(CHART)[0]).read_bytes()


def kinds_named_in(folder: Path) -> set[str]:
    """Every kind of trace that a module with Plotly makes, as ``go.Bar`` or by ``add_bar``."""
    known = {
        name.lower()
        for name in go.__all__
        if isinstance(getattr(go, name), type) and issubclass(getattr(go, name), BaseTraceType)
    }
    named: set[str] = set()
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    for text in (text for text in texts if "plotly" in text):
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Attribute(value=ast.Name(id="go"), attr=name):
                    named.add(name.lower())
                case ast.Attribute(attr=name) if name.startswith("add_"):
                    named.add(name.removeprefix("add_"))
    return known & named


def test_what_nothing_kept_asks_for_is_left_out() -> None:
    left = trimmed.trimmed(BUILT, ("bar", "scatter"))
    gone = BUILT.replace("[J(),K(),L()]", "[J()]")
    for module in "CDK":
        start = gone.index(f'{module}=_({{"')
        gone = gone[:start] + gone[gone.index("}}),", start) + len("}}),") :]
    assert left == gone


def test_every_kind_is_as_it_was() -> None:
    left = trimmed.trimmed(BUILT, ("bar", "pie", "scatter"))
    assert left == BUILT.replace("[J(),K(),L()]", "[J(),K()]")


@pytest.mark.parametrize(
    ("before", "after"),
    [("src/version.js", "src/other.js"), ("lib/index.js", "lib/i.js"), ("lib/bar.js", "lib/b.js")],
)
def test_another_form_is_not_touched(before: str, after: str) -> None:
    with pytest.raises(UnknownFormError):
        trimmed.trimmed(BUILT.replace(before, after), ("bar",))


def test_a_script_that_nobody_looked_through_is_sent_whole(
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = streamlits() + b"\n"
    assert plotly(other) == other
    assert "sent whole" in caplog.text


def test_streamlits_own_script_is_the_one_that_was_looked_through() -> None:
    """After a new Streamlit: docs/development.md, "A new Streamlit"."""
    whole = streamlits()
    left = plotly(whole)
    assert len(left) < len(whole) / 3
    assert b'"lib/bar.js"' in left
    assert b'"src/traces/sankey/plot.js"' not in left


def test_no_chart_is_of_a_kind_that_is_left_out() -> None:
    assert kinds_named_in(ROOT / "analytics") | kinds_named_in(ROOT / "pages") == set(DRAWN)
