"""The server: Streamlit over ``pages/main.py``, our routes, the store opened first."""

from __future__ import annotations

import streamlit
from starlette.middleware import Middleware

from server.addresses import ROUTES
from server.counted import Counted
from server.guarded import Guarded
from server.headers import SafeHeaders
from server.hosts import Hosts
from server.later import later
from server.numbered import Numbered
from server.starting import WhenOpen, lifespan
from server.static_files import StaticFiles

app = streamlit.App(
    "pages/main.py",
    lifespan=lifespan,
    routes=list(ROUTES),
    middleware=[
        Middleware(Numbered),
        Middleware(Counted),
        Middleware(SafeHeaders),
        Middleware(Hosts),
        Middleware(Guarded),
        Middleware(StaticFiles),
        Middleware(WhenOpen),
    ],
    on_script_error=later("pages.ui.failure:say"),
)
