#!/usr/bin/env bash
# Makes sure that the browser tests have a Chromium: one that is there, else Debian's, else Playwright's own.
# Usage: install_browser.sh <folder of the virtual environment's programs>
set -euo pipefail
bin=$1

# What tests/browser/chromium.py looks for: a system Chromium that starts.
if "$bin/python" -m tests.browser.chromium; then
    exit 0
fi

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo --non-interactive)
if command -v apt-get >/dev/null && "${as_root[@]}" true 2>/dev/null; then
    echo "Installing Chromium with apt-get"
    "${as_root[@]}" apt-get update --quiet --quiet
    if "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet --quiet --no-install-recommends chromium fonts-dejavu-core >/dev/null &&
        "$bin/python" -m tests.browser.chromium; then
        exit 0
    fi
    echo "apt-get has no Chromium that starts; taking Playwright's"
fi

"$bin/playwright" install chromium
"$bin/python" -m tests.browser.chromium
