"""Briefings as files for a command on this machine, while the app holds the store."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from analytics.briefing_file import Asked, CannotMakeError, briefing_file
from analytics.door import Door
from analytics.export.files import MEDIA_TYPES, Form
from analytics.settings import Settings
from analytics.store import StoreError
from analytics.text import words
from pages.ui import reads

_LARGEST_TEMPLATE = 100_000_000


async def briefing(request: Request) -> Response:
    """``/briefings/bon-quan.pptx``, to who has the door's secret; a template comes as the body.

    What cannot be made is told as the command line tells it: its code and the values for it.
    """
    door = Door.found(Settings.read().beside)
    if door is None or not door.opens_to(request.headers.get("authorization", "")):
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
    form, language = request.path_params["form"], request.query_params.get("language", "vi")
    if form not in set(Form) or language not in ("vi", "en"):
        return Response(status_code=404)
    if int(request.headers.get("content-length", "0")) > _LARGEST_TEMPLATE:
        return Response(status_code=413)
    asked = Asked(
        name=request.path_params["name"],
        form=Form(form),
        address=request.query_params.get("address", ""),
        template=await request.body() or None,
    )
    spoken = words("en" if language == "en" else "vi")
    try:
        made = await run_in_threadpool(briefing_file, asked, reads.store(), Settings.read(), spoken)
    except CannotMakeError as error:
        return JSONResponse({"code": error.code, "details": error.details}, status_code=422)
    except StoreError:  # a shared one that does not answer
        return Response(status_code=503)
    return Response(made, media_type=MEDIA_TYPES[asked.form])
