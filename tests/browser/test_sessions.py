"""Two people at once see nothing of each other: choices, files, what they are told."""

from __future__ import annotations

import json
import urllib.error

import pytest

from benchmarks.protocol import Reader, Seen
from tests.browser.serving import Served
from tests.browser.test_upload import BAD, HEADER


def first_box(seen: Seen) -> tuple[str, str, list[str]]:
    """A page's first select box: its id, what it is told to show, and its options."""
    box = seen.of("selectbox")[0]
    return box.id, box.raw_value, list(box.options)


def compared(seen: Seen) -> str:
    """What the first card of a comparison is of: the indicator and the measure."""
    title: str = json.loads(seen.of("bidi_component")[0].json)["title"]
    return title


def test_each_keeps_their_own_choice(app: Served) -> None:
    with Reader(app.url) as an, Reader(app.url) as binh:
        box, usual, options = first_box(an.open("/so-sanh"))
        binh.open("/so-sanh")
        others = [option for option in options if option != usual]
        one, other = (option.rpartition(" · ")[0] for option in others[:2])
        assert compared(an.choose(box, others[0])).startswith(one)
        assert compared(binh.choose(box, others[1])).startswith(other)
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
