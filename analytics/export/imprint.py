"""What stands under all that leaves: from which data it was made, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.text import Words


@dataclass(frozen=True, slots=True)
class Imprint:
    """When (UTC) and from which revision of the data something was made.

    ``known_until`` is the moment that frozen figures are of. ``address`` is the app's; without
    one there is no link and no QR code.
    """

    words: Words
    made_at: datetime
    revision: str
    address: str = ""
    known_until: datetime | None = None

    @property
    def data_line(self) -> str:
        """``Số liệu tính đến 22/11/2026 12:01, bản 15.0.1a2b``."""
        return self.words(
            "export.data_line",
            time=self.words.time(self.known_until or self.made_at),
            revision=self.revision,
        )
