"""Static files over a real socket: forms, conditions, parts, and nothing beyond the folders."""

from __future__ import annotations

import gzip
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from streamlit import file_util

from pages.ui.page_list import PAGES
from server import compressed
from server.bundle import CHART, ICONS, PARTS, STREAMLITS_FONT, Bundle, MissingPartError
from server.content_coding import PLAIN, chosen
from server.static_files import WITH_CHARTS, StaticFiles

SCRIPT = "/static/js/index.AbCd_123.js"
CONTENT = b"export const figures = 1;\n" * 400
FONT = "/app/static/fonts/IBMPlexSans-Regular.woff2"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Site:
    """A server with the middleware over a bundle of two parts; behind it, everything is 418."""

    port: int
    secret: Path
    folder: Path

    def ask(self, path: str, *headers: str, method: str = "GET") -> Reply:
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        told = dict(text.split(": ", 1) for text in rest)
        return Reply(int(first.split()[1]), {n.lower(): v for n, v in told.items()}, body)

    def packed(self, path: str, coding: str) -> Reply:
        """The answer once the background has made the form."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            reply = self.ask(path, f"Accept-Encoding: {coding}")
            if reply.headers.get("content-encoding") == coding:
                return reply
            time.sleep(0.02)
        raise AssertionError(f"{path} never came as {coding}")


def built(folder: Path) -> Path:
    """A bundle as Streamlit's, with a part of its own for each that we name."""
    parts = [*PARTS, CHART]
    entry = {"file": SCRIPT.removeprefix("/"), "imports": [], "css": []}
    manifest: dict[str, object] = {"index.html": entry}
    for part in parts:
        file = f"static/js/{part}.AbCd_123.js"
        manifest[f"../lib/{part}.tsx"] = {"file": file, "imports": ["index.html"]}
    icons = f"static/media/{ICONS}.AbCd_123.woff2"
    manifest[f"src/{ICONS}.woff2"] = {"file": icons}
    font = f"static/media/{STREAMLITS_FONT}.ttf.AbCd_123.woff2"
    manifest[f"src/{STREAMLITS_FONT}.ttf.woff2"] = {"file": font}
    for name in [*(f"static/js/{part}.AbCd_123.js" for part in parts), icons, font]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode() * 50)
    (folder / SCRIPT.removeprefix("/")).write_bytes(CONTENT)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    page = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    (folder / "index.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("static")
    secret = folder / "secret.js"
    secret.write_text("secret", encoding="utf-8")
    app = StaticFiles(
        PlainTextResponse("teapot", status_code=418),
        bundle=built(folder / "bundle"),
        folder=folder / "kept",
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield Site(listening.getsockname()[1], secret, folder / "kept")
        server.should_exit = True
        thread.join(10)


def test_a_script_comes_packed_as_the_browser_likes_it(site: Site) -> None:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    for coding, unpacked in unpack.items():
        reply = site.packed(SCRIPT, coding)
        assert reply.status == 200
        assert unpacked(reply.body) == CONTENT
        assert reply.headers["content-length"] == str(len(reply.body))
        assert len(reply.body) < len(CONTENT) / 4
    plain = site.ask(SCRIPT)
    assert plain.body == CONTENT
    assert "content-encoding" not in plain.headers


def test_every_form_has_a_mark_of_its_own_and_says_what_it_depends_on(site: Site) -> None:
    replies = [site.packed(SCRIPT, "br"), site.packed(SCRIPT, "gzip"), site.ask(SCRIPT)]
    assert len({reply.headers["etag"] for reply in replies}) == 3
    assert {reply.headers["vary"] for reply in replies} == {"Accept-Encoding"}
    assert {reply.headers["content-type"] for reply in replies} == {"text/javascript"}


def test_a_form_is_made_once_and_kept(site: Site) -> None:
    site.packed(SCRIPT, "br")
    place = site.folder / f"{compressed.digest(CONTENT)}.quick.br"
    assert brotli.decompress(place.read_bytes()) == CONTENT
    made = place.stat().st_mtime_ns
    site.packed(SCRIPT, "br")
    assert place.stat().st_mtime_ns == made


def test_names_with_their_content_in_them_are_asked_for_once(site: Site) -> None:
    assert "immutable" in site.ask(SCRIPT).headers["cache-control"]
    assert site.ask("/manifest.json").headers["cache-control"] == "no-cache"
    assert site.ask("/").headers["cache-control"] == "no-cache"
    assert "immutable" not in site.ask(FONT).headers["cache-control"]


def test_what_the_browser_has_is_not_sent_again(site: Site) -> None:
    reply = site.packed(SCRIPT, "br")
    mark = reply.headers["etag"]
    for known in (mark, f"W/{mark}", f'"other", {mark}', "*"):
        again = site.ask(SCRIPT, "Accept-Encoding: br", f"If-None-Match: {known}")
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == mark
        assert again.headers["vary"] == "Accept-Encoding"
    other_form = site.ask(SCRIPT, f"If-None-Match: {mark}")
    assert other_form.status == 200


def test_head_says_what_get_would(site: Site) -> None:
    got = site.packed(SCRIPT, "br")
    head = site.ask(SCRIPT, "Accept-Encoding: br", method="HEAD")
    assert head.body == b""
    for name in ("content-length", "content-encoding", "etag", "content-type", "cache-control"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    ("asked", "part", "told"),
    [
        ("bytes=0-3", CONTENT[:4], "bytes 0-3/{size}"),
        ("bytes=10-", CONTENT[10:], "bytes 10-{last}/{size}"),
        ("bytes=-5", CONTENT[-5:], "bytes {fifth}-{last}/{size}"),
        ("bytes=0-99999999", CONTENT, "bytes 0-{last}/{size}"),
    ],
)
def test_a_part_of_a_file(site: Site, asked: str, part: bytes, told: str) -> None:
    size = len(CONTENT)
    reply = site.ask(SCRIPT, f"Range: {asked}")
    assert (reply.status, reply.body) == (206, part)
    expected = told.format(size=size, last=size - 1, fifth=size - 5)
    assert reply.headers["content-range"] == expected


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=-", "bytes=0-1,4-5", "lines=1-2", "x"])
def test_parts_that_cannot_be_read_are_the_whole(site: Site, asked: str) -> None:
    assert site.ask(SCRIPT, f"Range: {asked}").body == CONTENT


def test_a_part_behind_the_end_is_refused(site: Site) -> None:
    for asked in (f"bytes={len(CONTENT)}-", "bytes=-0"):
        reply = site.ask(SCRIPT, f"Range: {asked}")
        assert reply.status == 416
        assert reply.headers["content-range"] == f"bytes */{len(CONTENT)}"


def test_a_part_of_another_form_is_not_mixed_in(site: Site) -> None:
    packed = site.packed(SCRIPT, "br").headers["etag"]
    mixed = site.ask(SCRIPT, "Range: bytes=0-3", f"If-Range: {packed}")
    assert (mixed.status, mixed.body) == (200, CONTENT)
    plain = site.ask(SCRIPT).headers["etag"]
    assert site.ask(SCRIPT, "Range: bytes=0-3", f"If-Range: {plain}").status == 206


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.js",
        "/static/../../secret.js",
        "/static/%2e%2e/%2e%2e/secret.js",
        "/static/..%2f..%2fsecret.js",
        "/static/js/..\\..\\..\\secret.js",
        "//etc/passwd",
        "/app/static/../ui/reads.py",
        "/app/static/%2e%2e/ui/frame.py",
        "/static/js/",
        "/static",
        "/static/js/index.AbCd_123.js/",
        "/static/js/index.AbCd_123.js%00.css",
    ],
)
def test_only_files_found_at_the_start_are_answered(site: Site, path: str) -> None:
    assert site.ask(path).status == 418


