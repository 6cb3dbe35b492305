"""Who may do what: the rules, and every writing function asked by every role."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from analytics import backup, briefing
from analytics.__main__ import app
from analytics.access import GIVEN, LEAST, Actor, Grant, Identity, Role, subject
from analytics.address import Address
from analytics.audit import Action
from analytics.briefing import Briefing
from analytics.ingest import check, commit
from analytics.ingest.mappings import save
from analytics.settings import ROOT
from analytics.store import SCHEMA_VERSION, RefusedError, Store, StoreError
from analytics.text import words
from analytics.verification import verify
from tests.builders import somebody
from tests.conftest import SHIPPED
from tests.ingest.test_checking import FORM
from tests.places import (
    as_of_version_4,
    beside,
    environment,
    past_the_app,
    rebuild,
    restore,
)

PLAIN = (
    b"ref_area,indicator,measure,period,value,unit,source\n"
    b"003,budget_revenue_area,actual,2022,1500,billion_vnd,tay-ho-2023-04\n"
)
OTHER = PLAIN.replace(b"1500", b"1600")
EARLY = datetime(2026, 1, 1)  # noqa: DTZ001 - the store's moments are UTC without saying so


def person(email: str = "an@hanoi.vn", **claims: object) -> Actor:
    """Somebody whom a provider vouches for."""
    told = {"iss": "https://id.hanoi.vn", "sub": f"sub-{email}", "email": email}
    return Actor.signed_in(Identity.of({**told, "email_verified": True, **claims}), "10.0.0.7")


def rules(**by_subject: str) -> tuple[Grant, ...]:
    return tuple(
        Grant(subject=to, role=Role(role), granted_at=EARLY, granted_by="test")
        for to, role in by_subject.items()
    )


# Rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_roles", "actor", "expected"),
    [
        ({}, person(), Role.NONE),
        ({"an@hanoi.vn": "analyst"}, person(), Role.ANALYST),
        ({"an@hanoi.vn": "analyst"}, person("AN@Hanoi.vn"), Role.ANALYST),
        ({"an@hanoi.vn": "analyst"}, person("an@hanoi.vn", email_verified=False), Role.NONE),
        ({"@hanoi.vn": "viewer"}, person(), Role.VIEWER),
        ({"@hanoi.vn": "viewer"}, person("an@hanoi.vn", email_verified=None), Role.NONE),
        ({"@hanoi.vn": "viewer"}, person("an@evil-hanoi.vn"), Role.NONE),
        ({"@hanoi.vn": "viewer"}, person("an@sub.hanoi.vn"), Role.NONE),
        ({"@hanoi.vn": "viewer"}, person("an@evil.vn@hanoi.vn.evil.vn"), Role.NONE),
        ({"groups=leads": "admin"}, person(groups=["staff", "leads"]), Role.ADMIN),
        ({"groups=leads": "admin"}, person(groups=["staff"]), Role.NONE),
        ({"groups=leads": "admin"}, person(group="leads"), Role.NONE),
        (
            {"realm_access.roles=leads": "admin"},
            person(realm_access={"roles": ["leads"]}),
            Role.ADMIN,
        ),
        # the most specific rule decides alone, upwards and downwards
        ({"@hanoi.vn": "admin", "an@hanoi.vn": "viewer"}, person(), Role.VIEWER),
        ({"@hanoi.vn": "admin", "an@hanoi.vn": "none"}, person(), Role.NONE),
        ({"@hanoi.vn": "viewer", "groups=a": "analyst"}, person(groups=["a"]), Role.ANALYST),
        ({"an@hanoi.vn": "viewer", "groups=a": "admin"}, person(groups=["a"]), Role.VIEWER),
        ({"groups=a": "viewer", "groups=b": "admin"}, person(groups=["a", "b"]), Role.ADMIN),
        ({"groups=a": "none", "groups=b": "viewer"}, person(groups=["a", "b"]), Role.VIEWER),
        ({}, somebody(), Role.OPERATOR),
        ({"test": "none"}, somebody(), Role.OPERATOR),
    ],
)
def test_the_rules_give_a_role(given_roles: dict[str, str], actor: Actor, expected: Role) -> None:
    assert actor.role(rules(**given_roles)) is expected


@given(
    roles=st.dictionaries(
        st.sampled_from(["an@hanoi.vn", "@hanoi.vn", "groups=a", "groups=b", "an@other.vn"]),
        st.sampled_from([Role.NONE, *GIVEN]),
    ),
    groups=st.lists(st.sampled_from(["a", "b", "c"])),
)
def test_nobody_has_more_than_some_rule_gives(roles: dict[str, Role], groups: list[str]) -> None:
    found = person(groups=groups).role(rules(**roles))
    assert found in {Role.NONE, *roles.values()}
    assert found is not Role.OPERATOR
    if "an@hanoi.vn" in roles:
        assert found is roles["an@hanoi.vn"]


def test_a_name_that_is_not_an_address_cannot_pass_for_the_app() -> None:
    """Withdrawals by the app itself are told by its name."""
    told = {"iss": "https://id.hanoi.vn", "sub": "bundled"}
    assert Actor.signed_in(Identity.of(told), "").name == "bundled (id.hanoi.vn)"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" An@Hanoi.vn ", "an@hanoi.vn"),
        ("@Hanoi.VN", "@hanoi.vn"),
        ("groups = Leads", "groups=Leads"),
        ("an", None),
        ("@", None),
        ("a@b@c.vn", None),
        ("groups=", None),
        ("=leads", None),
        ("email=an@hanoi.vn", None),  # would count without being verified
        ("", None),
    ],
)
def test_a_subject_is_an_address_a_domain_or_a_claim(text: str, kept: str | None) -> None:
    assert subject(text) == kept


# Roles × actions ----------------------------------------------------------------------------


def _submit(store: Store, by: Actor) -> None:
    commit(store, check(OTHER, "b.csv", store.codelists()), by)


def _save_mapping(store: Store, by: Actor) -> None:
    save(store, FORM, by)


def _save_briefing(store: Store, by: Actor) -> None:
    briefing.save(store, Briefing(briefing="tuan", title="Tuần", areas=("003",)), by=by)


DEEDS: dict[Action, Callable[[Store, Actor], object]] = {
    Action.SUBMISSION: _submit,
    Action.WITHDRAWAL: lambda store, by: store.withdraw(1, by=by, reason="sai"),
    Action.PUT_BACK: lambda store, by: store.put_back(1, by=by, reason=""),
    Action.MAPPING: _save_mapping,
    Action.BRIEFING: _save_briefing,
    Action.ROLE: lambda store, by: store.grant("binh@hanoi.vn", Role.VIEWER, by=by),
    Action.BACKUP: lambda store, by: backup.back_up(store, by=by),
}
AT_THE_MACHINE: dict[Action, Callable[[Address, Actor], object]] = {
    Action.RESTORE: lambda place, by: restore(place, beside(place, "none"), by=by),
    Action.REBUILD: lambda place, by: rebuild(place, SHIPPED.codelists, by=by),
}


def test_every_action_is_asked_about() -> None:
    noted = {Action.REFUSED, Action.REFUSED_SIGN_IN}
    assert set(LEAST) == set(Action) == {*DEEDS, *AT_THE_MACHINE, *noted}


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with a submission, taken back where that is to be undone, and a rule of each role."""
    commit(store, check(PLAIN, "a.csv", store.codelists()), somebody())
    for role in GIVEN:
        store.grant(f"{role}@hanoi.vn", role, by=somebody())
    return store


