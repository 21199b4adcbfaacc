"""Turn a post of WordPress into an item, all but its body."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from .. import agency_codes, html_tree
from ..item import HIDDEN, Item, Kind, Note, Outline, Picture, State, Term, note
from ..languages import other_language
from ..old_site import decoded
from . import codes, embeds, fields, php
from .index import Index
from .moments import moment, of_feed
from .post import Post
from .post import Term as PostTerm
from .text import plain

_STATES = {
    "publish": State.PUBLISHED,
    "inherit": State.PUBLISHED,
    "future": State.SCHEDULED,
    "draft": State.DRAFT,
    "pending": State.DRAFT,
    "auto-draft": State.DRAFT,
    "private": State.PRIVATE,
    "trash": State.TRASHED,
}
MACHINES = frozenset(
    "nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_block wp_template wp_template_part "
    "wp_global_styles wp_navigation wp_font_family wp_font_face guest-author shop_order shop_order_refund shop_coupon "
    "shop_subscription product_variation wpcf7_contact_form everest_form wpforms wpforms-template ninja_form nf_sub feedback "
    "acf-field acf-field-group acf-post-type acf-taxonomy elementor_library elementor_snippet e-landing-page popup "
    "scheduled-action jp_img_sitemap jp_sitemap jp_sitemap_master amp_validated_url tablepress_table ml-slider ml-slide "
    "mc4wp-form flamingo_contact flamingo_inbound flamingo_outbound et_pb_layout et_theme_builder et_template "
    "fl-builder-template "
    "vc4_templates vc_grid_item wpcode slider rl_gallery_config reply forum_subscription bp-email polylang_mo "
    "wp_log edd_log edd_payment edd_discount mailpoet_page newsletter wprm_recipe_template br_product_filter "
    "spectra-popup".split()
)
"""Types of posts that hold no text for readers: parts of the site's machinery, forms, orders."""

_SUBTITLES = ("subtitle", "_subtitle", "sub_title", "_sub_title", "post_subtitle", "_post_subtitle", "wps_subtitle",
              "kia_subtitle", "newspack_post_subtitle", "secondary_title", "_secondary_title", "_bunyad_sub_title",
              "the_subtitle", "td_subtitle", "jnews_subtitle")  # fmt: skip
_SUBTITLES_IN_ARRAYS = {"td_post_theme_settings": "td_subtitle", "jnews_single_post": "subtitle"}
_KICKERS = ("kicker", "_kicker", "post_kicker", "_post_kicker", "overline", "_overline", "pretitle", "_pretitle")
_USED = frozenset({*_SUBTITLES, *_SUBTITLES_IN_ARRAYS, *_KICKERS})
_PRIMARY = ("_yoast_wpseo_primary_category", "rank_math_primary_category", "_primary_term_category",
            "_seopress_robots_primary_cat",
            "epc_primary_category")  # fmt: skip