def test_other_methods_are_not_ours(site: Site) -> None:
    assert site.ask(SCRIPT, method="POST").status == 418
    assert site.ask("/", method="DELETE").status == 418


def test_fonts_are_not_packed_again(site: Site) -> None:
    reply = site.ask(FONT, "Accept-Encoding: br, gzip")
    assert "content-encoding" not in reply.headers
    assert "vary" not in reply.headers
    assert reply.headers["content-type"] == "font/woff2"


def test_pages_name_early_what_they_need(site: Site) -> None:
    for name, address, _ in PAGES:
        page = site.ask("/" if name == "overview" else f"/{address}").body.decode()
        rel = "modulepreload" if name in WITH_CHARTS else "prefetch"
        assert f'<link rel="{rel}" crossorigin href="./static/js/{CHART}.AbCd_123.js">' in page
        assert f'as="font" crossorigin href="./static/media/{ICONS}.AbCd_123.woff2"' in page
        assert "SourceSans" not in page
    assert site.ask("/no-page").status == 418


def test_the_font_that_our_theme_replaces_is_ours_from_the_start(site: Site) -> None:
    moved = site.ask(f"/static/media/{STREAMLITS_FONT}.ttf.AbCd_123.woff2")
    assert moved.status == 301
    page = site.ask("/").body.decode()
    assert f'href=".{moved.headers["location"]}"' in page, "it is not among those fetched early"
    assert site.ask(moved.headers["location"]).status == 200


