"""Answers at our own addresses; ``server/addresses.py`` has the addresses."""

from __future__ import annotations

import hmac
import shutil
import time
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from analytics import audit_trail, backup
from analytics.access import Actor, Role
from analytics.audit import Action
from analytics.audit_trail import Wanted
from analytics.settings import Settings
from analytics.store import Store, StoreError
from pages.ui import counters, keeping, reads, sign_in

_ROOM = 200_000_000
"""Bytes that must be free on the store's disk for the app to be ready for more."""


def health(request: Request) -> JSONResponse:
    """Is it alive: answers as long as the process does."""
    return JSONResponse({"status": "ok"})


def ready(request: Request) -> JSONResponse:
    """Can it be worked with: the store answers, was found whole, and has room to grow."""
    store = reads.store()
    try:
        answers = bool(store.revision())
    except StoreError:
        answers = False
    checks = {
        "store": answers,
        "verified": not keeping.state(),
        "disk": shutil.disk_usage(store.path.parent).free >= _ROOM,
    }
    is_ready = all(checks.values())
    return JSONResponse(
        {"status": "ready" if is_ready else "not ready", "checks": checks},
        status_code=200 if is_ready else 503,
    )


def metrics(request: Request) -> Response:
    """Counters for Prometheus, for whoever has the token, and for admins."""
    store = reads.store()
    try:
        if not (_has_token(request) or _is_admin(request, store)):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        submissions = store.submissions()
    except StoreError:
        return Response(status_code=503)
    gauges = {
        "district_submissions": len(submissions),
        "district_submissions_withdrawn": sum(s.withdrawn for s in submissions),
        "district_observations": sum(s.row_count for s in submissions),
        "district_store_bytes": store.size(),
        "district_store_complaints": len(keeping.state()),
    }
    if last := backup.last_taken(store.backups):
        gauges["district_backup_age_seconds"] = int(time.time() - last.timestamp())
    lines = [f"# TYPE {name} gauge\n{name} {value}\n" for name, value in gauges.items()]
    counts = counters.all_counts().items()
    lines += [f"# TYPE {count} {count.kind}\n{count} {value}\n" for count, value in counts]
    lines += _actions(store)
    return PlainTextResponse("".join(lines), media_type="text/plain; version=0.0.4")


def _actions(store: Store) -> Iterator[str]:
    """How often each thing was done, as the audit has it."""
    name = "district_actions_total"
    yield f"# TYPE {name} counter\n"
    for action in Action:
        count = audit_trail.count(store, Wanted(action=action))
        yield f'{name}{{action="{action}"}} {count}\n'


def _has_token(request: Request) -> bool:
    token = Settings.read().metrics_token
    given = request.headers.get("authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _is_admin(request: Request, store: Store) -> bool:
    """Whether an admin asks; without sign-in nobody is one, and the token is asked for."""
    found = sign_in.found(request.cookies)
    if found is None:
        return False
    return store.role(Actor.signed_in(found.identity, "")).reaches(Role.ADMIN)


def first_page(request: Request) -> RedirectResponse:
    """The overview by its own name, as links from slides have it; Streamlit has it at the root."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}")