_PLACES = frozenset({"location", "locations", "place", "places", "city", "cities", "country", "countries"})
_TAGS = frozenset({"post_tag", "tag", "topic", "topics"})
_SILENT = frozenset({"category", "author", "post_format", "language", "post_translations", "term_language", "nav_menu"})
_LOOKS_LIKE_FILM = re.compile(
    r"\[(?:video|youtube|vimeo|embed|playlist)\b|<(?:video|iframe)\b|wp:(?:video|embed|core-embed)\b"
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the site and the map say of an import.

    ``zone`` is the zone of dates that have no other. ``shortcodes`` says by name what a shortcode shows (``drop``, ``keep`` or
    HTML). ``types`` says by type of post: ``story``, ``page`` or ``drop``. ``taxonomies`` says by taxonomy: ``sections``,
    ``tags``, ``places`` or ``drop``. ``fields`` says by the name of a post's own field: ``kicker``, ``standfirst``, ``body`` or
    ``drop``.
    """

    zone: tzinfo = UTC
    shortcodes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    types: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    taxonomies: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def kind_of(post: Post, options: Options) -> Kind | None:
    """What a post is in the new site; None for those that are no text or that the map leaves out."""
    told = options.types.get(post.type)
    if told == "drop" or (post.status == "auto-draft" and not post.content.strip()):
        return None  # an editor opened a new post, and wrote nothing
    if post.type == "attachment":
        return Kind.ATTACHMENT
    if told == "page" or (not told and post.type == "page"):
        return Kind.PAGE
    if told == "story" or post.type == "post":
        return _kind_of_story(post)
    return None if post.type in MACHINES or not post.content.strip() else Kind.PAGE


def is_of_unknown_type(post: Post, options: Options) -> bool:
    """Whether a post became a page only because nobody said what its type is."""
    return (
        post.type not in ("post", "page", "attachment") and post.type not in options.types and post.type not in MACHINES
    )


def state_of(post: Post) -> State:
    """Whether readers may see a post. A status of a plugin, none, and one that only files have, count as a draft."""
    state = _STATES.get(post.status, State.DRAFT)
    if post.type == "attachment" and post.status not in _STATES:
        state = State.PUBLISHED
    if post.status == "inherit" and post.type != "attachment":
        state = State.DRAFT
    if post.slug.endswith("__trashed"):
        return State.TRASHED
    return State.PROTECTED if post.locked and state not in HIDDEN else state


def outline_of(post: Post, kind: Kind, site: str, index: Index, options: Options) -> Outline:
    """The outline of a post: the same as ``item.outline`` makes of its item, without what is not needed for it."""
    state = _state(post, site, index)
    published = _published(post, options)
    id = f"{site}:{post.id}"
    if state is State.PRIVATE:
        return Outline(id, kind, state, published, "", "", "", ())
    sorts = _taxonomies(post, options)[0]
    sections = tuple(_sections(post, site, index, sorts["sections"]))
    return Outline(id, kind, state, published, _slug(post), _title(post), _address(post, state), sections)


_BRIEF = ("id", "type", "status", "title", "plain_title", "link", "guid", "creator", "slug", "date", "date_gmt", "pub_date",
          "parent", "locked")  # fmt: skip


def brief_of(post: Post, kind: Kind) -> str:
    """The fields of a post that ``outline_of`` needs, as text, with its kind."""
    terms = [(term.domain, term.slug, term.name) for term in post.terms]
    meta = {key: post.meta[key] for key in _PRIMARY if key in post.meta}
    return json.dumps([kind.value, [getattr(post, name) for name in _BRIEF], terms, meta])


def of_brief(text: str) -> tuple[Kind, Post]:
    """The kind of a post, and the post with no other fields than those of ``brief_of``."""
    kind, fields, terms, meta = json.loads(text)
    named = dict(zip(_BRIEF, fields, strict=True))
    return Kind(kind), Post(**named, terms=tuple(PostTerm(*term) for term in terms), meta=meta)


def item_of(post: Post, kind: Kind, site: str, index: Index, options: Options, place: str) -> Item:
    """The item of a post, without its body and the notes of it. ``place`` says where it stands.

    A private post has neither title nor address, because both may tell what nobody may read.
    """
    state = _state(post, site, index)
    published = _published(post, options)
    notes = list(_notes(post, state, published))
    if state is State.PRIVATE:
        return Item(f"{site}:{post.id}", kind, "", published=published, state=state, notes=tuple(notes), place=place)
    image, of_image = _image(post, site, index)
    authors, of_authors = _authors(post, site, index)
    hidden = state in HIDDEN
    told = not hidden and kind is not Kind.ATTACHMENT
    standfirst, of_standfirst = _standfirst(post, options) if told else ("", [])
    if told:
        notes += fields.notes_of(post.meta, options.fields, _USED)
    language = next((unquote(term.slug) for term in post.terms if term.domain == "language"), "")
    if told and (foreign := other_language(language)):
        notes.append(foreign)
    sorts, of_taxonomies = _taxonomies(post, options)
    return Item(
        f"{site}:{post.id}",
        kind,
        _title(post),
        kicker="" if hidden else _of_map(post, options, "kicker") or _first_meta(post, _KICKERS),
        standfirst=standfirst,
        authors=authors,
        sections=tuple(_sections(post, site, index, sorts["sections"])),
        tags=tuple(Term(plain(term.name) or unquote(term.slug), unquote(term.slug)) for term in sorts["tags"]),
        places=tuple(plain(term.name) for term in sorts["places"]),
        published=published,
        updated=moment(post.modified, post.modified_gmt, options.zone),
        embargo=published if state is State.SCHEDULED else None,
        state=state,
        slug=_slug(post),
        address=_address(post, state),
        aliases=() if state in (State.DRAFT, State.SCHEDULED) else tuple(_aliases(post)),
        image=image,
        language=language,
        sticky=post.sticky,
        notes=(*notes, *of_image, *of_authors, *of_standfirst, *of_taxonomies),
        place=place,
    )


def _state(post: Post, site: str, index: Index) -> State:
    """Whether readers may see a post; a file that was uploaded to a hidden post is as private as that."""
    state = state_of(post)
    of_hidden = post.type == "attachment" and state not in HIDDEN and index.is_hidden(site, post.parent)
    return State.PRIVATE if of_hidden else state


def _published(post: Post, options: Options) -> datetime | None:
    return moment(post.date, post.date_gmt, options.zone) or of_feed(post.pub_date, options.zone)


def _title(post: Post) -> str:
    return plain(post.title, is_text=post.plain_title)


def _slug(post: Post) -> str:
    return decoded(post.slug.removesuffix("__trashed"))


def _address(post: Post, state: State) -> str:
    """The address that readers knew; empty for drafts, which WordPress gives one that nobody saw."""
    return "" if state is State.DRAFT else post.link.replace("__trashed", "")


def _kind_of_story(post: Post) -> Kind:
    format_ = next((term.slug.removeprefix("post-format-") for term in post.terms if term.domain == "post_format"), "")
    if format_ == "video" and (
        _LOOKS_LIKE_FILM.search(post.content) or any(map(embeds.is_video, post.content.split()))
    ):
        return Kind.VIDEO
    if format_ == "gallery" and (
        "[gallery" in post.content or post.content.count("<img") > 1 or "wp:gallery" in post.content
    ):
        return Kind.GALLERY
    return Kind.BRIEF if format_ in ("aside", "status") else Kind.STORY


_MENDED = {
    "markup": codes.ITEM_MENDED,
    "signs": codes.SIGNS_REMOVED,
    "bytes": codes.BYTES_REPLACED,
    "encoding": codes.ENCODING_GUESSED,
}


def _notes(post: Post, state: State, published: datetime | None) -> Iterator[Note]:
    if post.mending:
        yield note(_MENDED[post.mending])
    if state not in HIDDEN and (post.status not in _STATES or post.status == "inherit") and post.type != "attachment":
        yield note(codes.STATUS_UNKNOWN, status=post.status[:40])
    if state is State.SCHEDULED and published is not None:
        yield note(agency_codes.EMBARGO, time=published.isoformat())
    if published is None and post.type != "attachment" and state is not State.DRAFT:
        yield note(codes.DATE_MISSING)


def _image(post: Post, site: str, index: Index) -> tuple[Picture | None, list[Note]]:
    number = post.meta.get("_thumbnail_id", "").strip()
    if not re.fullmatch("[1-9][0-9]{0,17}", number):
        return None, []
    found = index.attachment(site, number)
    return (found.picture, []) if found else (None, [note(codes.THUMBNAIL_MISSING, id=number)])


def _authors(post: Post, site: str, index: Index) -> tuple[tuple[str, ...], list[Note]]:
    """The names of a post's authors: those of Co-Authors Plus, whose slugs are logins behind ``cap-``, else its own."""
    notes = []
    names = []
    for term in [term for term in post.terms if term.domain == "author"]:
        login = unquote(term.slug).removeprefix("cap-")
        name = index.name(site, term.slug) or index.name(site, login) or index.name(site, term.name)
        names.append(name or plain(term.name))
    if not names and post.creator:
        name = index.name(site, post.creator)
        names = [name or post.creator]
        if not name and "@" not in post.creator:
            notes.append(note(codes.AUTHOR_UNNAMED, login=post.creator))
    return tuple(dict.fromkeys(name for name in names if name and "@" not in name)), notes


def _of_map(post: Post, options: Options, kind: str) -> str:
    return next(map(_words, fields.of_map(post.meta, options.fields, kind)), "")


def _standfirst(post: Post, options: Options) -> tuple[str, list[Note]]:
    subtitle = _of_map(post, options, "standfirst") or _first_meta(post, _SUBTITLES)
    for key, inner in _SUBTITLES_IN_ARRAYS.items():
        subtitle = subtitle or plain(php.word(php.array(post.meta.get(key, "")).get(inner)))
    excerpt = _words(post.excerpt)
    return subtitle or excerpt, [note(codes.EXCERPT_UNUSED)] if subtitle and excerpt and excerpt != subtitle else []


def _words(html: str) -> str:
    """The words of an excerpt on one line."""
    if not html.strip():
        return ""
    spaced = re.sub(r"(</?(?:p|div|br|li|h[1-6])\b)", r" \1", html)
    return " ".join(html_tree.parse(spaced).root.text().split())


def _first_meta(post: Post, keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := plain(post.meta.get(key, ""))) and not text.startswith("a:")), "")


