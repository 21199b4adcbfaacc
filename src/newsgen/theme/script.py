"""Takes comments and blanks out of a script, so that no reader downloads them. Names stay."""

import re

_TOKEN = re.compile(
    r"""(?P<blank>(?:\s|//[^\n]*|/\*.*?(?:\*/|\Z))+)
    |(?P<text>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?)
    |(?P<expression>(?<=[(,=:!&|?])/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\]?)+(?:/\w*)?)
    |(?P<word>[\w$]+)
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
"""What is not closed ends with its line or with the script: no alternative reads far and then fails, so the time is linear."""


def stripped_script(source: str) -> str:
    """Return JavaScript without comments and without the blanks that it does not need; texts in quotes stay.

    It knows the language only so far: each statement of the source ends with a semicolon or a brace, no template text holds
    another one, and a regular expression with quotes, slashes or blanks stands directly behind one of ``( , = : ! & | ?``.
    """
    out: list[str] = []
    blank = False
    for match in _TOKEN.finditer(source):
        token = match[0]
        if match.lastgroup == "blank":
            blank = True
            continue
        before = out[-1][-1] if out else ""
        if blank and ((_in_word(before) and _in_word(token[0])) or (before == token[0] and before in "+-")):
            out.append(" ")
        out.append(token)
        blank = False
    return "".join(out) + "\n"


def _in_word(character: str) -> bool:
    return character in ("$", "_") or character.isalnum()
