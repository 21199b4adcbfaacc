"""The id of a podcast among all podcasts: https://podcasting2.org/docs/podcast-namespace/tags/guid"""

import re
from hashlib import sha1

_NAMESPACE = bytes.fromhex("ead4c236bf5858c6a2c6a6b28d128cb6")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_podcast_guid(text: str) -> bool:
    """Whether a text, in small letters, has the form of a podcast's id: 32 hexadecimal digits with hyphens."""
    return _GUID.fullmatch(text) is not None


def podcast_guid(feed_address: str) -> str:
    """The id of the podcast whose feed is at an address: a UUID of version 5 of the address without its scheme and without
    slashes at its end (RFC 9562, 5.5)."""
    name = feed_address.partition("://")[2].rstrip("/")
    digest = bytearray(sha1(_NAMESPACE + name.encode("utf-8", "replace"), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