@pytest.mark.parametrize("action", DEEDS, ids=str)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR], ids=str)
def test_only_who_may(filled: Store, role: Role, action: Action) -> None:
    if action is Action.PUT_BACK:
        filled.withdraw(1, by=somebody(), reason="")
    by = person(f"{role}@hanoi.vn")
    before = everything(filled)
    entries = filled.entries()
    if role.reaches(LEAST[action]):
        DEEDS[action](filled, by)
        new = filled.entries()[len(entries) :]
        assert [(e.action, e.who, e.origin) for e in new] == [(action, by.name, "10.0.0.7")]
        return
    with pytest.raises(RefusedError) as refusal:
        DEEDS[action](filled, by)
    assert refusal.value.code == f"needs_{LEAST[action]}"
    assert everything(filled) == before
    (entry,) = filled.entries()[len(entries) :]
    assert (entry.action, entry.who, entry.origin) == (Action.REFUSED, by.name, "10.0.0.7")
    assert entry.told["action"] == action
    assert verify(filled) == ()


@pytest.mark.parametrize("action", DEEDS, ids=str)
def test_at_the_machine_everything_may_be_done(filled: Store, action: Action) -> None:
    if action is Action.PUT_BACK:
        filled.withdraw(1, by=somebody(), reason="")
    DEEDS[action](filled, somebody("chief", "command line"))
    last = filled.entries()[-1]
    assert (last.action, last.who, last.origin) == (action, "chief", "command line")


@pytest.mark.parametrize("action", AT_THE_MACHINE, ids=str)
@pytest.mark.parametrize("role", GIVEN, ids=str)
def test_the_store_is_replaced_at_the_machine_only(
    filled: Store, role: Role, action: Action
) -> None:
    with pytest.raises(RefusedError):
        AT_THE_MACHINE[action](filled.address, person(f"{role}@hanoi.vn"))


def everything(store: Store) -> dict[str, list[dict[str, object]]]:
    """All rows but the audit's, and the backups."""
    tables = [table for table in store._tables() if table != "audit_entry"]
    found = {table: store.rows(f"FROM {table} ORDER BY ALL") for table in tables}
    found["backups"] = [{"name": path.name} for path in store.backups.glob("*")]
    return found


