"""Names one after the other, and how many sentences are enough."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.wording import Wording

MOST = 3
"""More than three sentences under a chart are not read."""


def listed(names: Sequence[str], say: Wording) -> str:
    if len(names) == 1:
        return names[0]
    return say.words("sentences.list", first=", ".join(names[:-1]), last=names[-1])
