"""Commands that say who may do what."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from analytics.access import Grant, Role
from analytics.commands.context import LanguageName, LanguageOption, opened, operator, spoken
from analytics.commands.intake import ByOption
from analytics.text import Words

roles = typer.Typer(
    no_args_is_help=True, help="Roles by e-mail address, domain (@office.vn) or claim (name=value)."
)
SubjectArgument = Annotated[str, typer.Argument(metavar="SUBJECT")]


class GivenRole(StrEnum):
    """Typer wants an enum; the roles that are given to people."""

    viewer = "viewer"
    analyst = "analyst"
    admin = "admin"


@roles.command("list")
def list_roles(language: LanguageOption = LanguageName.vi) -> None:
    """The rules that stand."""
    words = spoken(language)
    with opened(words) as store:
        _print(store.grants(), words)


@roles.command("history")
def history(language: LanguageOption = LanguageName.vi) -> None:
    """Every rule that was ever made, newest first."""
    words = spoken(language)
    with opened(words) as store:
        _print(store.grant_history(), words)


@roles.command("grant")
def grant(
    subject: SubjectArgument,
    role: GivenRole,
    by: ByOption = "",
    language: LanguageOption = LanguageName.vi,
) -> None:
    """Give a role to an address, a domain or a claim; the newest rule of each stands."""
    _make(subject, Role(role.value), by, spoken(language))


@roles.command("revoke")
def revoke(
    subject: SubjectArgument, by: ByOption = "", language: LanguageOption = LanguageName.vi
) -> None:
    """Take the role away; an address then has none, whatever its domain has."""
    _make(subject, Role.NONE, by, spoken(language))


def _make(subject: str, role: Role, by: str, words: Words) -> None:
    with opened(words) as store:
        is_new = store.grant(subject, role, by=operator(by))
    key = "granted" if is_new else "granted_before"
    typer.echo(words(f"access.{key}", subject=subject, role=words(f"access.roles.{role}")))


def _print(grants: tuple[Grant, ...], words: Words) -> None:
    if not grants:
        typer.echo(words("access.no_grants"))
    for grant in grants:
        typer.echo(
            words(
                "access.grant_line",
                subject=grant.subject,
                role=words(f"access.roles.{grant.role}"),
                by=grant.granted_by,
                time=words.time(grant.granted_at),
            )
        )
