"""The look that is kept is the one that Streamlit works out."""

from __future__ import annotations

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from server.theme import Kept

SECTIONS = ("theme", *(f"theme.{category.value}" for category in config.CustomThemeCategories))


def test_the_first_and_every_later_run_get_streamlits_own_message() -> None:
    worked_out = app_session._populate_theme_msg
    kept = Kept()
    for section in SECTIONS:
        message = CustomThemeConfig()
        worked_out(message, section)
        for _ in range(2):
            again = CustomThemeConfig()
            kept(again, section)
            assert again.SerializeToString() == message.SerializeToString(), section
    assert CustomThemeConfig().ByteSize() == 0
    filled = CustomThemeConfig()
    kept(filled, "theme.dark")
    assert filled.primary_color


def test_sections_within_one_another_are_put_together_as_streamlit_does() -> None:
    """Streamlit fills the message and then the sections within it."""
    whole, ours = CustomThemeConfig(), CustomThemeConfig()
    kept = Kept()
    for fill, message in ((app_session._populate_theme_msg, whole), (kept, ours), (kept, ours)):
        fill(message)
        fill(message.light, "theme.light")
        fill(message.light.sidebar, "theme.light.sidebar")
        fill(message.sidebar, "theme.sidebar")
        if message is ours:
            first, ours = ours, CustomThemeConfig()
            assert first.SerializeToString() == whole.SerializeToString()
