#!/bin/sh
# Pin what pyproject.toml asks for: requirements.lock has every dependency with the dev extra and the build backend,
# docs/requirements.lock what builds the documentation site (the docs extra), at the same versions.
# Needs uv (pip install uv). Keeps pins that still fit; "sh tools/lock.sh --upgrade" takes the newest.
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile --quiet --universal --no-emit-index-url --custom-compile-command "sh tools/lock.sh" "$@"
}
printf 'hatchling\neditables\n' | compile --python-version 3.11 --extra dev "$@" --output-file requirements.lock \
    pyproject.toml -
compile --python-version 3.11 --extra docs --constraint requirements.lock "$@" --output-file docs/requirements.lock \
    pyproject.toml
