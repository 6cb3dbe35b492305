"""The two moments that are held against each other, by dates, times or submissions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from analytics.model import BEGINNING, NOW, Vintage
from analytics.text import HANOI
from pages.ui import choices, reads
from pages.ui.reader import Reader

_BY_SUBMISSION = "submission"
_WAYS = ("submitted", "published", _BY_SUBMISSION)
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Moments:
    """What is held against each other; ``submissions`` names the two, where moments are theirs."""

    before: Vintage
    after: Vintage
    submissions: str = ""

    @property
    def name(self) -> str:
        """What an address calls the two."""
        days = (
            vintage.published_by or vintage.submitted_by for vintage in (self.before, self.after)
        )
        return self.submissions or "~".join(day.isoformat() if day else "now" for day in days)


def choose(reader: Reader) -> Moments:
    """Before and after: two days, or a submission and an earlier one."""
    words = reader.words
    with st.container(border=True, horizontal=True, gap="medium", key="card-moments"):
        way = choices.one(
            st.segmented_control,
            words("known_on.by"),
            _WAYS,
            name="by",
            words=lambda way: words(f"whats_new.by_{way}"),
            required=True,
        )
        if way == _BY_SUBMISSION:
            return _submissions(reader)
        today = datetime.now(HANOI).date()
        first = choices.day(words("whats_new.from"), name="from", latest=today)
        last = choices.day(words("whats_new.to"), name="to", latest=today)
    usual = today - timedelta(days=365 if way == "published" else 7)
    return Moments(_moment(first or usual, way), _moment(last, way) if last else NOW)


def _submissions(reader: Reader) -> Moments:
    """As the office knew right after each of the two; before the first, nothing."""
    words = reader.words
    submissions = {str(s.submission_id): s for s in reads.store().submissions()}

    def name(number: str) -> str:
        if number not in submissions:
            return words("whats_new.before_all")
        submission = submissions[number]
        return words("upload.submission", number=number, file=submission.file_name)

    def known_after(number: str) -> Vintage:
        submission = submissions.get(number)
        return Vintage(submitted_by=submission.submitted_at) if submission else BEGINNING

    numbers = [*submissions, _NONE]
    from_place, to_place = st.container(), st.container()
    with to_place:
        last = choices.one(
            st.selectbox, words("whats_new.after"), numbers, name="after", words=name
        )
    with from_place:
        earlier = numbers[numbers.index(last) + 1 :] or [_NONE]
        first = choices.one(
            st.selectbox, words("whats_new.before"), earlier, name="before", words=name
        )
    return Moments(known_after(first), known_after(last), submissions=f"{first}~{last}")


def link_to(reader: Reader, number: int) -> None:
    """A link to what one submission changed."""
    st.page_link(
        "whats_new.py",
        label=reader.words("upload.what_it_changed"),
        icon=":material/compare_arrows:",
        query_params={"lang": reader.words.language, "by": _BY_SUBMISSION, "after": str(number)},
    )


def _moment(day: date, way: str) -> Vintage:
    if way == "published":
        return Vintage(published_by=day)
    last = datetime.combine(day, time.max, tzinfo=HANOI)
    return Vintage(submitted_by=last.astimezone(UTC).replace(tzinfo=None))
