"""Streamlit's built files: what our pages need of them, and a first page that says so early.

A browser finds Streamlit's parts one after the other: the script, then the first message, then the
parts that the message names, Plotly last. The first page names them all, so they come at once.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from server import trimmed

PARTS = (
    "BidiComponent",
    "ButtonGroup",
    "DateInput",
    "Html",
    "Multiselect",
    "Selectbox",
)
"""Streamlit's components that every page begins with, by the names of their sources."""

CHART = "PlotlyChart"
"""The largest; a page with charts needs it at once, the others' readers soon."""

ICONS = "MaterialSymbols-Rounded"
"""The font of icons, which every page draws."""

FONTS = ("IBMPlexSans-Regular", "IBMPlexSans-SemiBold")
"""Our fonts that every page draws at once; the others come when they are met."""

STREAMLITS_FONT = "SourceSansVF-Upright"
"""What it draws with until it hears of our theme; 170 kB for the blink of an eye."""

_UNUSED_FONT = re.compile(r'<link\s+rel="preload"[^>]*?/SourceSans[^>]*?/>\s*')
_HEAD_ENDS = "</head>"
_STREAMLITS_SCRIPT = '<script type="module"'


class MissingPartError(Exception):
    """Streamlit's bundle has no such part any more: its names changed with its version."""


@dataclass(frozen=True, slots=True)
class Link:
    """What the first page tells the browser to fetch. ``href`` is relative to the app's root."""

    rel: str
    href: str
    kind: str = ""

    def html(self) -> str:
        kind = f' as="{self.kind}"' if self.kind else ""
        return f'<link rel="{self.rel}"{kind} crossorigin href="./{escape(self.href)}">'


@dataclass(frozen=True, slots=True)
class EarlyScript:
    """Our script in Streamlit's page, by an address that changes with it."""

    content: bytes

    @property
    def address(self) -> str:
        return f"app/static/early.{hashlib.sha256(self.content).hexdigest()[:8]}.js"


EARLY = EarlyScript(Path(__file__).with_name("early.js").read_bytes())


class Bundle:
    """The files that Streamlit was built to; ``folder`` has its page and its manifest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _manifest(self) -> dict[str, Any]:
        text = (self.folder / "manifest.json").read_text(encoding="utf-8")
        manifest: dict[str, Any] = json.loads(text)
        return manifest

    def files_of(self, part: str) -> tuple[str, ...]:
        """A part's file and all that it imports, what every page imports anyway left out.

        Raises :class:`MissingPartError`.
        """
        files: dict[str, None] = {}
        self._gather(self._key(part), self._first_files(), files)
        return tuple(files)

    def file_of(self, asset: str) -> str:
        """The file of a font or picture. Raises :class:`MissingPartError`."""
        return str(self._manifest[self._key(asset)]["file"])

    def content(self, file: str) -> bytes:
        """A file as it is sent: Plotly without what no page draws."""
        content = (self.folder / file).read_bytes()
        return trimmed.plotly(content) if file == self.files_of(CHART)[0] else content

    def needed(self) -> tuple[str, ...]:
        """Every text file that a first visit to our pages fetches, the largest first."""
        first = self._manifest["index.html"]
        files = [*self._first_files(), *first.get("css", ())]
        for part in (*PARTS, CHART):
            files += self.files_of(part)
        return tuple(sorted(dict.fromkeys(files), key=self._size, reverse=True))

    def links(self, *, has_chart: bool) -> tuple[Link, ...]:
        """What a page needs and does not name itself. Raises :class:`MissingPartError`."""
        files = dict.fromkeys(file for part in PARTS for file in self.files_of(part))
        chart = dict.fromkeys(file for file in self.files_of(CHART) if file not in files)
        return (
            *(Link("preload", f"app/static/fonts/{font}.woff2", "font") for font in FONTS),
            *(Link("modulepreload" if has_chart else "prefetch", file) for file in chart),
            *(Link("modulepreload", file) for file in files),
            Link("preload", self.file_of(ICONS), "font"),
        )

    def early(self, *, has_chart: bool, is_signed_in: bool) -> str:
        """What begins before Streamlit's script. Raises :class:`MissingPartError`.

        The largest file is asked for first: it needs the line for as long as all others together.
        """
        chart = self.files_of(CHART)[0]
        parts = " ".join(self.files_of(part)[0] for part in PARTS)
        told = ("" if has_chart else " data-later") + (" data-sign-in" if is_signed_in else "")
        files = f'data-plotly="{escape(chart)}" data-parts="{escape(parts)}"'
        script = f'<script src="./{EARLY.address}" {files}{told}></script>'
        first = f"{Link('modulepreload', chart).html()}\n    "
        return f"{first if has_chart else ''}{script}"

    def first_page(self, *, language: str, has_chart: bool, is_signed_in: bool = False) -> str:
        """Streamlit's page with the reader's language, our links, and no font that is not used."""
        page = (self.folder / "index.html").read_text(encoding="utf-8")
        links = "\n    ".join(link.html() for link in self.links(has_chart=has_chart))
        early = self.early(has_chart=has_chart, is_signed_in=is_signed_in)
        page = _UNUSED_FONT.sub("", page)
        page = page.replace('<html lang="en">', f'<html lang="{language}">', 1)
        page = page.replace(_STREAMLITS_SCRIPT, f"{early}\n    {_STREAMLITS_SCRIPT}", 1)
        return page.replace(_HEAD_ENDS, f"  {links}\n  {_HEAD_ENDS}", 1)

    def _key(self, name: str) -> str:
        for key in self._manifest:
            stem, _, ending = key.rpartition("/")[2].partition(".")
            if stem == name and ending in ("tsx", "woff2", "ttf.woff2"):
                return key
        raise MissingPartError(name)

    def _first_files(self) -> dict[str, None]:
        files: dict[str, None] = {}
        self._gather("index.html", {}, files)
        return files

    def _gather(self, key: str, known: dict[str, None], files: dict[str, None]) -> None:
        entry = self._manifest[key]
        file = str(entry["file"])
        if file in files or file in known:
            return
        files[file] = None
        for imported in entry.get("imports", ()):
            self._gather(imported, known, files)

    def _size(self, file: str) -> int:
        return (self.folder / file).stat().st_size
