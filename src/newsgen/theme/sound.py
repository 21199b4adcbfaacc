"""Recorded sound and captions on a page: lengths and sizes in words, what browsers may play, the names of languages."""

from collections.abc import Callable
from typing import Any

from .. import arabic
from ..model.sound import Sound, clock_length, iso_length
from ..site.policy_source import allows
from ..site.settings import Settings

LANGUAGES = {
    "ar": "العربية", "az": "Azərbaycanca", "ber": "ⵜⴰⵎⴰⵣⵉⵖⵜ", "ckb": "کوردیی ناوەندی", "de": "Deutsch", "el": "Ελληνικά",
    "en": "English", "es": "Español", "fa": "فارسی", "fr": "Français", "he": "עברית", "hi": "हिन्दी", "hy": "Հայերեն",
    "id": "Bahasa Indonesia", "it": "Italiano", "ja": "日本語", "ku": "Kurdî", "nl": "Nederlands", "pt": "Português",
    "ru": "Русский", "so": "Soomaali", "sv": "Svenska", "sw": "Kiswahili", "syr": "ܣܘܪܝܝܐ", "tr": "Türkçe", "uk": "Українська",
    "ur": "اردو", "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ", "zh": "中文",
}  # fmt: skip
"""The name of each language in itself, by its tag: what a player's menu shows."""

FROM_RIGHT = frozenset({"ar", "ckb", "fa", "he", "syr", "ur"})
"""The languages of ``LANGUAGES`` that are written from right to left."""

_STEPS = ((1_000_000_000, "غيغابايت"), (1_000_000, "ميغابايت"), (1_000, "كيلوبايت"))


def language_name(tag: str) -> str:
    """The name of a language in itself; the tag where it is not known. A region stands behind it: ``English (GB)``."""
    base, _, region = tag.partition("-")
    name = LANGUAGES.get(base.lower())
    if name is None:
        return tag
    return f"{name} ({region.upper()})" if region else name


def sound_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions of this module that templates call, by name."""
    house = settings.house

    def duration(seconds: float) -> str:
        return arabic.to_digits(clock_length(seconds), house)

    def file_size(size: int) -> str:
        step, unit = next(((step, unit) for step, unit in _STEPS if size >= step), _STEPS[-1])
        amount = size / step
        shown = round(amount, 1) if amount < 10 and step > 1_000 else max(1, round(amount))
        return f"{arabic.number(int(shown) if shown == int(shown) else shown, house)} {unit}"

    def playable(sound: Sound) -> bool:
        if not sound.mime:
            return False
        return sound.address.startswith("/") or allows(settings.policy.media, sound.address, settings.base_url)

    return {
        "duration": duration, "iso_length": iso_length, "file_size": file_size, "playable": playable,
        "language_name": language_name,
    }  # fmt: skip
