"""Makes the smallest forms of all that a first visit needs: ``python -m server.set_up``."""

from __future__ import annotations

from pathlib import Path

from streamlit import file_util

from server.bundle import Bundle
from server.compressed import FOLDER, prepare

if __name__ == "__main__":
    bundle = Bundle(Path(file_util.get_static_dir()))
    prepare([bundle.content(name) for name in bundle.needed()], FOLDER)
