"""Addresses as readers may write them: which of them are one."""


def address_key(address: str) -> str:
    """The key under which two addresses of this site are one: the case of letters does not count, nor does a slash at the
    end of one whose last part has no dot.

    ``address`` is a path from the site's root, not percent-encoded.
    """
    folded = address.casefold()
    return folded if folded.endswith("/") or "." in folded.rpartition("/")[2] else folded + "/"
