"""Known vulnerabilities among the pinned packages, as far as an index answers.

``python -m scripts.vulnerabilities``: ends with 1 where a package has one, with 0 otherwise, and
says of how many packages nothing could be found out. An index that does not answer, or knows no
vulnerabilities, fails nothing: a closed network is no defect of the app.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from analytics.settings import ROOT

_PINNED = ("requirements.txt", "requirements-dev.txt")
_SECONDS = 180


class Verdict(NamedTuple):
    """What to say, and whether a package has a known vulnerability."""

    lines: list[str]
    is_vulnerable: bool


def verdict(report: Mapping[str, Any]) -> Verdict:
    """Of pip-audit's report: one line a vulnerability, and what could not be looked up."""
    packages = report["dependencies"]
    found = [
        f"{package['name']} {package['version']}: {one['id']}, mended in "
        f"{', '.join(one['fix_versions']) or 'no version yet'}"
        for package in packages
        for one in package.get("vulns", ())
    ]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    looked = len(packages) - len(skipped)
    lines = [*found, f"{looked} packages looked up, {len(found)} known vulnerabilities"]
    if skipped:
        lines.append(
            f"NOT LOOKED UP: {len(skipped)} of {len(packages)} packages; the index does not answer "
            "for them. Run this where it does."
        )
    return Verdict(lines, bool(found))


def main() -> int:
    program = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".venv/audit/bin/pip-audit"
    if not program.exists():
        print("NOT LOOKED UP: pip-audit could not be installed")
        return 0
    command = [str(program), "--format", "json", "--no-deps", "--disable-pip", "--timeout", "10"]
    for file in _PINNED:
        command += ["-r", str(ROOT / file)]
    command += ["--progress-spinner", "off"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=_SECONDS
        )
        told = verdict(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        print("NOT LOOKED UP: the index does not answer")
        return 0
    print("\n".join(told.lines))
    return int(told.is_vulnerable)


if __name__ == "__main__":
    sys.exit(main())
