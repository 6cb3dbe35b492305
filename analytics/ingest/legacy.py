"""Text from before Unicode: TCVN3 (the ``.Vn`` fonts) and VNI, to Vietnamese letters and back.

TCVN3 is one byte a letter (TCVN 5712:1993); its capitals with a tone are drawn by the font only,
so they come back small. VNI writes a letter and a mark. The tables give the characters that the
bytes are in Windows-1252, which is also how such text looks once a spreadsheet has it as Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_TCVN3: Mapping[str, str] = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¸¶·¹»¾¼½ÆÇÊÈÉËÌÐÎÏÑÒÕÓÔÖ×ÝØÜÞßãáâäåèæçéêíëìîïóñòôõøö÷ùúýûüþ",
        "ĂÂÊÔƠƯĐăâêôơưđàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ",
        strict=True,
    )
)
_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_ROOFED = {"\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_BREVED = {"\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}


def _vni() -> dict[str, str]:
    """VNI's writing of every Vietnamese letter, put together from its marks."""
    written = {"đ": "ñ", "ơ": "ô", "ư": "ö", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò"}
    written["ỵ"] = "î"
    for base, marks in (("â", _ROOFED), ("ê", _ROOFED), ("ô", _ROOFED), ("ă", _BREVED)):
        bare = unicodedata.normalize("NFD", base)[0]
        written[base] = bare + ("ê" if base == "ă" else "â")
        for tone, mark in marks.items():
            written[unicodedata.normalize("NFC", base + tone)] = bare + mark
    for base in "aeouyơư":
        for tone, mark in _TONES.items():
            letter = unicodedata.normalize("NFC", base + tone)
            written.setdefault(letter, written.get(base, base) + mark)
    return {**written, **{letter.upper(): text.upper() for letter, text in written.items()}}


_VNI = _vni()
_LEGACY_TO_LETTER: Mapping[str, Mapping[str, str]] = {
    "tcvn3": _TCVN3,
    "vni": {text: letter for letter, text in _VNI.items()},
}
LEGACY = tuple(_LEGACY_TO_LETTER)
_PATTERNS = {
    name: re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    for name, table in _LEGACY_TO_LETTER.items()
}
# Bytes that Windows-1252 leaves open are letters of neither encoding.
_SURFACE = "cp1252"


def from_legacy(text: str, encoding: str) -> str:
    """Characters that stand for legacy bytes, as the letters they were meant to be."""
    table = _LEGACY_TO_LETTER[encoding]
    return _PATTERNS[encoding].sub(lambda found: table[found[0]], text)


def decode(content: bytes, encoding: str) -> str:
    """Bytes in TCVN3 or VNI. Raises ``UnicodeDecodeError`` for bytes that are in neither."""
    return from_legacy(content.decode(_SURFACE), encoding)


def encode(text: str, encoding: str) -> bytes:
    """Text as TCVN3 or VNI bytes. Raises ``UnicodeEncodeError`` for letters they do not have."""
    writing = {letter: legacy for legacy, letter in _LEGACY_TO_LETTER[encoding].items()}
    return "".join(writing.get(c, c) for c in text).encode(_SURFACE)


# What is Vietnamese ------------------------------------------------------------------------

_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
_VOWELS = (
    "uyê|iêu|yêu|oai|oay|oeo|uây|uôi|uya|uyu|ươi|ươu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|yê|iu|oa|oă|oe|oi"
    "|ôi|ơi|oo|ua|uâ|uê|ui|uy|uơ|uô|ưa|ưi|ươ|ưu|[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_VOWELS})(?:ch|ng|nh|[cmnpt])?")
_TONE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")


def is_syllable(word: str) -> bool:
    """Whether a word is spelled as a Vietnamese syllable is."""
    letters = unicodedata.normalize("NFD", word.casefold())
    if sum(letter in _TONE_MARKS for letter in letters) > 1:
        return False
    bare = "".join(letter for letter in letters if letter not in _TONE_MARKS)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def vietnamese_share(text: str) -> float | None:
    """How many of the words with other than English letters are Vietnamese; None without any."""
    words = {word for word in re.split(r"[\s,;|\t\"'().:/\d%-]+", text) if not word.isascii()}
    if not words:
        return None
    return sum(is_syllable(word) for word in words) / len(words)