def test_whatever_writes_asks_who_it_is() -> None:
    """A recorded transaction without an actor is for what is on record already, and for asking."""
    asking = {"_doing", "_adopt", "replay"}
    found = set()
    for path in (ROOT / "analytics").glob("store*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and "self._recording()" in ast.unparse(
                function
            ):
                found.add(function.name)
    assert found == asking


def test_pages_leave_the_codelists_alone() -> None:
    """They are files of the app, and taken over without asking who does it."""
    for path in (ROOT / "pages").glob("**/*.py"):
        assert "adopt_codelists" not in path.read_text(encoding="utf-8"), path


# By the command line ------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_roles_by_the_command_line(
    place: Address, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    for name, value in environment(place).items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["roles", *arguments, "--language", language])
        return result.exit_code, result.output

    say = words("vi" if language == "vi" else "en")
    assert run("list") == (0, say("access.no_grants") + "\n")
    assert run("grant", "An@hanoi.vn", "admin", "--by", "chief")[0] == 0
    assert run("grant", "groups=a", "viewer")[0] == 0
    code, told = run("list")
    assert (code, told.count("\n")) == (0, 2)
    assert f"an@hanoi.vn: {say('access.roles.admin')}" in told
    assert "chief" in told
    assert run("revoke", "an@hanoi.vn")[0] == 0, "at the machine the last admin can go"
    assert run("history")[1].count("\n") == 3
    assert run("grant", "nobody", "viewer") == (
        2,
        say("commands.errors.not_a_subject", subject="nobody") + "\n",
    )
    assert run("grant", "an@hanoi.vn", "operator")[0] == 2


# Roles on record ----------------------------------------------------------------------------


def test_a_role_taken_away_holds_at_once(filled: Store) -> None:
    by = person("analyst@hanoi.vn")
    assert filled.withdraw(1, by=by, reason="")
    assert filled.grant("analyst@hanoi.vn", Role.NONE, by=person("admin@hanoi.vn"))
    with pytest.raises(RefusedError):
        filled.put_back(1, by=by, reason="")
    assert filled.submission(1).withdrawn


def test_a_rule_that_stands_is_not_made_twice(filled: Store) -> None:
    before = filled.entries()
    assert not filled.grant("Viewer@hanoi.vn", Role.VIEWER, by=somebody())
    assert filled.entries() == before


@pytest.mark.parametrize(("to", "role"), [("nobody", Role.VIEWER), ("an@hanoi.vn", Role.OPERATOR)])
def test_a_rule_that_is_none_is_refused(filled: Store, to: str, role: Role) -> None:
    with pytest.raises(StoreError) as refusal:
        filled.grant(to, role, by=somebody())
    assert refusal.value.code in {"not_a_subject", "not_a_role"}


def test_the_last_admin_stays(filled: Store) -> None:
    admin = person("admin@hanoi.vn")
    for less in (Role.NONE, Role.ANALYST):
        with pytest.raises(StoreError) as refusal:
            filled.grant("admin@hanoi.vn", less, by=admin)
        assert refusal.value.code == "last_admin"
    filled.grant("binh@hanoi.vn", Role.ADMIN, by=admin)
    assert filled.grant("admin@hanoi.vn", Role.ANALYST, by=admin)
    assert filled.role(admin) is Role.ANALYST


def test_roles_are_on_record_and_come_back(filled: Store) -> None:
    filled.grant("viewer@hanoi.vn", Role.NONE, by=person("admin@hanoi.vn"))
    told = [(g.subject, g.role, g.granted_by) for g in filled.grant_history()]
    assert told[0] == ("viewer@hanoi.vn", Role.NONE, "admin@hanoi.vn")
    grants, place = filled.grants(), filled.address
    filled.close()
    rebuild(place, SHIPPED.codelists)
    with closing(Store.open(place)) as again:
        assert again.grants() == grants
        assert [(g.subject, g.role, g.granted_by) for g in again.grant_history()] == told
        assert verify(again) == ()


def test_a_role_that_was_forged_is_found(filled: Store) -> None:
    place = filled.address
    filled.close()
    past_the_app(
        place, "INSERT INTO role_grant VALUES (9, 'evil@hanoi.vn', 'admin', now(), 'test')"
    )
    with closing(Store.open(place)) as opened:
        assert [complaint.code for complaint in verify(opened)] == ["roles_altered"]


def test_a_store_from_before_roles_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "figures.duckdb"
    Store.open(path).close()
    with duckdb.connect(str(path)) as connection:
        as_of_version_4(connection)
        connection.execute(
            "DROP TABLE role_grant; DROP TABLE line; DROP TABLE number; DROP TABLE reported_area"
        )
        connection.execute("UPDATE schema_version SET version = 1")
    with closing(Store.open(path)) as opened:
        assert opened.grants() == ()
        assert opened.grant("an@hanoi.vn", Role.ADMIN, by=somebody())
    assert (
        tmp_path / "figures.duckdb.backups" / f"before-version-{SCHEMA_VERSION}.duckdb"
    ).exists()
