"""Story files of every kind for properties: what newsgen accepts, and what editors write by accident."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = ("نص", "الميناء", "مجلس البلدة", "C#", "1948. كان", "2–1", "كلمة: أخرى", "«اقتباس»", "طبعة #3", "السُّكّان")

INLINE = ("{w}", "{w} {w}", "**{w}** {w}", "*{w}*", "`{w}`", "[{w}](/a/)", "![{w}](a.jpg \"{w}\")", "{w} <!-- سر --> {w}", "{{{w}}}", "{w}[^1]",
          "<b>{w}</b>", "{w} | {w}", "[{w}]: {w}", "{w}\u200f", "{w}\u2028{w}")  # fmt: skip

LINES = ("{i}", "{i}", "{i} {i}", "    {i}", "  {i}", "\t{i}", "- {i}", "  - {i}", "   - {i}", "* {i}", "+ {i}", "1. {i}", "2. {i}", "3) {i}", "١. {i}",
         "> {i}", "> - {i}", "> > {i}", "> — {i}", "# {i}", "## {i}", "### {i} ###", "## {i} {{#id}}", "#{i}", "| {i} | {i} |", "|---|--:|", "---|---",
         "---", "===", "***", ":   {i}", ": {i}", "{{: .pull }}", "{{: .also}}", "", "", "", " ", "\u00a0", "<div>", "</div>", "<div markdown=\"1\">{i}", "{i}</div>",
         "<p lang=\"en\">{i}</p>", "<hr>", "{i}  ", "{i}\\", "[^1]: {i}", "[^٣]: {i}", "    {i}[^2]", "[^2]: - {i}", "*[م]: {i}", "[a]: /b \"{i}\"",
         "<!-- سر", "-->", "<!-- سر\n\nسر -->", "<!---->", "<pre>", "</pre>", "```", "~~~", "```\nx\n\ny\n```", "- {i}\n\n  ```\n  {i}\n  ```", "\u200f- {i}",
         "\u200f## {i}", "10. {i}", "## 14:05 {i}", "## 13:40 {i} {{.key}}", "# 2026-11-22", " ## 9:00 {i}", "<script>", "<br>", "﻿{i}")  # fmt: skip

FRONT = ("# تعليق", "", "# kicker: تحليل", "title: \"{w}\"", "kicker: {p}", "standfirst:    # المقدمة", "standfirst: '{p}'   # مقدمة", "section: politics",
         "place: >-\n  {p}\n\n  {p}", "date: 2026-11-17 22:05", "authors: [{p}, \"{w}\"]  # من", "authors:\n- {p}\n# بين\n- '{p}'", "authors: {p}",
         "image:\n  src: a.jpg   # ملف\n\n  alt: {p}", "image: {{src: a.jpg, alt: \"{w}\"}}", "tags: []", "tags: [\n  {p},   # أول\n  {p}]",
         "sources:\n  - {p}\n  - {{name: {p}, url: \"/a\"}}", "corrections:\n  - at: 2026-11-18\n    text: {p}", "extra:\n  a: |\n    {p}\n\n    {p}\n  # بين\n  b: |+\n    {p}\n",
         "kind: live", "status: draft      # احذف", "slug:", "\"note\": {p}", "check: {{ignore: {{a: {p}}}}}", "related: [a/b,\n   c]", "    ", "# آخر")  # fmt: skip
"""Lines of front matter: ``{{w}}`` is any words, ``{{p}}`` words that need no quotation marks."""

PLAIN = ("نص", "الميناء القديم", "no", "12:30", "0123", "ي")


@st.composite
def fronts(draw: st.DrawFn) -> str:
    """Front matter with each key once, in any order, among comments and empty lines."""
    seen: set[str] = set()
    out = []
    for form in draw(st.lists(st.sampled_from(FRONT), max_size=9)):
        key = form.partition(":")[0] if not form.lstrip().startswith("#") and form.strip() else ""
        if key and key.strip('"') in seen:
            continue
        seen.add(key.strip('"'))
        filled = form
        while "{w}" in filled or "{p}" in filled:
            filled = filled.replace("{w}", draw(st.sampled_from(WORDS)), 1).replace(
                "{p}", draw(st.sampled_from(PLAIN)), 1
            )
        out.append(filled.replace("{{", "{").replace("}}", "}"))
    return "".join(f"{line}\n" for line in out)


@st.composite
def bodies(draw: st.DrawFn, most: int = 10) -> str:
    """A text of any constructs in any order, whole or torn."""
    lines = []
    for _ in range(draw(st.integers(0, most))):
        form = draw(st.sampled_from(LINES))
        while "{i}" in form:
            inline = draw(st.sampled_from(INLINE))
            while "{w}" in inline:
                inline = inline.replace("{w}", draw(st.sampled_from(WORDS)), 1)
            form = form.replace("{i}", inline.replace("{{", "{").replace("}}", "}"), 1)
        lines.append(form.replace("{{", "{").replace("}}", "}"))
        if draw(st.booleans()):
            lines.append("")
    return "\n".join(lines)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """The bytes of a file: line ends of each kind and mixed, with and without a byte-order mark and a final line end."""
    mark = draw(st.sampled_from(("", "", "\ufeff", "\n\n", "\u200f")))
    fence = draw(st.sampled_from(("---\n", "---\n", "...\n", "---  \n")))
    end = draw(st.sampled_from(("\n", "\n", "", "\n\n\n")))
    text = f"{mark}---\n{draw(fronts())}{fence}{draw(bodies())}{end}"
    ending = draw(st.sampled_from(("\n", "\n", "\r\n", "\r", "mixed")))
    if ending == "mixed":
        lines = text.split("\n")
        ends = draw(st.lists(st.sampled_from(("\n", "\r\n", "\r")), min_size=len(lines) - 1, max_size=len(lines) - 1))
        text = "".join(map("".join, zip(lines, [*ends, ""], strict=True)))
    else:
        text = text.replace("\n", ending)
    return text.encode()


@st.composite
def profiles(draw: st.DrawFn) -> bytes:
    """The bytes of a profile: keys alone, with and without YAML's own marks, a byte-order mark and an end of the last line."""
    text = draw(st.sampled_from(("", "", "\ufeff", "---\n", "# من؟\n"))) + draw(fronts())
    text += draw(st.sampled_from(("", "", "...\n", "links:\n  - {name: أ, url: /a}\n  # آخر\n")))
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    return text.replace("\n", draw(st.sampled_from(("\n", "\n", "\r\n", "\r")))).encode()
