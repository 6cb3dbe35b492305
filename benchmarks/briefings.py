"""How long slides and pictures take.

Goals: ten slides as PowerPoint in under a second; warm pictures in under 0.3 s each.

    .venv/bin/python -m benchmarks.briefings [--runs 7]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from analytics import briefing as briefing_of
from analytics import bundled, measures, queries
from analytics.export import png, slides
from analytics.export.browser import BROWSER, NoBrowserError
from analytics.export.deck import deck
from analytics.export.excel import workbook
from analytics.export.imprint import Imprint
from analytics.export.pdf import pdf
from analytics.export.powerpoint import powerpoint
from analytics.model import Figure
from analytics.settings import Settings
from analytics.store import Store
from analytics.text import words
from analytics.wording import Wording

_SLIDES = 10
_ADDRESS = "https://so-lieu.example.vn"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=7)
    runs: int = asked.parse_args().runs
    settings = Settings.read({})
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "figures.duckdb")
        bundled.load(store, settings)
        say = Wording(words("vi"), store.codelists())

        def known(
            *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
        ) -> tuple[Figure, ...]:
            standing = queries.standing(store, areas=areas, indicators=indicators)
            return measures.figures(standing, say.codelists)

        ready = briefing_of.briefings(store, settings.briefings)["bon-quan"]
        shown = briefing_of.shown(ready, known, say)
        imprint = Imprint(say.words, briefing_of.now(), store.revision(), _ADDRESS)
        store.close()
    whole = deck("Bốn quận", briefing_of.subtitle(ready, say), shown, imprint, say)
    # A cover and nine slides that have charts and notes.
    ten = replace(whole, slides=tuple(s for s in whole.slides if s.view)[-(_SLIDES - 1) :])
    scenes = slides.scenes(ten)
    views = [one.view for one in shown if one.view]
    charted = [view for view in views if view.chart is not None]
    _time(f"{_SLIDES} slides, PowerPoint", runs, lambda: powerpoint(ten, say))
    _time(f"{_SLIDES} slides, PDF", runs, lambda: pdf(scenes, title="", language="vi"))
    _time("the whole briefing, Excel", runs, lambda: workbook("", views, [], imprint, say))
    try:
        _time("browser started, first picture", 1, lambda: png.scene_png(scenes[1]))
    except NoBrowserError:
        print("no Chromium on this machine: no pictures")
        return 0
    for scale in (1, 2):
        _each(
            f"a chart's card at {scale}×",
            [partial(png.card_png, view, imprint, scale=scale) for view in charted],
        )
    _each("a slide, 1920 × 1080", [partial(png.scene_png, scene) for scene in scenes])
    BROWSER.stop()
    return 0


def _time(name: str, runs: int, make: Callable[[], object]) -> None:
    """The same thing several times; the processor's time is alike on a busy machine."""
    taken, worked = [], []
    for _ in range(runs):
        begin, begun = time.perf_counter(), time.process_time()
        make()
        taken.append(time.perf_counter() - begin)
        worked.append(time.process_time() - begun)
    _tell(name, taken)
    print(f"{'':28} processor {statistics.median(worked):6.2f} s")


def _each(name: str, makes: Sequence[Callable[[], object]]) -> None:
    """Different pictures, each once: what a reader waits for, and not one that is cached."""
    taken = []
    for make in makes:
        begin = time.perf_counter()
        make()
        taken.append(time.perf_counter() - begin)
    _tell(name, taken)


def _tell(name: str, taken: Sequence[float]) -> None:
    print(
        f"{name:32} median {statistics.median(taken):6.2f} s   "
        f"least {min(taken):6.2f}   most {max(taken):6.2f}   of {len(taken)}"
    )


if __name__ == "__main__":
    sys.exit(main())
