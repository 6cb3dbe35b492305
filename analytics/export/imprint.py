"""What stands under all that leaves: from which data it was made, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.model import NOW, Vintage
from analytics.text import Words
from analytics.views.request import Request


@dataclass(frozen=True, slots=True)
class Imprint:
    """When (UTC) and from which revision of the data something was made.

    ``vintage`` is what was known of them. ``address`` is the app's; without one there is no link
    and no QR code.
    """

    words: Words
    made_at: datetime
    revision: str
    address: str = ""
    vintage: Vintage = NOW

    @property
    def data_line(self) -> str:
        """``Số liệu tính đến 22/11/2026 12:01, bản 15.0.1a2b``."""
        if self.vintage.published_by is not None:
            return self.words(
                "export.published_line",
                date=self.words.date(self.vintage.published_by),
                revision=self.revision,
            )
        moment = self.vintage.submitted_by or self.made_at
        return self.words("export.data_line", time=self.words.time(moment), revision=self.revision)

    def link_text(self, request: Request) -> str:
        """The link as it is printed, to be typed from paper."""
        return self.link(request).removeprefix("https://").removeprefix("http://")

    def link(self, request: Request) -> str:
        """Back to the view; empty where the app's address is not known."""
        if not self.address:
            return ""
        if self.vintage.published_by is not None:
            request = request.having(known=self.vintage.published_by.isoformat())
        return request.link(self.address, self.words.language)
