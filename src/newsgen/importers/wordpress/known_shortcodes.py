"""What the shortcodes of WordPress itself, of common plugins and of page builders show."""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from urllib.parse import unquote

from .embeds import embedded, file_name
from .index import Attachment
from .pictures import figure
from .shortcodes import Shortcode, Shown

_MEDIA = ("src", "mp4", "m4v", "webm", "ogv", "mov", "flv", "wmv", "mp3", "m4a", "ogg", "wav", "wma", "0")
_CODE = frozenset("code sourcecode source php css html js javascript bash sql python xml java cpp".split())
_BUILDERS = ("vc_", "et_pb_", "fusion_", "av_", "mk_", "cs_", "tatsu_", "kc_", "mpc_", "ult_", "nectar_", "qode_",
             "td_block_text", "tm_pb_", "dt_", "us_", "thb_", "penci_", "bs-text")  # fmt: skip
_HEADINGS = ("title", "heading", "header", "main_heading", "tab_title")
_WORDS = ("text", "subtitle", "sub_heading", "subhead", "description", "caption", "author", "job_title", "button_text")
_LEADING_MEDIA = re.compile(
    r"\s*+((?:<a\b[^<>]*>\s*+)?<img\b[^<>]*>(?:\s*+</a>)?|<(iframe|video|audio|object)\b.*?</\2>)",
    re.DOTALL | re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"\[\]]+")
_MAX_GALLERY = 500


