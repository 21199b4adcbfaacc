"""Romanisation: write Arabic words in Latin letters, for newsrooms that need ASCII addresses."""

from __future__ import annotations

import re
import unicodedata

from .character_classes import INVISIBLE, MARK, TATWEEL, replacer, unshape

_CONSONANTS = {
    "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s",
    "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m",
    "ن": "n", "ه": "h", "پ": "p", "چ": "ch", "ژ": "zh", "ڤ": "v", "گ": "g", "ک": "k",
}  # fmt: skip
_VOWELS = {"أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ة": "a", "ؤ": "u", "ئ": "i", "ء": ""}
_GLIDES = {"و": ("w", "u"), "ي": ("y", "i"), "ی": ("y", "i")}
_SIGNS = {"\u064e": "a", "\u064f": "u", "\u0650": "i", "\u064b": "an", "\u064c": "un", "\u064d": "in", "\u0670": "a"}
_SHADDA, _TANWIN = "\u0651", "\u064b"
_OPENS = frozenset("اأإآىةويی")
_DOUBLED = frozenset(_CONSONANTS) | frozenset(_GLIDES)
_CLUSTER = re.compile(f"([^{MARK}])([{MARK}]*)")
_bare = replacer(dict.fromkeys(INVISIBLE + TATWEEL, ""))


def romanise(text: str) -> str:
    """Replace Arabic letters by Latin ones, by a table without diacritics (sh, kh, gh, dh, th as in English).

    Unwritten short vowels are not guessed (النظام is alnzam): a guess would change when a dictionary changes, and
    addresses would move. Written vowels are used. و and ي are long vowels after a consonant (السوري: alsuri), otherwise
    w and y. No published standard is followed exactly, because all of them need diacritics. Digits, punctuation and
    letters outside the table stay, so the result need not be ASCII.
    """
    letters = _CLUSTER.findall(_bare(unicodedata.normalize("NFC", unshape(text))))
    out: list[str] = []
    for n, (letter, marks) in enumerate(letters):
        sign = next((_SIGNS[mark] for mark in marks if mark in _SIGNS), "")
        before = out[-1][-1:] if out else ""
        if letter in _GLIDES:
            consonant, vowel = _GLIDES[letter]
            opens = n + 1 < len(letters) and letters[n + 1][0] in _OPENS
            if sign or _SHADDA in marks or opens:
                latin = consonant
            elif before == vowel:  # A written damma before و, or kasra before ي, already gave this vowel.
                latin = ""
            else:
                latin = vowel if before.isalpha() and before not in "aiu" else consonant
        elif letter in "اىع":
            written = sign or (n and _TANWIN in letters[n - 1][1])
            silent = written or before == "a" or (letter == "ع" and before and before in "iu")
            latin = "" if silent else "a"
        else:
            latin = _CONSONANTS.get(letter, _VOWELS.get(letter, letter))
        if _SHADDA in marks and letter in _DOUBLED:
            latin += latin
        if sign.startswith(latin[-1:]) and latin[-1:] in ("a", "i", "u"):  # أَ is one a.
            latin = latin[:-1]
        if latin or sign:
            out.append(latin + sign)
    return "".join(out)
