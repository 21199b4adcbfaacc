"""The text of a new story's file, and what of it an editor forgot to replace."""

from .fences import with_masked_fences

FRONT = """\
---
title: {title}
standfirst:                 # المقدمة: جملة أو جملتان تقولان الخبر
section: {section}
date: {date}
status: draft               # احذف هذا السطر عند النشر
place: {place}
authors: [{authors}]
tags: []                    # مثل: [مياه, بلدية] بفاصلة لاتينية بين الوسمين، لا بالعربية [مياه، بلدية]
# kicker: تحليل              # كلمة أو كلمتان فوق العنوان
# image: {{src: picture.jpg, alt: "ما يُرى في الصورة", caption: "تعليق", credit: "المصوّر"}}
# publish_at: 2027-01-31 06:00     # لا تُنشر قبل هذا الموعد، بتوقيت الصحيفة أو بفارق مثل +03:00
# breaking_until: 2027-01-31 09:00 # خبر عاجل حتى هذا الموعد
# sources: [{{name: "بيان البلدية", url: "https://example.org/"}}]
# related: [2026/12/another-story] # قصص تختارها أنت للعمود الجانبي
---
"""
"""The front matter of a new story's file, with fields for ``str.format``: the file that the desk begins."""

TEMPLATE = f"""{FRONT}
اكتب القصة هنا. السطر الفارغ يفصل بين الفقرات، و«##» في أول السطر يصنع عنوانًا فرعيًا.
"""
"""The file that ``newsgen new`` writes, with fields for ``str.format``."""

SAMPLES: dict[tuple[str, ...], str] = {
    ("title",): "العنوان",
    ("standfirst",): "المقدمة",
    ("image", "alt"): "ما يُرى في الصورة",
    ("image", "credit"): "المصوّر",
}
"""Values of the front matter in ``TEMPLATE`` and in the snippets of VS Code that an editor must replace."""

_SENTENCES = ("اكتب القصة هنا", "السطر الفارغ يفصل بين الفقرات")
_LEADING = ' \t>#*-«"'


def left_of_template(body: str) -> tuple[int, str] | None:
    """The first line of a story's body that still begins with a sentence of ``TEMPLATE``: its number from 1, and the sentence.

    None where there is none. Quoted inside a line, and in fenced code, the sentences are text like any other.
    """
    if not any(sentence in body for sentence in _SENTENCES):
        return None
    for number, line in enumerate(with_masked_fences(body, "\0").split("\n"), 1):
        for sentence in _SENTENCES:
            if line.lstrip(_LEADING).startswith(sentence):
                return number, sentence
    return None