class Shortcodes:
    """Shows the shortcodes of one post.

    ``find`` gives a file of the media library by its number, ``uploaded`` the numbers of those that were uploaded to the
    post. ``missing`` counts the pictures that were to be shown and that the export lacks.
    """

    def __init__(self, find: Callable[[str], Attachment | None], uploaded: Callable[[], list[str]]) -> None:
        self.find = find
        self.uploaded = uploaded
        self.missing = 0

    def show(self, code: Shortcode) -> Shown | None:
        """What a shortcode shows; None for one that nothing here knows."""
        shower = _SHOWERS.get(code.name)
        if shower:
            return shower(self, code)
        if code.name.startswith(_BUILDERS):
            return Shown(self.of_builder(code))
        return None

    def gallery(self, numbers: list[str]) -> str:
        """The pictures with these numbers, one below the other."""
        found = [(number, self.find(number)) for number in numbers[:_MAX_GALLERY]]
        self.missing += sum(attachment is None for _, attachment in found)
        return "\n".join(figure(attachment.picture) for _, attachment in found if attachment) + "\n"

    def of_gallery(self, code: Shortcode) -> Shown:
        numbers = _numbers(code.get("ids", "include"))
        if not numbers:
            left_out = set(_numbers(code.get("exclude")))
            numbers = [number for number in self.uploaded() if number not in left_out]
        return Shown(self.gallery(numbers))

    def of_caption(self, code: Shortcode) -> Shown:
        media = _LEADING_MEDIA.match(code.content)
        if media is None:
            return Shown(code.content, block=False)
        shown, rest = media[1], code.content[media.end() :]
        caption = code.attributes.get("caption", "") or re.sub(r"^(?:\s|<br />)+", "", rest).strip()
        spare = rest if code.attributes.get("caption") and rest.strip() else ""
        return Shown(f"<figure>{shown}<figcaption>{caption}</figcaption></figure>{spare}")

    def of_media(self, code: Shortcode) -> Shown:
        address = code.get(*_MEDIA) or _address_in(code.raw)
        attachment = self.find(code.get("id")) if not address and code.get("id").isdigit() else None
        if attachment:
            address = attachment.picture.src
        if not re.match(r"https?://|/", address):
            return Shown(code.content, known=False)
        return Shown(embedded(address, attachment.title if attachment else file_name(address)))

    def of_playlist(self, code: Shortcode) -> Shown:
        numbers = _numbers(code.get("ids", "include")) or self.uploaded()
        found = [(number, self.find(number)) for number in numbers[:_MAX_GALLERY]]
        self.missing += sum(attachment is None for _, attachment in found)
        return Shown("\n".join(embedded(a.picture.src, a.title) for _, a in found if a) + "\n")

    def of_embed(self, code: Shortcode) -> Shown:
        address = _address_in(code.raw) or code.get("src", "url", "0")
        return Shown(embedded(address)) if address.startswith("http") else Shown(code.content, known=False)

    def of_page(self, code: Shortcode) -> Shown:
        """A post, film or map of another site, named by its address or by its number there."""
        given = _address_in(code.raw) or code.get("url", "src", "id", "v", "0", "track", "video") or code.raw.strip()
        if not given.startswith("http") and _NUMBER_THERE.fullmatch(given):
            given = _PAGES[code.name].format(given) if _PAGES[code.name] else ""
        return Shown(embedded(given)) if given.startswith("http") else Shown(code.content, known=False)

    def of_youtube(self, code: Shortcode) -> Shown:
        given = _address_in(code.raw) or code.get("id", "v", "url", "src", "0") or code.raw.strip()
        if re.fullmatch(r"[\w-]{6,20}", given):
            given = ("https://vimeo.com/" if code.name == "vimeo" else "https://www.youtube.com/watch?v=") + given
        return Shown(embedded(given)) if given.startswith("http") else Shown(code.content, known=False)

    def of_picture(self, code: Shortcode) -> Shown:
        attachment = self.find(code.get("image", "id")) if code.get("image", "id").isdigit() else None
        if attachment:
            return Shown(figure(attachment.picture))
        src = code.get("src", "image", "url")
        if not re.match(r"https?://|/", src):
            return Shown("", known=False)
        return Shown(f'<p><img src="{escape(src)}" alt="{escape(code.get("alt", "title_text"))}"></p>')

    def of_gallery_of_builder(self, code: Shortcode) -> Shown:
        return Shown(self.gallery(_numbers(code.get("images", "gallery_ids", "ids"))))

    def of_heading(self, code: Shortcode) -> Shown:
        words = code.get("text", "title") or code.content
        return Shown(f"<h2>{words}</h2>")

    def of_raw_html(self, code: Shortcode) -> Shown:
        try:
            return Shown(unquote(base64.b64decode(code.raw.strip(), validate=True).decode("utf-8", "replace")))
        except (binascii.Error, ValueError):
            return Shown(code.content)

    def of_builder(self, code: Shortcode) -> str:
        """What a page builder's shortcode shows: the words of its attributes, then what is between its tags."""
        heading = code.get(*_HEADINGS)
        words = [code.attributes[name] for name in _WORDS if code.attributes.get(name, "").strip()]
        shown = (f"<h3>{heading}</h3>\n" if heading.strip() else "") + "".join(f"<p>{text}</p>\n" for text in words)
        return shown + code.content

    def of_nothing(self, _code: Shortcode) -> Shown:
        return Shown("")


def without_code(text: str, *, encoded: bool) -> str:
    """A classic body whose ``[code]`` and ``[sourcecode]`` are ``<pre>``, before it gets paragraphs.

    ``encoded`` says that the code's signs are entities already, as the meta field ``_syntaxhighlighter_encoded`` does.
    """
    if "[" not in text:
        return text
    return _CODE_BLOCK.sub(
        lambda match: f"<pre><code>{match[2] if encoded else escape(match[2], quote=False)}</code></pre>", text
    )


_CODE_BLOCK = re.compile(
    r"(?<!\[)\[(" + "|".join(sorted(_CODE)) + r")(?=[\s\]=])[^\[\]]{0,500}\]\n?((?:[^\[]|\[(?!/\1\]))*+)\[/\1\]",
    re.IGNORECASE,
)
_LAYOUT = re.compile(
    r"\[/?(?:vc_(?:row|column|section|column_text|row_inner|column_inner|tta_[a-z]+|tabs?|accordion(?:_tab)?)|et_pb_(?:section|row"
    r"|column|row_inner|column_inner|text|code)|fusion_builder_(?:container|row|column)|fusion_text)(?=[\s\]])"
)


