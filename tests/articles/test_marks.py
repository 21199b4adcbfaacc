"""What an editor's marks mean: braces, hashtags, numbers, linked pictures, labels, abbreviations, GitHub's signs."""

from __future__ import annotations

import html as entities
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsgen.articles import attribute_lists, body, markup
from newsgen.articles.paragraphs import convert_plain
from newsgen.articles.sanitise import cleaner
from newsgen.cli import command_line
from newsgen.model.article import Part
from newsgen.model.picture import Picture
from tests.support import SETTINGS, Site
from tests.support.pictures import png

PNG = png(9, 9)


def parts(text: str, prefix: str = "") -> tuple[Part, ...]:
    return body.render(text, first_line=1, prefix=prefix).parts


def html(text: str) -> str:
    """The body as one text, a picture as ``[address>link]``, without isolation."""
    shown = [part if isinstance(part, str) else f"[{part.address}>{part.link}]" for part in parts(text)]
    return re.sub(r"</?bdi[^>]*>", "", "\n".join(shown))


def same_by_engine(text: str) -> bool:
    plain = convert_plain(text)
    return plain is None or plain == cleaner("").clean(markup.convert(text)[0]).strip("\n")


VERSE = "{إنا أعطيناك الكوثر}"


@pytest.mark.parametrize(
    "text",
    [
        f"قال تعالى:\n{VERSE}", f"قال تعالى: {VERSE}", f"## السورة {VERSE}", f"## السورة {VERSE} ثم {VERSE}", f"**قال:**{VERSE} ثم",
        f"*قال*{VERSE}", f"[قال](/x){VERSE}", f"`قال`{VERSE} ثم {VERSE}", f"![قال](a.png){VERSE}", f"- قال\n{VERSE}", f"- قال {VERSE}\n    - ب",
        f"> قال\n> {VERSE}", f"| أ | ب |\n|---|---|\n| ج | د {VERSE} ثم {VERSE} |", f"| أ | د {VERSE} |\n|---|---|\n| ج | د |",
        f"مصطلح {VERSE}\n:   شرح\n    {VERSE}", f"نص[^1]\n\n[^1]: شرح\n    {VERSE}", f"نص  \n{VERSE}", f"1. قال\n{VERSE}", f"~~قال~~{VERSE}",
        "## عنوان {}", "## عنوان {...}", "## عنوان {نص #x}", "## عنوان {#x نص}", "الحد\n{س=ص}", "## عنوان {.نص}", "## عنوان {{#x}}",
        "**ن**{#x}{نص}", "**ن**{ }", "## عنوان {#x", "## عنوان #x}", "**ن**{\n#x}", "## ن {#س ص}", "## ن {a b=c}",
    ],
)  # fmt: skip
def test_braces_with_words_are_words(text: str) -> None:
    shown = entities.unescape(re.sub("<[^>]*>", "", html(text)))
    for braces in re.findall(r"\{[^{}]*\}", text):
        if braces not in ("{#x}",):
            assert braces.replace("\n", " ") in shown.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("## ن {#x}", '<h2 id="x">ن</h2>'),
        ("## ن ## {#x}", '<h2 id="x">ن</h2>'),
        ("## C# {#x}", '<h2 id="x">C#</h2>'),
        ("## {نص} {#x}", '<h2 id="x">{نص}</h2>'),
        ("## ن **ن** {: #x lang='fr' }", '<h2 id="x" lang="fr">ن <strong>ن</strong></h2>'),
        ("ن\n{: .pull}", '<p class="pull">ن</p>'),
        ("ن  \n{.pull}", '<p class="pull">ن<br></p>'),
        ("- ن\n{#x}", '<ul>\n<li id="x">ن</li>\n</ul>'),
        ("*Le*{: lang=fr}{ن}", '<p><em lang="fr">Le</em>{ن}</p>'),
        ('[ن](/x){: title="أ ب" .video .x}، ن', '<p><a class="video" href="/x" title="أ ب">ن</a>، ن</p>'),
    ],
)
def test_attribute_lists(text: str, made: str) -> None:
    assert html(text) == made


