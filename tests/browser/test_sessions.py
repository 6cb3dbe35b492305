"""Two people at once see nothing of each other: choices, files, what they are told."""

from __future__ import annotations

import urllib.error

import pytest

from benchmarks.protocol import Reader, Seen
from tests.browser.serving import Served
from tests.browser.test_upload import BAD, HEADER


def first_box(seen: Seen) -> tuple[str, str, list[str]]:
    """A page's first select box: its id, what is chosen, and its options."""
    box = seen.of("selectbox")[0]
    return box.id, box.raw_value, list(box.options)


def test_each_keeps_their_own_choice(app: Served) -> None:
    with Reader(app.url) as an, Reader(app.url) as binh:
        box, usual, options = first_box(an.open("/so-sanh"))
        binh.open("/so-sanh")
        others = [option for option in options if option != usual]
        assert first_box(an.choose(box, others[0]))[1] == others[0]
        assert first_box(binh.choose(box, others[1]))[1] == others[1]
        with Reader(app.url) as newcomer:
            assert first_box(newcomer.open("/so-sanh"))[1] == usual


def test_a_file_that_one_looks_at_is_seen_by_nobody_else(app: Served) -> None:
    file = "rieng-cua-an.csv"
    with Reader(app.url) as an, Reader(app.url) as binh:
        uploader = an.open("/nhap-so-lieu").of("file_uploader")[0].id
        binh.open("/nhap-so-lieu")
        seen = an.bring(uploader, file, (HEADER + BAD).encode())
        alone = len(binh.open("/nhap-so-lieu").elements)
        assert len(seen.elements) > alone, "its problems are shown, to whom they concern"
        for stranger in (binh.open("/nhap-so-lieu"), binh.open("/nguon-so-lieu")):
            assert file not in stranger.text


def test_nobody_can_put_a_file_into_a_session_that_is_not_there(app: Served) -> None:
    with Reader(app.url) as an:
        an.open("/nhap-so-lieu")
        with pytest.raises(urllib.error.HTTPError) as refused:
            an.put("_stcore/upload_file/nobody/file", "a.csv", b"x")
    with refused.value as answer:
        assert answer.code == 400
