"""Static files, Streamlit's and ours: compressed once, kept, and sent as browsers like them best.

Only files that were found at the start are answered, by their exact addresses, and the pages' own;
everything else is Streamlit's to answer. So no path leads out of the folders.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from urllib.parse import parse_qs

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, file_util

from analytics import languages
from analytics.languages import LANGUAGES, Language
from analytics.settings import ROOT
from pages.ui import auth
from pages.ui.page_list import PAGES
from server import compressed
from server.bundle import CHART, EARLY, FONTS, STREAMLITS_FONT, Bundle, MissingPartError
from server.content_coding import PLAIN, UnsatisfiableRangeError, chosen, is_known, part_asked
from server.static_inventory import (
    A_DAY,
    FOREVER,
    HTML,
    SCRIPT,
    StaticFile,
    files_of_streamlit,
    our_files,
)

WITH_CHARTS = frozenset({"compare", "trends", "district"})
"""Pages that begin with charts, by the names of their files."""

_ASK_FIRST = "no-cache"
log = logging.getLogger("district")


@dataclass(frozen=True, slots=True)
class Answer:
    """One form of a file, before the request's conditions."""

    content: bytes
    coding: str
    etag: str
    media_type: str
    caching: str
    varies: bool


class StaticFiles:
    """Answers for static files and for the pages' own addresses, in front of Streamlit."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        bundle: Path | None = None,
        ours: Path = ROOT / "pages" / "static",
        folder: Path = compressed.FOLDER,
    ) -> None:
        self._app = app
        self._folder = folder
        built = Bundle(bundle or Path(file_util.get_static_dir()))
        base = str(config.get_option("server.baseUrlPath")).strip("/")
        self._base = f"/{base}" if base else ""
        early = StaticFile(EARLY.content, SCRIPT, FOREVER)
        self._files = {
            **files_of_streamlit(built.folder),
            **our_files(ours),
            f"/{EARLY.address}": early,
        }
        self._background = ThreadPoolExecutor(1, thread_name_prefix="compress")
        self._pages: Mapping[str, Mapping[str, StaticFile]] = {}
        self._replaced = ""
        try:
            self._pages = _pages(built)
            self._replaced = f"/{built.file_of(STREAMLITS_FONT)}"
            needed = built.needed()
            chart = built.files_of(CHART)[0]
        except MissingPartError as error:
            log.error("streamlit's bundle has no %s: no page says early what it needs", error)  # noqa: TRY400
        else:
            # Not for ever: what is left out follows from what pages draw, and its name does not.
            made = cache(partial(built.content, chart))
            self._files[f"/{chart}"] = StaticFile(made, SCRIPT, A_DAY)
            pages = [file for by_language in self._pages.values() for file in by_language.values()]
            for file in (*pages, early, *(self._files[f"/{name}"] for name in needed)):
                self._background.submit(file.pack, folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self._file(scope) if scope["type"] == "http" else None
        if file is not None and file is self._files.get(self._replaced):
            ours = f"{scope.get('root_path', '')}{self._base}/app/static/fonts/{FONTS[0]}.woff2"
            moved = RedirectResponse(ours, 301, {"Cache-Control": file.caching})
            await moved(scope, receive, send)
            return
        if file is None:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        accepted = ",".join(headers.getlist("accept-encoding"))
        answer = await to_thread.run_sync(self._answer, file, accepted)
        await _response(answer, scope["method"], headers)(scope, receive, send)

    def _file(self, scope: Scope) -> StaticFile | None:
        """What stands at the address below the app's root, if it is ours to answer."""
        path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
        if scope["method"] not in ("GET", "HEAD") or not path.startswith(f"{self._base}/"):
            return None
        path = path.removeprefix(self._base)
        if path in self._pages:
            return self._pages[path][_language(scope)]
        return self._files.get(path)

    def _answer(self, file: StaticFile, accepted: str) -> Answer:
        """The form that suits the browser; a file that has none yet goes out plain meanwhile."""
        forms = file.forms(self._folder)
        if not forms.packed and file.is_unpacked:
            self._background.submit(file.pack, self._folder)
        coding = chosen(accepted, list(forms.packed))
        content = next((form for name, form in forms.packed.items() if name == coding), None)
        suffix = "" if content is None else f"-{coding}"
        return Answer(
            content=file.content() if content is None else content,
            coding=PLAIN if content is None else coding,
            etag=f'"{forms.sha256[:32]}{suffix}"',
            media_type=file.media_type,
            caching=file.caching,
            varies=file.is_text,
        )


def _response(answer: Answer, method: str, asked: Headers) -> Response:
    """The answer under the request's conditions: unchanged, a part, or all of it."""
    headers = {
        "ETag": answer.etag,
        "Cache-Control": answer.caching,
        **({"Vary": "Accept-Encoding"} if answer.varies else {}),
    }
    if is_known(asked.get("if-none-match", ""), answer.etag):
        return Response(status_code=304, headers=headers)
    headers |= {
        "Content-Type": answer.media_type,
        "Accept-Ranges": "bytes",
        **({"Content-Encoding": answer.coding} if answer.coding != PLAIN else {}),
    }
    size = len(answer.content)
    if method == "HEAD":
        return Response(headers={**headers, "Content-Length": str(size)})
    try:
        part = part_asked(asked.get("range", ""), asked.get("if-range", ""), answer.etag, size)
    except UnsatisfiableRangeError:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return Response(answer.content, headers=headers)
    headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return Response(answer.content[part.first : part.last + 1], status_code=206, headers=headers)


def _language(scope: Scope) -> Language:
    """The language that the address names; Vietnamese needs none."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
    return languages.known(asked)


def _pages(bundle: Bundle) -> dict[str, dict[str, StaticFile]]:
    """By a page's address and language: Streamlit's page, as that page needs it."""
    made = {
        (has_chart, language): StaticFile(
            bundle.first_page(
                language=language, has_chart=has_chart, is_signed_in=auth.is_asked_for()
            ).encode(),
            HTML,
            _ASK_FIRST,
        )
        for has_chart in (True, False)
        for language in LANGUAGES
    }
    return {
        "/" if name == "overview" else f"/{address}": {
            language: made[name in WITH_CHARTS, language] for language in LANGUAGES
        }
        for name, address, _ in PAGES
    }
