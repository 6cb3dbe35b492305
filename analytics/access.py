"""Who may do what: roles, the rules that give them, and the one who acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from analytics.audit import Action
from analytics.model import Frozen


class Role(StrEnum):
    """What somebody may do; each role may do what those before it may."""

    NONE = "none"  # nothing, not even see
    VIEWER = "viewer"  # sees
    ANALYST = "analyst"  # brings in, takes back, makes briefings
    ADMIN = "admin"  # gives roles, takes backups, reads the audit
    OPERATOR = "operator"  # at the machine itself; not given to anybody

    def reaches(self, least: Role) -> bool:
        return _RANK[self] >= _RANK[least]


_RANK = {role: rank for rank, role in enumerate(Role)}
GIVEN = (Role.VIEWER, Role.ANALYST, Role.ADMIN)
"""The roles that are given to people."""

LEAST: Mapping[Action, Role] = {
    Action.SUBMISSION: Role.ANALYST,
    Action.WITHDRAWAL: Role.ANALYST,
    Action.PUT_BACK: Role.ANALYST,
    Action.MAPPING: Role.ANALYST,
    Action.BRIEFING: Role.ANALYST,
    Action.BACKUP: Role.ADMIN,
    Action.ROLE: Role.ADMIN,
    Action.RESTORE: Role.OPERATOR,
    Action.REBUILD: Role.OPERATOR,
    Action.REFUSED: Role.NONE,
    Action.REFUSED_SIGN_IN: Role.NONE,
}
"""The least role that each action needs. What is refused is noted whoever it was."""


class Identity(Frozen):
    """Who a provider says that somebody is."""

    issuer: str
    subject: str  # the provider's own key; never given to another person
    email: str  # in lower case; empty unless the provider says that it is verified
    claims: tuple[tuple[str, str], ...]  # all that it says, lists one by one, inner names by dots

    @classmethod
    def of(cls, told: Mapping[str, object]) -> Identity:
        """From the claims of an ID token.

        An e-mail address counts only where ``email_verified`` is true: some providers let people
        write any address into their own profile.
        """
        is_verified = told.get("email_verified") in (True, "true")
        return cls(
            issuer=str(told.get("iss", "")),
            subject=str(told.get("sub", "")),
            email=str(told.get("email", "")).strip().lower() if is_verified else "",
            claims=tuple(_flat("", told)),
        )

    @property
    def name(self) -> str:
        """What the audit knows somebody by: the address, else the provider's key and its host."""
        return self.email or f"{self.subject} ({urlsplit(self.issuer).hostname or self.issuer})"


def _flat(name: str, told: object) -> Iterator[tuple[str, str]]:
    match told:
        case dict():
            for inner, value in told.items():
                yield from _flat(f"{name}.{inner}" if name else str(inner), value)
        case list() | tuple():
            for value in told:
                yield from _flat(name, value)
        case bool():
            yield name, str(told).lower()
        case str() | int() | float():
            yield name, str(told)


class Grant(Frozen):
    """A rule: whom ``subject`` means has ``role``. The newest rule of a subject stands."""

    subject: str  # an@example.vn, @example.vn, or claim=value
    role: Role
    granted_at: datetime  # UTC
    granted_by: str


class Actor(Frozen):
    """Who acts, by the name that the audit keeps, and from where.

    Made by :meth:`at_the_machine` or :meth:`signed_in`: nobody becomes the operator by leaving
    something out.
    """

    name: str
    origin: str  # the client's address, or "command line"
    identity: Identity | None  # None: at the machine, where nobody signs in

    @classmethod
    def at_the_machine(cls, name: str, origin: str) -> Actor:
        """The machine's operator, who may do everything: commands, the app itself, local use."""
        return cls(name=name, origin=origin, identity=None)

    @classmethod
    def signed_in(cls, identity: Identity, origin: str) -> Actor:
        return cls(name=identity.name, origin=origin, identity=identity)

    def role(self, grants: Iterable[Grant]) -> Role:
        """The role by the rules that stand.

        The most specific rules decide alone: those for the e-mail address, else those for claims,
        else the one for the domain. Of several claims, the highest role counts. So ``none`` for an
        address shuts one person of a domain out, and ``viewer`` lowers one of a group.
        """
        if self.identity is None:
            return Role.OPERATOR
        by_kind: dict[str, list[Role]] = {"email": [], "claim": [], "domain": []}
        for grant in grants:
            kind = kind_of(grant.subject)
            if _means(kind, grant.subject, self.identity):
                by_kind[kind].append(grant.role)
        for roles in by_kind.values():
            if roles:
                return max(roles, key=_RANK.__getitem__)
        return Role.NONE


def _means(kind: str, subject: str, identity: Identity) -> bool:
    match kind:
        case "email":
            return bool(identity.email) and identity.email == subject
        case "domain":
            return bool(identity.email) and f"@{identity.email.rpartition('@')[2]}" == subject
        case _:
            name, _, value = subject.partition("=")
            return (name, value) in identity.claims


def kind_of(subject: str) -> str:
    """Whether a rule is for an ``email``, a ``domain`` or a ``claim``."""
    if "=" in subject:
        return "claim"
    return "domain" if subject.startswith("@") else "email"


_EMAIL = re.compile(r"[^@\s=]+@[^@\s=]+\.[^@\s=]+|[^@\s=]+@localhost")
_DOMAIN = re.compile(r"@[^@\s=]+")
_OWN_RULES = frozenset({"email", "email_verified"})
"""Claims that have rules of their own, which ask whether the address is verified."""


def subject(text: str) -> str | None:
    """The subject of a rule as it is kept; None where the text is none."""
    text = text.strip()
    name, equals, value = (part.strip() for part in text.partition("="))
    if equals:
        return f"{name}={value}" if name and value and name not in _OWN_RULES else None
    text = text.lower()
    return text if _EMAIL.fullmatch(text) or _DOMAIN.fullmatch(text) else None


def may(role: Role, action: Action) -> bool:
    return role.reaches(LEAST[action])
