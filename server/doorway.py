"""The pages before the app: the way to sign in, and why somebody signed in sees nothing."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from analytics.languages import Language
from analytics.text import Words, words

_PAGE = Template(Path(__file__).with_name("doorway.html").read_text(encoding="utf-8"))


def sign_in(language: Language, ways: list[tuple[str, str]], base: str) -> str:
    """``ways`` are providers and the addresses that lead to them; ``base`` is the app's root."""
    spoken = words(language)
    links = [
        (_label(spoken, provider, is_only=len(ways) == 1), address) for provider, address in ways
    ]
    return _page(spoken, spoken("access.sign_in_says"), links, base)


def no_role(language: Language, who: str, sign_out: str, base: str) -> str:
    spoken = words(language)
    links = [(spoken("access.sign_out"), sign_out)]
    return _page(spoken, spoken("access.no_role_says", who=who), links, base)


def _label(spoken: Words, provider: str, *, is_only: bool) -> str:
    if is_only:
        return spoken("access.sign_in")
    return spoken("access.sign_in_with", provider=provider)


def _page(spoken: Words, says: str, links: list[tuple[str, str]], base: str) -> str:
    return _PAGE.substitute(
        language=spoken.language,
        base=escape(base),
        name=escape(spoken("app.name")),
        about=escape(spoken("app.about")),
        says=escape(says),
        links="\n".join(
            f'<a class="button" href="{escape(address)}">{escape(label)}</a>'
            for label, address in links
        ),
        other="en" if spoken.language == "vi" else "vi",
        other_name="English" if spoken.language == "vi" else "Tiếng Việt",
    )