def test_our_script_begins_before_streamlits(site: Site) -> None:
    with_charts, without = (site.ask(path).body.decode() for path in ("/dien-bien", "/"))
    for page in (with_charts, without):
        script = re.search(r'<script src="\.(/app/static/early\.\w+\.js)" ([^>]*)></script>', page)
        assert script is not None
        assert script.start() < page.index('<script type="module"')
        assert ("data-later" in script[2]) == (page is without)
        assert "data-sign-in" not in script[2]
        for part in re.findall(r"static/js/[\w.]+", script[2]):
            assert site.ask(f"/{part}").status == 200
        reply = site.ask(script[1])
        assert reply.status == 200
        assert "immutable" in reply.headers["cache-control"]


def test_with_sign_in_the_cookie_is_waited_for(tmp_path: Path) -> None:
    page = Bundle(built(tmp_path)).first_page(language="vi", has_chart=True, is_signed_in=True)
    assert " data-sign-in></script>" in page


def test_a_page_says_its_language(site: Site) -> None:
    for query, language in (("", "vi"), ("?lang=en", "en"), ("?lang=xx", "vi")):
        assert f'<html lang="{language}">' in site.ask(f"/{query}").body.decode()


def test_early_fonts_are_there(site: Site) -> None:
    page = site.ask("/").body.decode()
    fonts = [part.split('"')[0] for part in page.split('href="./app/static/')[1:]]
    assert fonts
    for font in fonts:
        assert site.ask(f"/app/static/{font}").status == 200


def test_streamlits_own_bundle_has_the_parts_that_we_name() -> None:
    bundle = Bundle(Path(file_util.get_static_dir()))
    needed = bundle.needed()
    assert needed[0] == bundle.files_of(CHART)[0], "the chart's part is no longer the largest"
    links = [link.href for link in bundle.links(has_chart=True)]
    for href in links:
        if not href.startswith("app/"):
            assert (bundle.folder / href).is_file(), href
    assert (bundle.folder / bundle.file_of(STREAMLITS_FONT)).is_file()
    page = bundle.first_page(language="vi", has_chart=True)
    assert page.count('lang="vi"') == 1
    assert "SourceSans" not in page
    with pytest.raises(MissingPartError):
        bundle.files_of("NoSuchPart")


def test_without_a_part_pages_are_streamlits_own(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = built(tmp_path / "bundle")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest[f"../lib/{CHART}.tsx"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    StaticFiles(PlainTextResponse("teapot"), bundle=folder, folder=tmp_path / "kept")
    assert CHART in caplog.text


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br, gzip", "br"),
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP;Q=0.5, BR;q=0.4", "gzip"),
        ("br;q=0, gzip;q=0.001", "gzip"),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("*;q=0", PLAIN),
        ("br;q=0.5, identity", PLAIN),
        ("br, identity", "br"),
        ("identity;q=0", PLAIN),
        ("br;q=high", PLAIN),
        ("br;q=2", PLAIN),
        ("br; q=0.9 , gzip;q=0.8", "br"),
        ("deflate, zstd", PLAIN),
        ("", PLAIN),
        (",;=,q", PLAIN),
    ],
)
def test_a_coding_is_chosen_by_its_quality(accepted: str, coding: str) -> None:
    assert chosen(accepted, ["br", "gzip"]) == coding


def test_a_damaged_form_counts_as_none(tmp_path: Path) -> None:
    compressed.make(CONTENT, tmp_path, "quick")
    assert compressed.kept(CONTENT, tmp_path) is not None
    place = tmp_path / f"{compressed.digest(CONTENT)}.quick.br"
    place.write_bytes(place.read_bytes()[:-3])
    assert compressed.kept(CONTENT, tmp_path) is None


def test_the_smallest_form_made_is_used(tmp_path: Path) -> None:
    compressed.make(CONTENT, tmp_path / "kept", "quick")
    assert compressed.prepare([CONTENT], tmp_path / "kept") == 1
    assert compressed.prepare([CONTENT], tmp_path / "kept") == 0
    forms = compressed.kept(CONTENT, tmp_path / "kept")
    assert forms is not None
    most = (tmp_path / "kept" / f"{forms.sha256}.most.br").read_bytes()
    assert forms.packed["br"] == most


def test_two_that_keep_the_same_at_once_both_have_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        forms = list(pool.map(lambda _: compressed.make(CONTENT, tmp_path, "quick"), range(8)))
    assert all(form == forms[0] for form in forms)
    assert compressed.kept(CONTENT, tmp_path) == forms[0]
    assert len(list(tmp_path.iterdir())) == 2
