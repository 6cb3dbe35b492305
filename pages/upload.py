"""Bring in a file: the template, every problem, what would change, commit, and take it back."""

from __future__ import annotations

from pages.ui import (
    frame,
    manual,
    mapping_cards,
    mending_cards,
    outcome,
    reading_choices,
    upload_cards,
)
from pages.ui.reader import current

reader = current()

frame.title(reader, "upload")
outcome.say(reader)
upload_cards.template(reader)
uploaded = upload_cards.choose_file(reader)
if uploaded is not None:
    options = upload_cards.options()
    checked = upload_cards.check(reader, uploaded, options)
    reading_choices.show(reader, checked)
    mapping_cards.ask_for_the_rest(reader, checked)
    upload_cards.problems(reader, checked)
    mending_cards.show(reader, checked)
    if upload_cards.is_of_unknown_form(checked):
        mapping_cards.show(reader, uploaded.getvalue(), options)
    if checked.is_clean:
        upload_cards.preview(reader, checked)
        upload_cards.commit(reader, checked)
mapping_cards.show_saved(reader)
upload_cards.history(reader)
manual.show_if_asked(reader)
