"""Update the catalogue of messages: find every N_("…") in the code, update the .po file and compile it.

    python tools/messages.py            update and compile
    python tools/messages.py --check    report what is missing, unused or stale; exit 1 if anything is

Write translations into ``src/newsgen/base/locale/ar/LC_MESSAGES/newsgen.po``. It has the order of the code.
"""

import ast
import functools
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
CODE = ROOT / "src" / "newsgen"
PO = CODE / "base" / "locale" / "ar" / "LC_MESSAGES" / "newsgen.po"
MO = PO.with_suffix(".mo")
HEADER = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\nLanguage: ar\n"
MESSAGE_ARGUMENTS = {"error": (1, 2), "warning": (1, 2), "fault": (1, 2)}
"""The functions that take messages, and the positions of their message arguments."""


def messages() -> dict[str, list[str]]:
    """Every message of the code in order, with the modules that contain it."""
    found: dict[str, list[str]] = {}
    for name, tree in _trees().items():
        for message in _marked(tree):
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    return found


@functools.cache
def _trees() -> dict[str, ast.Module]:
    """The code's modules in order, by their paths."""
    paths = sorted(CODE.rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def _marked(tree: ast.Module) -> Iterator[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if isinstance(call.func, ast.Name) and call.func.id == "N_":
            (text,) = call.args
            assert isinstance(text, ast.Constant), f"line {call.lineno}: N_ needs one literal"
            assert isinstance(text.value, str)
            yield text.value


def unmarked() -> list[str]:
    """The places of literal messages without N_."""
    found = []
    for name, tree in _trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MESSAGE_ARGUMENTS:
                for n in MESSAGE_ARGUMENTS[node.func.id]:
                    text = node.args[n] if n < len(node.args) else None
                    if isinstance(text, (ast.Constant, ast.JoinedStr)):
                        found.append(f"{name}:{text.lineno}")
    return found


def translations() -> dict[str, str]:
    """The translations in the .po file."""
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="ar")
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id}


def po(wanted: dict[str, list[str]], known: dict[str, str]) -> str:
    """The new text of the .po file, without messages that the code no longer has."""
    out = ['msgid ""', 'msgstr ""', *(_quoted(line + "\n") for line in HEADER.splitlines()), ""]
    for message, places in wanted.items():
        out += [*(f"#: {place}" for place in places), "#, python-brace-format"] if "{" in message else [
            f"#: {place}" for place in places
        ]  # fmt: skip
        out += [f"msgid {_quoted(message)}", f"msgstr {_quoted(known.get(message, ''))}", ""]
    return "\n".join(out)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def mo(known: dict[str, str]) -> bytes:
    """The compiled catalogue, the same bytes for the same translations (GNU gettext's format, revision 0)."""
    texts = sorted((key.encode(), value.encode()) for key, value in {"": HEADER, **known}.items() if value)
    head = 28 + 16 * len(texts)
    keys, values, tables = b"", b"", ([], [])  # type: ignore[var-annotated]
    for key, _ in texts:
        tables[0].append((len(key), head + len(keys)))
        keys += key + b"\0"
    for _, value in texts:
        tables[1].append((len(value), head + len(keys) + len(values)))
        values += value + b"\0"
    numbers = [number for table in tables for pair in table for number in pair]
    start = struct.pack("<7I", 0x950412DE, 0, len(texts), 28, 28 + 8 * len(texts), 0, head)
    return start + struct.pack(f"<{len(numbers)}I", *numbers) + keys + values


def main() -> int:
    wanted, known = messages(), translations() if PO.exists() else {}
    text = po(wanted, known)
    compiled = mo({message: known.get(message, "") for message in wanted})
    missing = [message for message in wanted if not known.get(message)]
    left = [message for message in known if message not in wanted]
    for fault, texts in (
        ("not translated", missing),
        ("no longer in the code", left),
        ("not marked by N_", unmarked()),
    ):
        for one in texts:
            print(f"{fault}: {one}")
    stale = not PO.exists() or not MO.exists() or PO.read_text(encoding="utf-8") != text or MO.read_bytes() != compiled
    if "--check" in sys.argv[1:]:
        if stale:
            print("stale: run python tools/messages.py")
        return int(bool(missing or left or stale))
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(text, encoding="utf-8")
    MO.write_bytes(compiled)
    print(f"{len(wanted)} messages, {len(missing)} without translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
