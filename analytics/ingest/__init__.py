"""Bytes to text rows, to a table, to observations and problems; then preview and commit."""

from analytics.ingest.checking import Checked, Options, check
from analytics.ingest.commit import commit
from analytics.ingest.numbers import Marks
from analytics.ingest.template import template

__all__ = ["Checked", "Marks", "Options", "check", "commit", "template"]