@example(inner=" {#ا", place="## ن {%s}")
@given(
    st.text(alphabet="اب #.={}:x\"'-", max_size=12),
    st.sampled_from(["## ن {%s}", "ن\n{%s}", "**ن**{%s}", "| أ {%s} | ب |\n|-|-|"]),
)
def test_braces_are_kept_or_hold_nothing_but_attributes(inner: str, place: str) -> None:
    """The braces that count are the innermost: in ``{ا {#x}`` the words before the list stay, and in ``{ا}`` all of them."""
    shown = entities.unescape(re.sub("<[^>]*>", "", html(place.replace("%s", inner))))
    before, _, listed = inner.partition("}")[0].rpartition("{")
    kept = before if attribute_lists.parse(listed) else inner
    assert "".join(re.findall(r"\w", kept)) in "".join(re.findall(r"\w", shown))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("#عاجل مصدر", "<p>#عاجل مصدر</p>"),
        ("نص\n#عاجل", "<p>نص\n#عاجل</p>"),
        ("#وسم_مركب و#آخر", "<p>#وسم_مركب و#آخر</p>"),
        ("> #غزة\n>\n> ن", "<blockquote>\n<p>#غزة</p>\n<p>ن</p>\n</blockquote>"),
        ("- #القدس\n- ن", "<ul>\n<li>#القدس</li>\n<li>ن</li>\n</ul>"),
        ("1. #القدس", "<ol>\n<li>#القدس</li>\n</ol>"),
        ("#1 في", "<p>#1 في</p>"),
        ("##عنوان", "<p>##عنوان</p>"),
        ("#\u064eا", "<p>#\u064eا</p>"),
        ("# #وسم", "<h2>#وسم</h2>"),
        ("## لغة C#", "<h2>لغة C#</h2>"),
        ("## لغة C# ##", "<h2>لغة C#</h2>"),
        ("## لغة **C#**", "<h2>لغة <strong>C#</strong></h2>"),
        ("## ن #وسم #", "<h2>ن #وسم</h2>"),
        (r"## ن \#", "<h2>ن #</h2>"),
        (r"## ن \##", "<h2>ن ##</h2>"),
        ("   ### ن", "<h3>ن</h3>"),
        ("##\tن", "<h2>ن</h2>"),
        ("##\xa0ن", "<h2>ن</h2>"),
        ("> ## ن", "<blockquote>\n<h2>ن</h2>\n</blockquote>"),
        ("- ## ن", "<ul>\n<li>\n<h2>ن</h2>\n</li>\n</ul>"),
        ("أ\n## ن\nب", "<p>أ</p>\n<h2>ن</h2>\n<p>ب</p>"),
        ("##", "<p>##</p>"),
        ("# #", "<p># #</p>"),
        ("####### ن", "<p>####### ن</p>"),
    ],
)  # fmt: skip
def test_a_heading_has_a_space(text: str, made: str) -> None:
    assert html(text) == made
    assert same_by_engine(text)


