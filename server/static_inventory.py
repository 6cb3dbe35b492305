"""The static files that there are: found once at the start, each with its type and its caching."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from server.compressed import Forms, digest, kept, make

HTML = "text/html; charset=utf-8"
SCRIPT = "text/javascript"
FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
_ASK_FIRST = "no-cache"
_NAMED_BY_CONTENT = re.compile(r"\.[\w-]{8}\.\w+$")
_TEXTS = frozenset({SCRIPT, "text/css", "application/json", "image/svg+xml", HTML})


@dataclass(slots=True)
class StaticFile:
    """A file, a page's text, or what is made of one. Its forms are found when first asked for."""

    source: Path | bytes | Callable[[], bytes]
    media_type: str
    caching: str
    _forms: Forms | None = field(default=None, init=False)
    _is_packed: bool = field(default=False, init=False)

    @property
    def is_text(self) -> bool:
        return self.media_type in _TEXTS

    @property
    def is_unpacked(self) -> bool:
        """Whether it could be smaller, and nobody has seen to that yet."""
        return self.is_text and not self._is_packed

    def content(self) -> bytes:
        match self.source:
            case bytes():
                return self.source
            case Path():
                return self.source.read_bytes()
            case made:
                return made()

    def forms(self, folder: Path) -> Forms:
        """Those that are kept, and the digest; no compressing."""
        if self._forms is None:
            content = self.content()
            found = kept(content, folder) if self.is_text else None
            self._is_packed = found is not None
            self._forms = found or Forms(digest(content), {})
        return self._forms

    def pack(self, folder: Path) -> None:
        """See to it that it has forms; those that are not kept are made, quickly."""
        self.forms(folder)
        if self.is_unpacked:
            self._forms = make(self.content(), folder, "quick")
            self._is_packed = True


def files_of_streamlit(folder: Path) -> dict[str, StaticFile]:
    """Its scripts, styles, fonts and pictures by their addresses; its page is not among them."""
    return {
        f"/{path.relative_to(folder).as_posix()}": StaticFile(
            path, _media_type(path), _caching(path)
        )
        for path in folder.rglob("*.*")
        if path.is_file() and path.name != "index.html"
    }


def our_files(folder: Path) -> dict[str, StaticFile]:
    """Our fonts. Their names stay when they change, so they are asked for again after a day."""
    return {
        f"/app/static/{path.relative_to(folder).as_posix()}": StaticFile(
            path, _media_type(path), A_DAY
        )
        for path in folder.rglob("*.woff2")
    }


def _caching(path: Path) -> str:
    return FOREVER if _NAMED_BY_CONTENT.search(path.name) else _ASK_FIRST


def _media_type(path: Path) -> str:
    """By the ending. Not every machine's own table knows fonts, or says what browsers need."""
    match path.suffix:
        case ".js":
            return SCRIPT
        case ".woff2":
            return "font/woff2"
        case _:
            return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
