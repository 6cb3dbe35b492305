"""A column of number phrases, read in bulk: plain numbers by Arrow, anything worded one by one.

The two ways read alike; a property test holds them together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.distinct import Distinct
from analytics.ingest.numbers import Evidence, Marks, Phrase, Unreadable, take_apart

_PLAIN = r"^-?[0-9][0-9.,]*%?$"
_VI = r"^(?:0|[1-9][0-9]*|0[0-9]|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?$"
_EN = r"^(?:0|[1-9][0-9]*|0[0-9]|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?$"
_HELD = "\x02"  # before what a workbook holds as a number; no text has it
_NOTHING = Phrase(digits="0")
_EVIDENCE = (Evidence.WRONG, Evidence.VI, Evidence.EN, Evidence.BOTH)
Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Phrases:
    """The phrases of a column. Everything but ``codes`` has one entry a distinct text."""

    codes: Codes
    digits: pa.StringArray
    evidence: npt.NDArray[np.int8]  # place in Evidence
    worded: dict[int, Phrase]  # those that say more than digits and a percent sign
    unreadable: dict[int, Unreadable]
    percents: Mask
    negatives: Mask
    exact: Mask  # held as numbers: a point before the decimals

    def phrase(self, place: int) -> Phrase:
        """The phrase of a distinct text."""
        if place in self.worded:
            return self.worded[place]
        return Phrase(
            digits=self.digits[place].as_py(),
            tail="%" if self.percents[place] else "",
            is_negative=bool(self.negatives[place]),
        )

    def is_evidence(self, evidence: Evidence) -> Mask:
        """For each row whether its digits say so."""
        found: Mask = (self.evidence == list(Evidence).index(evidence))[self.codes]
        return found

    def tails(self) -> Distinct[str]:
        """For each row what follows the digits."""
        places = {"": 0, "%": 1}
        codes = self.percents.astype(np.int64)
        for place, phrase in self.worded.items():
            codes[place] = places.setdefault(phrase.tail, len(places))
        return Distinct(tuple(places), codes[self.codes])

    def worded_where(self, test: str) -> Mask:
        """For each row whether the phrase has the named part."""
        flags = np.zeros(len(self.digits), np.bool_)
        for place, phrase in self.worded.items():
            flags[place] = bool(getattr(phrase, test))
        return flags[self.codes]

    def bounds(self) -> Distinct[str]:
        places = {"=": 0}
        codes = np.zeros(len(self.digits), np.int64)
        for place, phrase in self.worded.items():
            codes[place] = places.setdefault(phrase.bound.value, len(places))
        return Distinct(tuple(places), codes[self.codes])

    def signs(self) -> Codes:
        """-1 for what is less than nothing, else 1, a row each."""
        signs = np.where(self.negatives, -1, 1)
        for place, phrase in self.worded.items():
            signs[place] = -1 if phrase.is_negative or phrase.direction < 0 else 1
        found: Codes = signs[self.codes]
        return found

    def plain(self, marks: Marks) -> pa.StringArray:
        """The digits of each distinct text with a point before the decimals."""
        group, point = (".", ",") if marks is Marks.VI else (",", ".")
        bare = pc.replace_substring(self.digits, group, "")
        plain = bare if point == "." else pc.replace_substring(bare, point, ".")
        return pc.if_else(pa.array(self.exact), self.digits, plain) if self.exact.any() else plain


def phrases(texts: pa.StringArray, is_number: Mask) -> Phrases:
    """Take a column of number phrases apart; ``is_number``: what the workbook holds as numbers."""
    if is_number.any():
        # One text may stand for a number here and be typed as text there.
        marked = pc.binary_join_element_wise(_HELD, texts, "")
        texts = pc.if_else(pa.array(is_number), marked, texts)
    encoded = texts.dictionary_encode()
    exact = _numpy(pc.starts_with(encoded.dictionary, _HELD))
    dictionary = pc.utf8_trim_whitespace(pc.utf8_ltrim(encoded.dictionary, _HELD))
    codes: Codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    is_plain = _numpy(pc.match_substring_regex(dictionary, _PLAIN))
    worded: dict[int, Phrase] = {}
    unreadable: dict[int, Unreadable] = {}
    rest = np.flatnonzero(~is_plain)
    for place, text in zip(rest.tolist(), dictionary.take(pa.array(rest)).to_pylist(), strict=True):
        found = take_apart(text)
        if isinstance(found, Unreadable):
            unreadable[place], worded[place] = found, _NOTHING
        else:
            worded[place] = found
    digits = pc.utf8_trim(dictionary, "-%")
    if worded:
        digits = pc.replace_with_mask(
            digits,
            pa.array(~is_plain),
            pa.array([worded[place].digits for place in rest.tolist()], pa.string()),
        )
    vi = _numpy(pc.match_substring_regex(digits, _VI))
    en = _numpy(pc.match_substring_regex(digits, _EN))
    unmarked = ~_numpy(pc.match_substring_regex(digits, "[.,]"))
    order = list(Evidence)
    kinds = np.array([order.index(kind) for kind in _EVIDENCE], np.int8)[vi * 1 + en * 2]
    kinds[(unmarked & vi) | exact] = order.index(Evidence.NONE)
    for place in np.flatnonzero(kinds == order.index(Evidence.WRONG)).tolist():
        unreadable.setdefault(place, Unreadable("not_a_number"))
    return Phrases(
        codes=codes,
        digits=digits,
        evidence=kinds,
        worded=worded,
        unreadable=unreadable,
        percents=is_plain & _numpy(pc.ends_with(dictionary, "%")),
        negatives=is_plain & _numpy(pc.starts_with(dictionary, "-")),
        exact=exact,
    )


def _numpy(mask: pa.BooleanArray) -> Mask:
    found: Mask = mask.to_numpy(zero_copy_only=False)
    return found