def part_layout(text: str) -> str:
    """A body with empty lines around the tags of page builders' rows and columns, so that no paragraph reaches across."""
    return _TAG_OF_LAYOUT.sub(r"\n\n\g<0>\n\n", text) if _LAYOUT.search(text) else text


_TAG_OF_LAYOUT = re.compile(_LAYOUT.pattern + r"(?:[^\[\]\"]|\"[^\"]{0,20000}\")*+\]")


def is_known(name: str) -> bool:
    """Whether a shortcode's name is one of those that something here shows."""
    return name in _SHOWERS or name.startswith(_BUILDERS)


def _numbers(text: str) -> list[str]:
    return re.findall(r"[0-9]{1,18}", text)


def _address_in(text: str) -> str:
    found = _ADDRESS.search(text.replace("&amp;", "&").replace("&#038;", "&"))
    return found[0] if found else ""


_NUMBER_THERE = re.compile(r"[\w./:-]{1,80}")
_PAGES = {
    "tweet": "https://twitter.com/i/status/{}", "twitter": "https://twitter.com/i/status/{}",
    "instagram": "https://www.instagram.com/p/{}/", "facebook": "", "soundcloud": "", "googlemaps": "", "spotify": "",
    "telegram": "https://t.me/{}", "tiktok": "", "flickr": "", "scribd": "https://www.scribd.com/document/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}", "wpvideo": "https://videopress.com/v/{}",
    "videopress": "https://videopress.com/v/{}", "gist": "https://gist.github.com/{}", "pinterest": "",
    "twitchtv": "", "mixcloud": "", "ted": "https://www.ted.com/talks/{}", "crowdsignal": "", "kickstarter": "",
    "bandcamp": "", "cloudup": "https://cloudup.com/{}", "getty": "", "codepen": "",
}  # fmt: skip
"""The shortcodes of Jetpack and of WordPress.com that show a page of another site, with the address of what they name by a
number; empty where only an address names it."""

_SHOWERS: dict[str, Callable[[Shortcodes, Shortcode], Shown]] = {
    **dict.fromkeys(("caption", "wp_caption"), Shortcodes.of_caption),
    **dict.fromkeys(("gallery", "jetpack_slideshow", "slideshow"), Shortcodes.of_gallery),
    **dict.fromkeys(("audio", "video", "flowplayer", "jwplayer", "fvplayer", "evp_embed_video"), Shortcodes.of_media),
    "playlist": Shortcodes.of_playlist,
    **dict.fromkeys(("embed", "iframe"), Shortcodes.of_embed),
    **dict.fromkeys(_PAGES, Shortcodes.of_page),
    **dict.fromkeys(("youtube", "vimeo", "youtube_sc", "su_youtube"), Shortcodes.of_youtube),
    **dict.fromkeys(("vc_single_image", "et_pb_image", "fusion_imageframe"), Shortcodes.of_picture),
    **dict.fromkeys(
        ("vc_gallery", "et_pb_gallery", "vc_images_carousel", "vc_media_grid"), Shortcodes.of_gallery_of_builder
    ),
    **dict.fromkeys(("vc_custom_heading", "et_pb_heading"), Shortcodes.of_heading),
    **dict.fromkeys(("vc_raw_html",), Shortcodes.of_raw_html),
    **dict.fromkeys(
        ("vc_raw_js", "vc_empty_space", "vc_separator", "et_pb_divider", "toc", "divider"), Shortcodes.of_nothing
    ),
    **dict.fromkeys(
        ("vc_video", "et_pb_video", "fusion_youtube", "fusion_vimeo"), lambda self, code: _film(self, code)
    ),
}


def _film(shortcodes: Shortcodes, code: Shortcode) -> Shown:
    address = code.get("link", "src", "url")
    return shortcodes.of_youtube(replace(code, attributes={"0": address or code.get("id")}))
