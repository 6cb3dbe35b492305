"""Where a store is: a database file on this machine, or a lake that several machines share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LAKE = "ducklake:postgres:"
_BUCKET = re.compile(r"s3://[^/?#&<\s]+(/[^?#&<\s]*)?")
"""Not with & or <: DuckDB asks for removal in XML, and does not write them as XML wants it."""
_USUAL_REGION = "us-east-1"
_STYLES = ("path", "vhost")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in object storage that speaks S3, and what it is opened with."""

    place: str  # s3://name/and/more, without a slash at its end
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    region: str = _USUAL_REGION
    endpoint: str = ""  # host:port; empty is Amazon's own
    is_encrypted: bool = True
    style: str = "vhost"  # path: the bucket's name is in the path, as servers of one's own want it

    @classmethod
    def read(cls, place: str, environment: Mapping[str, str]) -> Bucket:
        """The place with the usual variables of S3's tools; ``DISTRICT_S3_URL_STYLE`` is ours.

        Raises ``ValueError`` for a place or a style that is none.
        """
        if not _BUCKET.fullmatch(place):
            raise ValueError(f"DISTRICT_STORE_DATA is neither a folder nor s3://…: {place}")

        def first(*names: str) -> str:
            return next((environment[name] for name in names if environment.get(name)), "")

        endpoint = urlsplit(first("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"))
        style = first("DISTRICT_S3_URL_STYLE") or ("path" if endpoint.netloc else "vhost")
        if style not in _STYLES:
            raise ValueError(f"DISTRICT_S3_URL_STYLE is path or vhost, not {style}")
        return cls(
            place=place.rstrip("/"),
            key=first("AWS_ACCESS_KEY_ID"),
            secret=first("AWS_SECRET_ACCESS_KEY"),
            token=first("AWS_SESSION_TOKEN"),
            region=first("AWS_REGION", "AWS_DEFAULT_REGION") or _USUAL_REGION,
            endpoint=endpoint.netloc + endpoint.path.rstrip("/"),
            is_encrypted=endpoint.scheme != "http",
            style=style,
        )


@dataclass(frozen=True, slots=True)
class Lake:
    """A catalogue in PostgreSQL, figures in Parquet, and apart ledger, files and backups.

    ``catalogue`` is what libpq connects with, and may hold a password; ``data`` is a folder that
    every server sees under the same name. With a ``bucket`` the figures are there, and all else is
    still in the folder.
    """

    catalogue: str = field(repr=False)
    data: Path
    bucket: Bucket | None = None

    @property
    def path(self) -> Path:
        """The folder of the Parquet files; what is kept beside the store is named after it."""
        return self.data / "lake"

    @property
    def figures(self) -> str:
        """Where the Parquet files are, as the catalogue names it."""
        return f"{self.bucket.place}/lake/" if self.bucket else f"{self.path}/"

    def __str__(self) -> str:
        return f"{LAKE}… ({self.bucket.place if self.bucket else self.data})"

    def exists(self) -> bool:
        """Opening makes what is missing, and says where PostgreSQL does not answer."""
        return True


Address = Path | Lake


def address(text: str, data: str, environment: Mapping[str, str]) -> Address:
    """The address that a text names; a lake's figures are in ``data``.

    Raises ``ValueError`` for a lake without a place for data, or one in object storage without
    ``DISTRICT_STORE_FOLDER``: ledger, raw files and backups are files.
    """
    if not text.startswith(LAKE):
        return Path(text)
    catalogue = text.removeprefix(LAKE)
    if not data:
        raise ValueError(f"{LAKE}… needs DISTRICT_STORE_DATA: where the figures are")
    if "://" not in data:
        return Lake(catalogue, Path(data).absolute())
    bucket = Bucket.read(data, environment)
    folder = environment.get("DISTRICT_STORE_FOLDER", "")
    if not folder:
        raise ValueError(f"{data} needs DISTRICT_STORE_FOLDER: for ledger, raw files and backups")
    return Lake(catalogue, Path(folder).absolute(), bucket)
