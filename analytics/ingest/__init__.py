"""Bytes to text rows, to a table, to observations and problems; then preview and commit."""

from analytics.ingest.annotated import annotated
from analytics.ingest.checking import Checked, Options, check
from analytics.ingest.commit import commit
from analytics.ingest.known import beside_known
from analytics.ingest.numbers import Marks
from analytics.ingest.preview import Change, Effect, Preview, preview
from analytics.ingest.template import template

__all__ = [
    "Change",
    "Checked",
    "Effect",
    "Marks",
    "Options",
    "Preview",
    "annotated",
    "beside_known",
    "check",
    "commit",
    "preview",
    "template",
]
