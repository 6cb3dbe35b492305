"""A lake whose figures are in object storage: its address, and the same work as in a folder."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb
import pytest

from analytics import backup, bundled, shared_store
from analytics.address import Bucket, Lake, address
from analytics.settings import Settings
from analytics.store import Store, StoreError
from analytics.verification import verify
from tests.bucket import PROGRAM, bucket
from tests.builders import somebody
from tests.conftest import LONG
from tests.durability_child import SMALL, bring_in
from tests.lake import Postgres

CATALOGUE = "ducklake:postgres:host=db dbname=district"
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


def test_amazons_own_storage_needs_no_endpoint() -> None:
    found = Bucket.read("s3://so-lieu/ha-noi/", {**KEYS, "AWS_DEFAULT_REGION": "ap-southeast-1"})
    assert found == Bucket("s3://so-lieu/ha-noi", "key", "secret", "", "ap-southeast-1")
    assert (found.style, found.is_encrypted) == ("vhost", True)
    assert "secret" not in repr(found)


def test_an_endpoint_of_ones_own_has_the_bucket_in_its_path() -> None:
    given = {**KEYS, "AWS_ENDPOINT_URL": "http://luu-tru:9000/", "AWS_SESSION_TOKEN": "token"}
    found = Bucket.read("s3://so-lieu", given)
    assert (found.endpoint, found.style, found.is_encrypted) == ("luu-tru:9000", "path", False)
    assert found.token == "token"  # noqa: S105
    named = {**given, "DISTRICT_S3_URL_STYLE": "vhost", "AWS_ENDPOINT_URL_S3": "https://other"}
    found = Bucket.read("s3://so-lieu", named)
    assert (found.endpoint, found.style, found.is_encrypted) == ("other", "vhost", True)


@pytest.mark.parametrize(
    ("data", "environment", "says"),
    [
        ("gs://so-lieu", {}, "neither a folder nor s3"),
        ("s3://", {}, "neither a folder nor s3"),
        ("s3://so-lieu/a&b", {}, "neither a folder nor s3"),
        ("s3://so-lieu/a<b", {}, "neither a folder nor s3"),
        ("s3://so-lieu", {"DISTRICT_S3_URL_STYLE": "other"}, "path or vhost"),
        ("s3://so-lieu", {}, "DISTRICT_STORE_FOLDER"),
        ("", {}, "DISTRICT_STORE_DATA"),
    ],
)
def test_a_place_that_cannot_be_used_says_why(
    data: str, environment: dict[str, str], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        address(CATALOGUE, data, environment)


class _Empty(BaseHTTPRequestHandler):
    """A bucket in which there is nothing."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")

    def log_message(self, *_: object) -> None:
        """Nothing to standard error."""


def test_a_bucket_that_does_not_answer_is_said_without_its_keys(
    postgres: Postgres, tmp_path: Path
) -> None:
    refused: list[StoreError] = []

    def is_refused(act: Callable[[], object]) -> None:
        with pytest.raises(StoreError, match="store_unreachable") as refusal:
            act()
        refused.append(refusal.value)

    with HTTPServer(("127.0.0.1", 0), _Empty) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        endpoint = f"127.0.0.1:{server.server_port}"
        place = Bucket(
            "s3://figures",
            "key",
            "it's secret",
            endpoint=endpoint,
            is_encrypted=False,
            style="path",
        )
        store = Store.open(Lake(postgres.empty().catalogue, tmp_path, place))
        server.shutdown()
    with closing(store):
        is_refused(lambda: bring_in(store, "one.csv", SMALL))
        is_refused(lambda: store.adopt_codelists(Settings.read({}).codelists))
    is_refused(lambda: Store.open(Lake(postgres.empty().catalogue, tmp_path / "new", place)))
    for error in refused:
        assert "secret" not in error.details["reason"]


@LONG
@pytest.mark.skipif(PROGRAM is None, reason="needs .venv/bucket (docs/development.md)")
def test_a_lake_in_object_storage_is_worked_with_as_one_in_a_folder(
    postgres: Postgres, few: Settings, tmp_path: Path
) -> None:
    with bucket(tmp_path) as environment:
        named = f"ducklake:postgres:{postgres.empty().catalogue}"
        settings = Settings.read({**environment, "DISTRICT_STORE": named})
        lake = settings.store
        assert isinstance(lake, Lake)
        with closing(Store.open(lake)) as store:
            bundled.load(store, few)
            were = store.fingerprints()
            assert store.size() > 0
            assert not [*lake.path.iterdir()], "no figure is on the machine's own disk"
            assert verify(store) == ()
            sees_nothing_else(store, environment["AWS_ENDPOINT_URL"])
            kept = backup.back_up(store, by=somebody())
        with closing(Store.open(lake)) as other, closing(Store.open(lake)) as store:
            bring_in(other, "later.csv", SMALL)
            assert len(store.submissions()) == len(other.submissions())
            assert store.revision() == other.revision()
            numbered = store.fingerprints()
            tidied = store.tidy(timedelta(0))
            assert tidied is not None
            assert tidied.removed
            assert store.fingerprints() == numbered
            assert verify(store) == ()
        shared_store.restore(lake, kept.path, older=True, by=somebody())
        with closing(Store.open(lake)) as store:
            assert store.fingerprints()["stored_observation"] == were["stored_observation"]
            before = store.fingerprints()["stored_observation"]
        shared_store.rebuild(lake, few.codelists, by=somebody())
        with closing(Store.open(lake)) as store:
            assert store.fingerprints()["stored_observation"] == before
            assert verify(store) == ()
        moved = tmp_path / "moved.duckdb"
        shared_store.move(lake, moved)
        with closing(Store.open(moved)) as store:
            assert store.fingerprints()["stored_observation"] == before


def sees_nothing_else(store: Store, endpoint: str) -> None:
    """What lies beside the figures in the bucket, and what is on the disk, is not for questions."""
    request = urllib.request.Request(f"{endpoint}/figures/other.csv", b"a,b\n1,2\n", method="PUT")  # noqa: S310
    urllib.request.urlopen(request).close()  # noqa: S310
    for place in ("s3://figures/other.csv", "/etc/passwd", f"{endpoint}/figures/other.csv"):
        with suppress(StoreError), pytest.raises(duckdb.Error, match="disabled by configuration"):
            store.rows("SELECT * FROM read_csv(?)", [place])
