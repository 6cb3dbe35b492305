"""Object storage for tests: a server that speaks S3, over real HTTP, on this machine.

It is moto's, in an environment of its own, which ``docs/development.md`` tells how to make.
"""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analytics.settings import ROOT
from tests.browser.serving import free_port

PROGRAM = shutil.which("moto_server", path=str(ROOT / ".venv" / "bucket" / "bin"))
_SECONDS_TO_START = 60
_NAME = "figures"


@contextmanager
def bucket(folder: Path) -> Iterator[dict[str, str]]:
    """A bucket without objects, as the environment that names it; its log is in ``folder``."""
    assert PROGRAM is not None
    port = free_port()
    with (folder / "bucket.log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603 (our own server)
            [PROGRAM, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _make(f"http://127.0.0.1:{port}/{_NAME}")
            yield {
                "DISTRICT_STORE_DATA": f"s3://{_NAME}/hanoi",
                "DISTRICT_STORE_FOLDER": str(folder / "beside"),
                "AWS_ACCESS_KEY_ID": "key",
                "AWS_SECRET_ACCESS_KEY": "it's secret",
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            }
        finally:
            server.terminate()
            server.wait(20)


def _make(address: str) -> None:
    given_up = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(urllib.request.Request(address, method="PUT")).close()  # noqa: S310
        except urllib.error.URLError:
            if time.monotonic() > given_up:
                raise
            time.sleep(0.1)
        else:
            return
