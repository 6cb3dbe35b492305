"""The look that Streamlit sends with every run, worked out once.

Streamlit turns its options into the message anew for each run of each page, which takes the
processor as long as a usual page does. Our options do not change while the server runs.
"""

from __future__ import annotations

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def keep() -> None:
    """Have each section of the look worked out once. Called again, it changes nothing more."""
    if isinstance(app_session._populate_theme_msg, Kept):
        return
    app_session._populate_theme_msg = Kept()


class Kept:
    """Stands for Streamlit's function of this name, which it asks."""

    def __init__(self) -> None:
        self._work_out = app_session._populate_theme_msg
        self._sections: dict[str, CustomThemeConfig] = {}

    def __call__(self, msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in self._sections:
            worked_out = type(msg)()
            self._work_out(worked_out, section)
            self._sections[section] = worked_out
        if self._sections[section].ByteSize():
            msg.MergeFrom(self._sections[section])