def items(*texts: str, **attributes: int) -> str:
    start = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<ol{start}>\n" + "".join(f"<li>{text}</li>\n" for text in texts) + "</ol>"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("١. أ\n٢. ب", items("أ", "ب")),
        ("۱. أ\n۲. ب", items("أ", "ب")),
        ("٣. أ & ج\n٤. ب", items("أ &amp; ج", "ب", start=3)),
        ("٣. أ\n٤. ب", items("أ", "ب", start=3)),
        ("١) أ\n٢) ب", items("أ", "ب")),
        ("1) أ\n2) ب", items("أ", "ب")),
        ("0. أ", items("أ", start=0)),
        ("1. أ\n1. ب\n1. ج", items("أ", "ب", "ج")),
        ("3. أ\n3. ب", items("أ", "ب", start=3)),
        ("3. أ\n5. ب", '<ol start="3">\n<li>أ</li>\n<li value="5">ب</li>\n</ol>'),
        ("10. أ\n9. ب", '<ol start="10">\n<li>أ</li>\n<li value="9">ب</li>\n</ol>'),
        ("1. أ\n2. ب\n2. ج\n3. د", '<ol>\n<li>أ</li>\n<li>ب</li>\n<li value="2">ج</li>\n<li>د</li>\n</ol>'),
        ("٣. أ\n\n٤. ب", '<ol start="3">\n<li>\n<p>أ</p>\n</li>\n<li>\n<p>ب</p>\n</li>\n</ol>'),
        ("1. أ\n\nن\n\n٢. ب", items("أ") + "\n<p>ن</p>\n" + items("ب", start=2)),
        ("- أ\n    ١. ب\n    ٢. ج", "<ul>\n<li>أ" + items("ب", "ج") + "\n</li>\n</ul>"),
        ("١. أ\n    ٣) ب\n    ٤) ج\n٢. د", items("أ" + items("ب", "ج", start=3) + "\n", "د")),
        ("> ١. أ", "<blockquote>\n" + items("أ") + "\n</blockquote>"),
        ("1. أ\n2) ب", items("أ\n2) ب")),
        ("1. أ\n\n1) ب", items("أ") + "\n" + items("ب")),
        ("1948. كان", "<p>1948. كان</p>"),
        ("٢٠٢٣. كان & ن", "<p>٢٠٢٣. كان &amp; ن</p>"),
        ("1948. كان\n1967. ثم", "<p>1948. كان\n1967. ثم</p>"),
        ("1. أ\n\n1948. كان", items("أ") + "\n<p>1948. كان</p>"),
        ("1. أ\n1948. كان", items("أ\n1948. كان")),
        ("- أ\n    1948. كان", "<ul>\n<li>أ\n1948. كان</li>\n</ul>"),
        ("12. أ", "<p>12. أ</p>"),
        ("٣. أ\n\nن", "<p>٣. أ</p>\n<p>ن</p>"),
        ("1. أ\n\nن\n\n7. ب", items("أ") + "\n<p>ن</p>\n<p>7. ب</p>"),
        ("1. 12. أ", items("12. أ")),
        ("1٢. أ", "<p>1٢. أ</p>"),
        ("١.أ", "<p>١.أ</p>"),
        ("١- أ", "<p>١- أ</p>"),
        ("३. أ\n४. ب", "<p>३. أ\n४. ب</p>"),
        (r"1948\. كان", "<p>1948. كان</p>"),
        ("أ\n١. ب", "<p>أ</p>\n<ol>\n<li>ب</li>\n</ol>"),
    ],
)  # fmt: skip
def test_numbered_lists(text: str, made: str) -> None:
    assert html(text) == made
    assert same_by_engine(text)
    assert html(text.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"))).count("<ol") == made.count("<ol")


LINKED = "[![غ](c.png)](/r)"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (LINKED, "[c.png>/r]"),
        (f"ن {LINKED} ب", "<p>ن  ب</p>\n[c.png>/r]"),
        (f"**{LINKED}**", "[c.png>/r]"),
        (f"## ن {LINKED}", "<h2>ن </h2>\n[c.png>/r]"),
        (f"> {LINKED}\n>\n> ن", "<blockquote>\n[c.png>/r]\n<p>ن</p>\n</blockquote>"),
        (f"- {LINKED}\n- ن", "<ul>\n<li>\n[c.png>/r]\n</li>\n<li>ن</li>\n</ul>"),
        ("[![غ][i]][l]\n\n[i]: c.png\n[l]: /r", "[c.png>/r]"),
        ("[![غ](c.png)][l]\n\n[l]: /r", "[c.png>/r]"),
        ("[![غ][i]](/r)\n\n[i]: c.png", "[c.png>/r]"),
        ("[![i]](/r)\n\n[i]: c.png", "[c.png>/r]"),
        ("[![غ](c.png) ن](/r)", '<p><a href="/r"> ن</a></p>\n[c.png>/r]'),
        ("[![غ](c.png)![غ](d.png)](/r)", "[c.png>/r]\n[d.png>/r]"),
        ("[![غ](c.png)](</r?a=1&b=2> 'ن')", "[c.png>/r?a=1&b=2]"),
        ("[![غ](c.png)](#ن)", "[c.png>#ن]"),
        ('ن <a href="/r?a&amp;b">![غ](c.png)</a> ب', "<p>ن  ب</p>\n[c.png>/r?a&b]"),
        ("- <A title='ن' HREF='/r'> ![غ](c.png) </A>\n- ن", "<ul>\n<li>\n[c.png>/r]\n</li>\n<li>ن</li>\n</ul>"),
        ('<a href="/r">![غ](c.png) ن</a>', '<p><a href="/r"> ن</a></p>\n[c.png>]'),
        ('<a href="/r">ن</a>![غ](c.png)<a href="/q">ن</a>', '<p><a href="/r">ن</a><a href="/q">ن</a></p>\n[c.png>]'),
        ("![غ](c.png)", "[c.png>]"),
        (f"{LINKED}\\\n{LINKED}  \n![غ](c.png)", "[c.png>/r]\n[c.png>/r]\n[c.png>]"),
    ],
)
def test_a_linked_picture_keeps_its_link(text: str, made: str) -> None:
    assert html(text) == made


