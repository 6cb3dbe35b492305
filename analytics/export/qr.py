"""QR codes back to the app."""

from __future__ import annotations

import io
from functools import lru_cache

import segno


@lru_cache(maxsize=256)
def code(link: str) -> segno.QRCode:
    # Readers take any mask; looking for the prettiest of eight takes longer than a slide.
    return segno.make(link, micro=False, error="m", mask=2)


@lru_cache(maxsize=256)
def png(link: str) -> bytes:
    written = io.BytesIO()
    code(link).save(written, kind="png", scale=6, border=0)
    return written.getvalue()
