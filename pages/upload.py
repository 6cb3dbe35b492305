"""Bring in a file: the template, every problem, what would change, commit, and take it back."""

from __future__ import annotations

from pages.ui import frame, reading_choices, upload_cards
from pages.ui.reader import current

reader = current()

frame.title(reader, "upload")
upload_cards.say_what_happened(reader)
upload_cards.template(reader)
uploaded = upload_cards.choose_file(reader)
if uploaded is not None:
    checked = upload_cards.check(reader, uploaded, reading_choices.made())
    reading_choices.show(reader, checked)
    upload_cards.problems(reader, checked)
    if checked.is_clean:
        upload_cards.preview(reader, checked)
        upload_cards.commit(reader, checked)
upload_cards.history(reader)