def test_links_of_pictures_are_links_of_the_page() -> None:
    (picture,) = parts(LINKED, "/news")
    assert isinstance(picture, Picture)
    assert picture.link == "/news/r"
    (refused,) = body.render("[![غ](c.png)](javascript:x)", first_line=1, prefix="").problems
    assert (refused.level, refused.code) == ("error", "bad-link")


def test_a_linked_picture_is_a_link_on_the_page_and_in_feeds_and_is_checked(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.write("site.yml", SETTINGS + "feeds: {full_text: true}\n")
    site.write("content/c.png", PNG)
    site.story("a", body='[![غ](c.png "ت")](/nowhere/?a=1&b=2)\n\n[![غ](c.png)](https://example.org/r)\n\n![غ](c.png)')
    report = site.build()
    assert report.problems == ()
    page = (site.output / "2026/05/01/a/index.html").read_text(encoding="utf-8")
    shown = page[page.index('class="body"') :]
    assert re.findall(r'<figure class="figure">\s*(<a [^>]*>)?<img', shown) == [
        '<a href="/nowhere/?a=1&amp;b=2">', '<a href="https://example.org/r">', "",
    ]  # fmt: skip
    feed = entities.unescape((site.output / "feed.xml").read_text(encoding="utf-8"))
    assert re.findall(r'<figure>(<a href="[^"]*">)?<img', feed)[1:] == ['<a href="https://example.org/r">', ""]
    assert "/nowhere/?a=1" in feed
    assert (
        command_line.main(
            ["check", "--site", str(site.root), "--lang", "en", "--only", "link", "--now", "2026-06-01T00:00"]
        )
        == 4
    )


def test_a_picture_in_a_link_to_a_video_names_it_and_is_its_poster() -> None:
    film = Picture(alt="فيلم", video="https://films.example/1")
    inside = "[![فيلم](p.png)](https://films.example/1){: .video}"
    assert parts(inside) == (replace(film, address="p.png"),)
    assert parts(inside + "\n\n![ب](b.png)") == (replace(film, address="p.png"), Picture("b.png", alt="ب"))
    one, two = parts("[فيلم](https://films.example/1){: .video}\n\n" + inside)
    assert (one, two) == (film, replace(film, address="p.png")), "a poster is one video's"
    assert parts("[فيلم](https://films.example/1){: .video}\n\n![آخر](p.png)") == (film, Picture("p.png", alt="آخر"))
    assert parts("![فيلم](p.png)\n\n[فيلم](https://films.example/1){: .video}") == (Picture("p.png", alt="فيلم"), film)
    assert parts("[فيلم](https://films.example/1){: .video}\n\nنص\n\n![فيلم](p.png)") == (
        film, "<p>نص</p>", Picture("p.png", alt="فيلم"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "label",
    [
        "1",
        "ملاحظة",
        "مُلاحظة",
        "طبعة ثالثة",
        "a&b",
        "א\u05b7",
        "نكتهٔ می\u200cخوانم",
        "x" * 200,
        "أ/ب؟",
        "(1)",
        r"a\_b",
        "a*b*",
    ],
)
def test_footnotes_lead_there_and_back(label: str) -> None:
    made = html(f"ن[^{label}] ن[^{label}]\n\n[^{label}]: شرح")
    ids = [entities.unescape(name) for name in re.findall(r' id="([^"]*)"', made)]
    targets = [entities.unescape(name) for name in re.findall(r' href="#([^"]*)"', made)]
    assert len(ids) == len(set(ids)) == 3
    assert set(targets) == set(ids)
    assert not any(re.search(r"\s", name) for name in ids)


def test_labels_are_found_however_they_are_written() -> None:
    decomposed = unicodedata.normalize("NFD", "طبعة آخرة")
    assert html(f"ن[^طبعة\nآخرة] ن[^{decomposed}]\n\n[^طبعة  آخرة]: شرح").count('class="footnote-ref"') == 2


def test_labels_that_would_share_an_id_do_not() -> None:
    made = html("أ[^a b] ب[^a-b] ج[^a?b]\n\n[^a b]: 1\n[^a-b]: 2\n[^a?b]: 3")
    assert re.findall(r'<li id="([^"]*)"', made) == ["fn:a-b", "fn:a-b-2", "fn:a-b-3"]
    assert re.findall(r'ref" href="#([^"]*)"', made)[:3] == ["fn:a-b", "fn:a-b-2", "fn:a-b-3"]


@pytest.mark.parametrize("name", ["خاتِمة", "ex\u0301emple", "א\u05b7", "a:b.c-d_e", "می\u200cخوانم", "हिन्दी"])
def test_ids_with_marks_work_at_both_ends(name: str) -> None:
    for form in ("NFC", "NFD"):
        made = html(
            f"## ن {{#{name}}}\n\n[ن](#{unicodedata.normalize(form, name)}) [ن](/x/#{unicodedata.normalize(form, name)})"
        )
        assert f'<h2 id="{unicodedata.normalize("NFC", name)}">' in made
        assert f'href="#{unicodedata.normalize("NFC", name)}"' in made
        assert f'href="/x/#{unicodedata.normalize("NFC", name)}"' in made


@pytest.mark.parametrize(
    ("definition", "words", "marked"),
    [
        ("م", "5 م عن مُحَمَّد", ["م"]),
        ("م", "مِ م، (م) «م» م. 5م", ["م", "م", "م", "م"]),
        ("م", "مـ ـم م\u200cن", []),
        ("كم", "كمْ كم كَم", ["كم"]),
        ("C++", "C++ و C++x و C++", ["C++", "C++"]),
        (".NET", ".NET ASP.NET", [".NET"]),
        ("46", r"46 و\.", ["46"]),
        ("0", "<b>0</b> <i>ن</i>", ["0"]),
        ("e", "e e\u0301 é", ["e"]),
        ("هـ", "سنة 1440 هـ.", ["هـ"]),
        ("أ ب", "أ ب ج", ["أ ب"]),
    ],
)
def test_abbreviations_are_whole_words(definition: str, words: str, marked: list[str]) -> None:
    made = html(f"{words}\n\n*[{definition}]: شرح")
    assert re.findall(r"<abbr[^>]*>([^<]*)</abbr>", made) == marked


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (
            r"\= \~ \: \" \' \& \&amp; \, \; \/ \? \@ \$ \% \^ \| \<b>",
            "= ~ : \" ' &amp; &amp;amp; , ; / ? @ $ % ^ | &lt;b&gt;",
        ),
        (r"\ا \a \\", r"\ا \a " + "\\"),
        (r"\~~ن~~ \~\~ن\~\~", "~~ن~~ ~~ن~~"),
        ("~~ن~~ ~ن~ ~~ن ~~ 5~6", "<del>ن</del> ~ن~ ~~ن ~~ 5~6"),
        ("~~**ن** *ن*~~ **~~ن~~**", "<del><strong>ن</strong> <em>ن</em></del> <strong><del>ن</del></strong>"),
        ("أ~~ب~~ج `~~ن~~`", "أ<del>ب</del>ج <code>~~ن~~</code>"),
        ("أ\\\nب", "أ<br>\nب"),
        ("أ\\\\\nب", "أ\\\nب"),
        ("أ\\", "أ\\"),
        ("و- [ ] ن", "و- [ ] ن"),
        (r"https\://a.bc", "https://a.bc"),
    ],
)
def test_signs_of_github(text: str, made: str) -> None:
    assert html(text) == f"<p>{made}</p>"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("- [ ] أ\n- [x] ب\n- [X] ج\n- [y] د", ["☐ أ", "☑ ب", "☑ ج", "[y] د"]),
        ("1. [x] أ\n2. [ ]ب", ["☑ أ", "[ ]ب"]),
        ("- [x] أ [x]\n\n[x]: /r", ['☑ أ <a href="/r">x</a>']),
        ("- [x](/r) أ", ['<a href="/r">x</a> أ']),
        ("- [ ] **أ**", ["☐ <strong>أ</strong>"]),
    ],
)
def test_tasks(text: str, made: list[str]) -> None:
    assert re.findall(r"<li>(.*)</li>", html(text)) == made


