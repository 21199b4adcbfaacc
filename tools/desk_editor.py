"""The desk's block editor: bundles tools/desk_editor/ and the libraries that its lock file names into the desk's static files.

    python tools/desk_editor.py            write the bundle and the licences of what is in it (needs npm, and asks its registry)
    python tools/desk_editor.py --check    exit 1 if the bundle was not made from these sources, or was changed since

npm installs exactly what package-lock.json says, by its digests, into a folder of its own; esbuild joins it. The same sources
give the same bytes on every machine. The first line of the bundle names the digest of the sources and that of the rest, so that
``--check`` and tests/desk/test_editor_bundle.py need neither npm nor a network.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tools/desk_editor"
BUNDLE = ROOT / "src/newsgen/desk/static/editor.js"
LICENCES = ROOT / "src/newsgen/desk/static/editor-licences.txt"

_HEAD = re.compile(r"// newsgen: the desk's block editor; sources ([0-9a-f]{64}), bundle ([0-9a-f]{64})\n")


def sources_digest() -> str:
    """The digest of all that the bundle is made from: the scripts, and the exact libraries and tools of the lock file."""
    whole = hashlib.sha256()
    for file in sorted((*SOURCES.glob("*.js"), *SOURCES.glob("*.json"))):
        data = file.read_bytes()
        whole.update(f"{file.name} {len(data)}\n".encode() + data)
    return whole.hexdigest()


def is_current() -> bool:
    """Whether the bundle was made from the sources as they are, and nobody has changed it since."""
    head, _, body = BUNDLE.read_text(encoding="utf-8").partition("\n")
    found = _HEAD.fullmatch(head + "\n")
    return found is not None and found.groups() == (sources_digest(), hashlib.sha256(body.encode()).hexdigest())


def licences(modules: Path) -> str:
    """The notices of the libraries that are in the bundle, by their names."""
    parts = []
    for package in sorted(path for path in modules.iterdir() if not path.name.startswith((".", "@", "esbuild"))):
        notice = next(file for file in sorted(package.iterdir()) if file.name.lower().startswith("licen"))
        parts.append(f"{package.name}\n{'=' * len(package.name)}\n\n{notice.read_text(encoding='utf-8').strip()}\n")
    return "The desk's block editor (editor.js) contains these libraries.\n\n" + "\n".join(parts)


def make() -> None:
    """Write the bundle and the notices."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in (*SOURCES.glob("*.js"), *SOURCES.glob("*.json")):
            shutil.copy(file, folder)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
        command = [
            "node_modules/.bin/esbuild", "index.js", "--bundle", "--minify", "--format=iife", "--target=es2022",
            "--charset=utf8", "--legal-comments=none", "--log-level=warning", "--outfile=bundle.js",
        ]  # fmt: skip
        subprocess.run(command, cwd=folder, check=True, env={**os.environ, "ESBUILD_WORKER_THREADS": "0"})
        body = (folder / "bundle.js").read_text(encoding="utf-8")
        LICENCES.write_text(licences(folder / "node_modules"), encoding="utf-8")
    digest = hashlib.sha256(body.encode()).hexdigest()
    head = f"// newsgen: the desk's block editor; sources {sources_digest()}, bundle {digest}\n"
    BUNDLE.write_text(head + body, encoding="utf-8")


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        return int(not is_current())
    make()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