def _taxonomies(post: Post, options: Options) -> tuple[dict[str, list[Term]], list[Note]]:
    sorts: dict[str, list[Term]] = {"sections": [], "tags": [], "places": []}
    unused: dict[str, int] = {}
    for term in post.terms:
        domain = term.domain
        told = options.taxonomies.get(domain)
        sort = told or (
            "sections" if domain == "category" else "tags" if domain in _TAGS else "places" if domain in _PLACES else ""
        )
        named = Term(term.name, term.slug)
        if sort in sorts:
            if named not in sorts[sort]:
                sorts[sort].append(named)
        elif not told and domain not in _SILENT and domain:
            unused[domain] = unused.get(domain, 0) + 1
    return sorts, [note(codes.TAXONOMY_UNUSED, count=count, name=name) for name, count in unused.items()]


def _sections(post: Post, site: str, index: Index, terms: list[Term]) -> Iterator[Term]:
    """The categories, first the one that an SEO plugin calls the primary one, else the deepest one in the address."""
    slugs = [term.slug for term in terms]
    primary = next(
        (slug for key in _PRIMARY if (slug := index.category_slug(site, post.meta.get(key, "").strip())) in slugs), ""
    )
    if not primary:
        parts = _path(post.link).lower().split("/")[:-1]
        in_address = [slug for slug in slugs if slug and slug.lower() in parts]
        primary = max(in_address, key=lambda slug: len(parts) - parts[::-1].index(slug.lower()), default="")
    for term in sorted(terms, key=lambda term: term.slug != primary):
        yield index.category(site, term.slug, term.name)


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _aliases(post: Post) -> Iterator[str]:
    """Earlier addresses: with slugs, or the day, that the post had before."""
    path = _path(post.link)
    for old in post.old_slugs:
        if post.slug and not old.endswith("__trashed") and f"/{post.slug}" in path and old != post.slug:
            before, _, after = path.rpartition(f"/{post.slug}")
            yield f"{before}/{old}{after}"
    day, old_day = post.date[:10].replace("-", "/"), post.meta.get("_wp_old_date", "").replace("-", "/")
    if re.fullmatch(r"\d{4}/\d\d/\d\d", old_day) and f"/{day}/" in path and old_day != day:
        yield path.replace(f"/{day}/", f"/{old_day}/", 1)
