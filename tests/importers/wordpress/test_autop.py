"""Classic bodies get the paragraphs that WordPress 6.1 gives them: each result below is its own, but for spaces."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.importers import html_tree
from newsgen.importers.wordpress.autop import BLOCKS, paragraphs

CASES = {
    "نص": "<p>نص</p>",
    "أ\nب": "<p>أ<br />ب</p>",
    "أ\n\nب": "<p>أ</p><p>ب</p>",
    "أ\n \t\nب": "<p>أ</p><p>ب</p>",
    "أ\r\nب\r\n\r\nج": "<p>أ<br />ب</p><p>ج</p>",
    "أ\n\u00a0\nب": "<p>أ<br />\u00a0<br />ب</p>",
    "أ\n\n&nbsp;\n\nب": "<p>أ</p><p>&nbsp;</p><p>ب</p>",
    "أ<br>ب": "<p>أ<br />ب</p>",
    "أ<br/>\nب": "<p>أ<br />ب</p>",
    "أ<br><br>ب": "<p>أ</p><p>ب</p>",
    "أ<br><br><br>ب": "<p>أ</p><p>ب</p>",
    "أ\n<br>\nب": "<p>أ<br /><br />ب</p>",
    "أ<BR><BR>ب": "<p>أ<BR><BR>ب</p>",
    "أ<br />\n": "<p>أ</p>",
    "": "",
    " \n\n ": "",
    "<h2>أ</h2>ب\nج": "<h2>أ</h2><p>ب<br />ج</p>",
    "<h2>أ\n\nب</h2>": "<h2>أ</p><p>ب</h2>",
    "<div>أ\nب</div>": "<div>أ<br />ب</div>",
    "<div>\nأ\n\nب\n</div>": "<div>أ</p><p>ب</p></div>",
    "<DIV>أ</DIV>": "<p><DIV>أ</DIV></p>",
    "نص<div>أ\n\n<b>ب</b></div>": "<p>نص</p><div>أ</p><p><b>ب</b></div>",
    "<p>أ\nب</p>\nج": "<p>أ<br />ب</p><p>ج</p>",
    "<p>أ\n\nب</p>": "<p>أ</p><p>ب</p>",
    "أ<p></p>ب": "<p>أ</p><p>ب</p>",
    "<ul>\n<li>أ</li>\n<li>ب\nج</li>\n</ul>": "<ul><li>أ</li><li>ب<br />ج</li></ul>",
    "<ul><li>أ<ul><li>ب</li></ul></li></ul>": "<ul><li>أ<ul><li>ب</li></ul></li></ul>",
    "<li>أ\nب\n\nج</li>": "<li>أ<br />ب</p><p>ج</li>",
    "<dl><dt>أ</dt>\n<dd>ب</dd></dl>": "<dl><dt>أ</dt><dd>ب</dd></dl>",
    "<blockquote>أ\n\nب</blockquote>": "<blockquote><p>أ</p><p>ب</p></blockquote>",
    "<blockquote><p>أ</p></blockquote>": "<blockquote><p>أ</p></blockquote>",
    "<table>\n<tr>\n<td>أ\nب</td><td>ج\n\nد</td>\n</tr>\n</table>": (
        "<table><tr><td>أ<br />ب</td><td>ج</p><p>د</td></tr></table>"
    ),
    "<pre>أ\n\nب</pre> ج": "<pre>أ\n\nب</pre><p>ج</p>",
    "أ <hr /> ب": "<p>أ</p><hr /><p>ب</p>",
    '<hr class="x"> ب\n\nج': '<hr class="x"> ب</p><p>ج</p>',
    "س\n<script>أ\nب</script>\nص": "<p>س<br /><script>أ ب</script><br />ص</p>",
    "أ\n<!-- ج\n\nد -->\nب": "<p>أ<br /><!-- ج\n\nد --><br />ب</p>",
    "<a href='س\n\nص'>ز</a>": "<p><a href='س\n\nص'>ز</a></p>",
    "أ < ب\n\nج > د": "<p>أ < ب\n\nج > د</p>",
    "<b>أ\n\nب</b>": "<p><b>أ</p><p>ب</b></p>",
    "[gallery ids=1]\n\nأ": "<p>[gallery ids=1]</p><p>أ</p>",
    "[caption]س[/caption]\nب": "<p>[caption]س[/caption]<br />ب</p>",
    "<figure><img>\n<figcaption>أ\nب</figcaption></figure>": "<figure><img><figcaption>أ<br />ب</figcaption></figure>",
    "<audio controls>\n<source src=x>\nأ\n</audio>": "<p><audio controls><source src=x>أ</audio></p>",
    "<object>\n<param>\n<embed>\n</object>": "<p><object><param><embed></object></p>",
    "<iframe src=x></iframe>\nأ": "<p><iframe src=x></iframe><br />أ</p>",
    "</div>\nأ": "</div><p>أ</p>",
    "<p>\n\n<p>أ</p>": "<p>أ</p>",
    "أ\n\n</p>\n\nب": "<p>أ</p><p>ب</p>",
}


def bare(html: str) -> str:
    """HTML without the spaces beside the tags of blocks and line breaks."""
    if "<pre" not in html and "<!--" not in html and "'س" not in html and "<" in html and "< ب" not in html:
        html = re.sub(r"\s+", " ", html)
    names = "|".join(sorted(BLOCKS, key=len, reverse=True))
    return re.sub(rf"[ \n]*(</?(?:{names})(?=[ />])[^>]*>|<br />)[ \n]*", r"\1", html).strip()


@pytest.mark.parametrize("text", CASES)
def test_what_wordpress_makes(text: str) -> None:
    assert bare(paragraphs(text)) == bare(CASES[text])


@given(st.lists(st.sampled_from(["نص", "\n", "\n\n", " ", "<br>", "<b>غ</b>", "<div>", "</div>", "<p>", "</p>", "<li>", "<hr>",
                                 "<blockquote>", "</blockquote>", "<!-- x -->", "<", ">", "[x]"]), max_size=30))  # fmt: skip
def test_words_stay_in_their_order(parts: list[str]) -> None:
    text = "".join(parts)
    before, after = (html_tree.parse(html).root.text() for html in (text, paragraphs(text)))
    assert "".join(after.split()) == "".join(before.split())


@pytest.mark.ci
def test_time_grows_with_the_length() -> None:
    def seconds(count: int) -> float:
        text = "نص\n<b>غ</b>\n\n<div>د</div><br>" * count
        start = time.process_time()
        paragraphs(text)
        return time.process_time() - start

    assert any(seconds(8000) < 40 * max(seconds(800), 0.002) for _ in range(3)), "one calm measurement is enough"
