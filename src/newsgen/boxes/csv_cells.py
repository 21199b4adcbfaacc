"""Read a CSV file into rows of cells, each with its line and column: any usual delimiter, quotes as in RFC 4180, any
encoding of spreadsheets."""

import codecs
import re
from typing import NamedTuple

from ..base.problems import N_, Problem, error, warning

DELIMITERS = ",;\t|"

_ARABIC = re.compile("[\u0621-\u064a]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_PLAIN = {delimiter: re.compile(f"[^{re.escape(delimiter)}\n]*") for delimiter in DELIMITERS}
_QUOTED = re.compile(r'[ ]*"((?:[^"]|"")*)"')
_IN_QUOTES = re.compile(r'"(?:[^"]|"")*"')
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\n", re.IGNORECASE)


class Field(NamedTuple):
    """A cell as it is written, without its quotes, and the line and column, from 1, where it begins in the file."""

    text: str
    line: int
    column: int


class Decoded(NamedTuple):
    """The text of a file with lines that end with a line feed, and a warning where its encoding had to be guessed."""

    text: str
    problem: Problem | None = None


_OTHER_ENCODING = warning(
    "data-encoding",
    N_("This file is not UTF-8; it was read as {encoding}."),
    N_("Save it as “CSV UTF-8”, so that nothing has to be guessed."),
)
_NO_TEXT = error(
    "not-utf8", N_("This file is not UTF-8 text."),
    N_("Save it again with the encoding UTF-8 (in your editor: “Save as”, then the encoding)."),
)  # fmt: skip
_OPEN_QUOTE = error(
    "data-quote", N_("A quotation mark opens a cell here, and none closes it."), N_("Close it, or write it twice.")
)


def decode(data: bytes) -> Decoded | Problem:
    """The text of a CSV file: UTF-8, UTF-16 with a byte-order mark, or windows-1256, in which old spreadsheets write Arabic.

    Other bytes are a Problem. What is no UTF-8 is read as windows-1256 only where that gives Arabic words.
    """
    encoding = "UTF-8"
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "UTF-16"
            text = data.decode("utf-16")
        else:
            text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as failure:
        encoding = "windows-1256"
        text = data.decode("cp1256", "replace")
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not _ARABIC.search(text) or "\ufffd" in text:
            head = data[: failure.start].decode("utf-8", "replace")
            return _NO_TEXT.at("", head.count("\n") + 1, len(head) - head.rfind("\n"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if control := _CONTROL.search(text):
        head = text[: control.start()]
        return _NO_TEXT.at("", head.count("\n") + 1, len(head) - head.rfind("\n"))
    if encoding == "UTF-8":
        return Decoded(text)
    return Decoded(text, _named(encoding).at("", 1, 1))


def _named(encoding: str) -> Problem:
    return warning(_OTHER_ENCODING.code, _OTHER_ENCODING.message, _OTHER_ENCODING.hint, encoding=encoding)


def read_rows(text: str) -> tuple[list[list[Field]], str] | Problem:
    """The rows of a CSV text that hold anything, and the delimiter that its first line has most of.

    Lines end with a line feed. A cell in quotation marks may hold delimiters, and line breaks, which become spaces. A mark
    that is not closed is a Problem with its line and column. Takes time in proportion to the text.
    """
    line, at = 1, 0
    told = _SEPARATOR_LINE.match(text)  # a first line of Excel
    if told:
        line, at = 2, told.end()
    delimiter = told[1] if told else delimiter_of(text)
    rows: list[list[Field]] = []
    row: list[Field] = []
    start_of_line = at
    while at < len(text):
        column = at - start_of_line + 1
        quoted = _QUOTED.match(text, at)
        if quoted is None:
            found = _PLAIN[delimiter].match(text, at)
            assert found is not None
            if found[0].lstrip(" ").startswith('"'):
                return _OPEN_QUOTE.at("", line, column)
            row.append(Field(found[0].strip(), line, column))
            at = found.end()
        else:
            rest = _PLAIN[delimiter].match(text, quoted.end())
            assert rest is not None
            cell = quoted[1].replace('""', '"') + rest[0].rstrip()
            row.append(Field(" ".join(cell.split()), line, column))
            at = rest.end()
            if breaks := text.count("\n", quoted.start(), quoted.end()):
                line += breaks
                start_of_line = text.rfind("\n", quoted.start(), quoted.end()) + 1
        if at < len(text) and text[at] == delimiter:
            at += 1
            if at == len(text) or text[at] == "\n":
                row.append(Field("", line, at - start_of_line + 1))
            else:
                continue
        if any(field.text for field in row):
            rows.append(row)
        row = []
        at += 1
        line += 1
        start_of_line = at
    return rows, delimiter


def delimiter_of(text: str) -> str:
    """The delimiter that the first line with words has most of outside quotation marks; a comma where it has none."""
    first = text.lstrip("\n").partition("\n")[0]
    counted = _IN_QUOTES.sub("", first)
    return max(DELIMITERS, key=counted.count)