def test_tasks_of_a_loose_list() -> None:
    assert html("- [ ] أ\n\n- [x] ب").count("<p>☐ أ</p>") == 1


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("https://a.bc/d.", ["https://a.bc/d"]),
        ("انظر https://a.bc/d، ثم http://e.fg؛", ["https://a.bc/d", "http://e.fg"]),
        ("(https://a.bc/x_(y)) «https://a.bc» \"https://a.bc\"", ["https://a.bc/x_(y)", "https://a.bc", "https://a.bc"]),
        ("**https://a.bc/d_e_f** _https://a.bc_ *https://a.bc/*", ["https://a.bc/d_e_f", "https://a.bc", "https://a.bc/"]),
        ("وhttps://a.bc/?a=1&amp;b=2&c=3", ["https://a.bc/?a=1&b=2&c=3"]),
        (r"https://a.bc/a\_b", ["https://a.bc/a_b"]),
        ("www.a.bc/d و Https://a.bc", ["http://www.a.bc/d", "Https://a.bc"]),
        ("desk@a.bc، mailto:x.y+z@a-b.cd.", ["mailto:desk@a.bc", "mailto:x.y+z@a-b.cd"]),
        ("https://ar.a.bc/wiki/القاهرة_الكبرى", ["https://ar.a.bc/wiki/القاهرة_الكبرى"]),
        ("https://a.bc:80/ https://a.bc?q https://a.bc#ن", ["https://a.bc:80/", "https://a.bc?q", "https://a.bc#ن"]),
        ("- https://a.bc\n- ن", ["https://a.bc"]),
        ("> https://a.bc", ["https://a.bc"]),
        ("## https://a.bc", ["https://a.bc"]),
        ("| https://a.bc | ن |\n|-|-|", ["https://a.bc"]),
        ("ن[^1]\n\n[^1]: https://a.bc", ["#fn:1", "https://a.bc", "#fnref:1"]),
        ("https://a.bc[^1]\n\n[^1]: ن", ["https://a.bc", "#fn:1", "#fnref:1"]),
        ("[https://a.bc](/r) [www.a.bc](/r) [ن](https://a.bc)", ["/r", "/r", "https://a.bc"]),
        ('<a href="https://a.bc">https://a.bc</a> <a href="/r">ن <b>www.a.bc</b></a>', ["https://a.bc", "/r"]),
        ("<https://a.bc>", ["https://a.bc"]),
        ("`https://a.bc` <!-- https://a.bc -->", []),
        ('*Le*{: title="https://a.bc" lang=fr}', []),
        ("https:// http://localhost/ x@y @a ن@ن.ن www. xhttps://a.bc ftp://a.bc", []),
        ("    https://a.bc", ["https://a.bc"]),
    ],
)  # fmt: skip
def test_bare_addresses_are_links(text: str, addresses: list[str]) -> None:
    made = html(text)
    assert [entities.unescape(href) for href in re.findall(r'<a [^>]*?href="([^"]*)"', made)] == addresses
    assert same_by_engine(text)
