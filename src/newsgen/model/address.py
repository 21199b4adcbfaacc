"""Addresses as readers may write them: which of them are one."""

from posixpath import splitext


def address_key(address: str) -> str:
    """The key under which two addresses of this site are one: the case of letters does not count, nor does a slash at the
    end of one whose last part has no dot.

    ``address`` is a path from the site's root, not percent-encoded.
    """
    folded = address.casefold()
    return folded if folded.endswith("/") or "." in folded.rpartition("/")[2] else folded + "/"


def odd_suffix(address: str) -> str:
    """The suffix of an address' last part, in small letters and with its dot, where hosts would not take the file there for a
    page: ``.php``, ``.pdf``; empty where they would."""
    suffix = splitext(address.rpartition("/")[2])[1].lower()
    return "" if suffix in (".html", ".htm") else suffix
