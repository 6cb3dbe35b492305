"""Names as people write them: with diacritics composed or not, either tone placement, or bare.

A text matches a code, or a name spelled with its diacritics, or a name typed without any. Anything
else is a near miss: it is suggested, never taken, since ``Hà Đồng`` may be a slip for Hà Đông, or
not.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from analytics.ingest.numbers import tidy
from analytics.model import Measure, ObsStatus, PlanBasis
from analytics.text import folded

Code = TypeVar("Code")
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
_SUGGESTIONS = 3


def spelled(text: str) -> str:
    """For comparing names letter by letter: lower case, tones moved behind their word.

    ``Hoà`` and ``Hòa`` are alike, composed or not; ``Hoa`` is another word.
    """
    words = unicodedata.normalize("NFD", tidy(text).casefold()).split()
    return " ".join(_tone_last(word) for word in words)


def _tone_last(word: str) -> str:
    letters = [c for c in word if c not in _TONES]
    return "".join([*letters, *(c for c in word if c in _TONES)])


class Names(Generic[Code]):
    """What a text can name, by code, name or alias."""

    def __init__(self, named: Iterable[tuple[str, Code]]) -> None:
        self._spelled: dict[str, list[Code]] = {}
        self._bare: dict[str, list[Code]] = {}
        self._shown: dict[str, str] = {}
        self._found: dict[str, tuple[Code, ...]] = {}
        for name, code in named:
            if not name:
                continue
            for key, names in ((spelled(name), self._spelled), (folded(tidy(name)), self._bare)):
                known = names.setdefault(key, [])
                if code not in known:
                    known.append(code)
            self._shown.setdefault(folded(tidy(name)), name)

    def find(self, text: str) -> tuple[Code, ...]:
        """Everything that the text names; several where the name is shared."""
        if text not in self._found:
            self._found[text] = self._look_up(text)
        return self._found[text]

    def _look_up(self, text: str) -> tuple[Code, ...]:
        exact = self._spelled.get(spelled(text))
        if exact:
            return tuple(exact)
        # Without one diacritic, it was typed bare; with some, other ones are another word.
        return tuple(self._bare.get(folded(tidy(text)), ())) if tidy(text).isascii() else ()

    def near(self, text: str) -> tuple[str, ...]:
        """Names that look alike, best first."""
        number = text.strip()
        if number.isascii() and number.isdigit():
            # Spreadsheets take the zeros off codes such as 003.
            bare = number.lstrip("0")
            return tuple(key for key in self._shown if key.isdigit() and key.lstrip("0") == bare)
        close = difflib.get_close_matches(folded(text), self._shown, n=_SUGGESTIONS, cutoff=0.6)
        return tuple(self._shown[key] for key in close)


MEASURES: Mapping[Measure, tuple[str, ...]] = {
    Measure.ACTUAL: ("Thực hiện", "Kết quả", "Kết quả thực hiện", "Số thực hiện", "actual"),
    Measure.PLAN: ("Kế hoạch", "Chỉ tiêu giao", "Dự toán", "plan", "target"),
    Measure.ATTAINMENT: (
        "Tỷ lệ so kế hoạch",
        "Tỷ lệ so với kế hoạch",
        "Tỉ lệ so kế hoạch",
        "% kế hoạch",
        "% so kế hoạch",
        "attainment",
        "% of plan",
    ),
    Measure.GROWTH: (
        "Tăng so cùng kỳ",
        "Tăng so với cùng kỳ",
        "Tăng trưởng",
        "Tốc độ tăng",
        "growth",
    ),
    Measure.NUMERATOR: ("Tử số", "numerator"),
    Measure.DENOMINATOR: ("Mẫu số", "denominator"),
}
PLAN_BASES: Mapping[PlanBasis, tuple[str, ...]] = {
    PlanBasis.ANNUAL: ("Kế hoạch năm", "Dự toán năm", "annual"),
    PlanBasis.CITY_ESTIMATE: (
        "Dự toán Thành phố giao",
        "Dự toán TP giao",
        "Thành phố giao",
        "city_estimate",
        "city estimate",
    ),
    PlanBasis.TERM: ("Chỉ tiêu nhiệm kỳ", "Kế hoạch nhiệm kỳ", "Nhiệm kỳ", "term"),
    PlanBasis.PROGRAMME: ("Chỉ tiêu chương trình", "Chương trình", "programme"),
    PlanBasis.SAME_PERIOD: ("Kế hoạch cùng kỳ", "Kế hoạch trong kỳ", "same_period", "same period"),
    PlanBasis.UNSTATED: ("Không nêu rõ", "Không rõ", "unstated"),
}
STATUSES: Mapping[ObsStatus, tuple[str, ...]] = {
    ObsStatus.NORMAL: ("A", "Chính thức", "Bình thường", "normal"),
    ObsStatus.ESTIMATE: ("E", "Ước", "Ước tính", "estimate"),
    ObsStatus.PROVISIONAL: ("P", "Sơ bộ", "provisional"),
    ObsStatus.SUSPECT: ("S", "Nghi sai", "suspect"),
}
