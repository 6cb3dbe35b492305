"""The command line: ``python -m analytics``."""

from __future__ import annotations

import typer

from analytics.commands import briefings, exports, intake, keeping, looking, roles, sharing
from analytics.text import words

app = typer.Typer(
    name="analytics",
    help=words("vi")("commands.help") + "\n\n" + words("en")("commands.help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("init")(intake.init)
app.command("read")(looking.read)
app.command("check")(intake.check_files)
app.command("submit")(intake.submit)
app.command("withdraw")(intake.withdraw)
app.command("put-back")(intake.put_back)
app.command("submissions")(intake.submissions)
app.command("export")(exports.export)
app.command("verify")(keeping.verify_store)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
app.command("rebuild")(keeping.rebuild)
app.command("compact")(keeping.compact)
app.command("maintain")(sharing.maintain)
app.command("move")(sharing.move)
app.command("briefing")(briefings.briefing)
app.add_typer(looking.mappings, name="mappings")
app.add_typer(roles.roles, name="roles")

if __name__ == "__main__":
    app()
