#!/bin/sh
# Make requirements.lock again from pyproject.toml: every dependency with the dev extra and the build backend, pinned.
# Wants uv (pip install uv). Pins that still fit are kept; "sh tools/lock.sh --upgrade" takes the newest.
set -eu
cd "$(dirname "$0")/.."
printf 'hatchling\neditables\n' | uv pip compile --quiet --universal --python-version 3.11 --extra dev \
    --no-emit-index-url --custom-compile-command "sh tools/lock.sh" "$@" --output-file requirements.lock pyproject.toml -
