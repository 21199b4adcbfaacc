"""Share links: addresses at social networks and by e-mail that work without JavaScript."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..base.percent import encoded

NAMES = {
    "whatsapp": "واتساب",
    "telegram": "تلغرام",
    "x": "إكس",
    "facebook": "فيسبوك",
    "email": "البريد الإلكتروني",
}
"""The networks and how readers see their names."""


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A link that shares a story on one network: the network's id, its Arabic name, and the address."""

    network: str
    name: str
    href: str


def share_links(networks: Iterable[str], *, title: str, url: str) -> tuple[ShareLink, ...]:
    """The share links of a canonical address, one for each network, in their order.

    ``url`` is absolute. ``title`` may be empty. Both are percent-encoded UTF-8 (RFC 3986). Raises KeyError for a
    network that is not in ``NAMES``.
    """
    text, address = encoded(title), encoded(url)
    return tuple(ShareLink(network, NAMES[network], _href(network, text, address)) for network in networks)


def _href(network: str, text: str, address: str) -> str:
    match network:
        case "whatsapp":
            return f"https://wa.me/?text={text}%0A{address}" if text else f"https://wa.me/?text={address}"
        case "telegram":
            return f"https://t.me/share/url?url={address}" + (f"&text={text}" if text else "")
        case "x":
            return "https://x.com/intent/post?" + (f"text={text}&" if text else "") + f"url={address}"
        case "facebook":
            return f"https://www.facebook.com/sharer/sharer.php?u={address}"
        case "email":
            return f"mailto:?subject={text}&body={text}%0D%0A{address}" if text else f"mailto:?body={address}"
    raise ValueError(network)
