"""Stories in ninjs 3.0, the JSON of news agencies: https://www.iptc.org/std/ninjs/."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from ..model.article import KIND_NAMES, Article
from ..model.facets import Facet
from ..model.picture import Picture
from ..model.sound import Sound
from ..pages.addresses import front_address, ninjs_path
from ..site.settings import Settings
from .feeds import Feeds, media_type, plain_text, rfc3339

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#"


def ninjs_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions that the templates for partners call, by their names."""
    return {"ninjs": Ninjs(settings).ninjs, "ninjs_path": ninjs_path}


class Ninjs:
    """Writes the stories of one site."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._feeds = Feeds(settings)

    def ninjs(self, article: Article) -> Markup:
        """A story as ninjs: the whole file, not escaped for HTML or XML. A withdrawn one says only why (``edNote``)."""
        fields = self._withdrawn(article) if article.summary.withdrawn else self._fields(article)
        return Markup(json.dumps(_filled(fields), ensure_ascii=False, separators=(",", ":")))

    def _common(self, article: Article) -> dict[str, object]:
        card = article.card
        return {
            "standard": {"name": "ninjs", "version": "3.0", "schema": SCHEMA},
            "uri": self._settings.absolute(card.address),
            "type": "text",
            "representationType": "full",
            "version": f"{_in_utc(article.changed):%Y%m%d%H%M%S}",
            "firstCreated": rfc3339(card.published),
            "versionCreated": rfc3339(article.changed),
            "pubStatus": "usable",
            "language": "ar",
            "copyrightHolder": plain_text(self._settings.publisher.name or self._settings.title),
        }

    def _withdrawn(self, article: Article) -> dict[str, object]:
        return {
            **self._common(article),
            "pubStatus": "canceled",
            "headlines": _values("main", article.card.title),
            "edNote": plain_text(article.note),
        }

    def _fields(self, article: Article) -> dict[str, object]:
        summary, card = article.summary, article.card
        corrections = (text for one in summary.corrections for text in _values("correction", one.text))
        return {
            **self._common(article),
            "headlines": [*_values("main", card.title), *_values("kicker", card.kicker)],
            "descriptions": [*_values("summary", card.standfirst), *corrections],
            "by": "، ".join(plain_text(author.name) for author in summary.authors),
            "located": plain_text(card.place.name) if card.place else "",
            "places": [{"name": plain_text(card.place.name), "literal": card.place.id}] if card.place else [],
            "subjects": list(self._subjects(article)),
            "genres": [{"name": KIND_NAMES[card.kind], "literal": card.kind}] if card.kind in KIND_NAMES else [],
            "infoSources": [
                {"name": plain_text(one.name), **({"uri": _uri(one.url)} if "://" in one.url else {})}
                for one in article.sources
            ],
            "bodies": _values("main", self._body(article), "text/html"),
            "associations": list(self._associations(article)),
        }

    def _body(self, article: Article) -> str:
        """The text without the picture at its top. Footnotes lead to each other within it, not on the site's page."""
        html = self._feeds.whole(article, lead=False, entries=len(article.entries))
        return html.replace(f'="{self._settings.absolute(article.card.address)}#', '="#')

    def _subjects(self, article: Article) -> Iterator[dict[str, str]]:
        """The section first, then the topics."""
        section = self._settings.sections_by_id.get(article.card.section)
        if section:
            yield self._subject(section.name, Facet.section(section.id))
        for tag in article.summary.tags:
            yield self._subject(tag.name, Facet.named("topic", tag.id))

    def _subject(self, name: str, facet: Facet) -> dict[str, str]:
        address = self._settings.absolute(front_address(facet))
        return {"name": plain_text(name), "uri": address, "literal": facet.key}

    def _associations(self, article: Article) -> Iterator[dict[str, object]]:
        """The pictures, films and sound of the story; the picture at the top is ``main``, others are numbered."""
        for number, shown in enumerate(self._feeds.media(article)):
            is_lead = not number and article.card.image is not None and bool(article.card.image.address)
            yield _association("main" if is_lead else f"{'video' if shown.video else 'picture'}-{number}", shown)
        for number, sound in enumerate(self._feeds.sounds(article), 1):
            yield _sound_association(f"audio-{number}", sound)


def _association(name: str, shown: Picture) -> dict[str, object]:
    is_film, address = bool(shown.video), _uri(shown.video or shown.address)
    size = {"width": shown.width, "height": shown.height} if shown.width and not is_film else {}
    type_ = "" if is_film else media_type(address)
    return {
        "name": name,
        "uri": address,
        "type": "video" if is_film else "picture",
        "headlines": _values("main", shown.alt) if is_film else [],
        "descriptions": [*_values("caption", shown.caption), *(_values("alt", shown.alt) if not is_film else ())],
        "by": plain_text(shown.credit),
        "renditions": [{"name": "original", "href": address, "contentType": type_, **size}],
    }


def _sound_association(name: str, sound: Sound) -> dict[str, object]:
    address = _uri(sound.address)
    facts: dict[str, object] = {"name": "original", "href": address, "contentType": sound.mime}
    facts |= {"sizeinbytes": sound.size} if sound.size else {}
    facts |= {"duration": round(sound.seconds)} if sound.seconds else {}
    return {"name": name, "uri": address, "type": "audio", "renditions": [facts]}


def _uri(address: str) -> str:
    """An address percent-encoded (RFC 3986). Parts that are encoded already stay as they are."""
    return quote(address, safe="/#?&=~!$'()*+,;:@%[]")


def _values(role: str, text: str, kind: str = "text/plain") -> list[dict[str, str]]:
    """A list with one text of a role; an empty one for an empty text. Text of another kind than plain stays as it is."""
    text = plain_text(text).strip() if kind == "text/plain" else text
    return [{"role": role, "contentType": kind, "value": text}] if text else []


def _filled(value: object) -> object:
    """A value without the fields and entries that are empty."""
    if isinstance(value, Mapping):
        return {key: filled for key, entry in value.items() if (filled := _filled(entry)) not in ("", [], {})}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [filled for entry in value if (filled := _filled(entry))]
    return value


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
