"""What the content security policy lets a page load, by its sources."""

from __future__ import annotations

import pytest

from newsgen.site.policy_source import allows

SITE = "https://example.org/news/"


@pytest.mark.parametrize(
    ("source", "address", "allowed"),
    [
        ("https://img.example.net", "https://img.example.net/a.jpg", True),
        ("img.example.net", "https://img.example.net/a.jpg", True),
        ("IMG.example.net", "https://img.EXAMPLE.net/a.jpg", True),
        ("https://img.example.net:443", "https://img.example.net/a.jpg", True),
        ("https://img.example.net", "https://img.example.net:8443/a.jpg", False),
        ("https://img.example.net:8443", "https://img.example.net:8443/a.jpg", True),
        ("https://example.net", "https://img.example.net/a.jpg", False),
        ("*.example.net", "https://img.example.net/a.jpg", True),
        ("*.example.net", "https://a.img.example.net/a.jpg", True),
        ("*.example.net", "https://example.net/a.jpg", False),
        ("*.example.net", "https://notexample.net/a.jpg", False),
        ("*", "https://img.example.net/a.jpg", True),
        ("https:", "https://img.example.net/a.jpg", True),
        ("http:", "https://img.example.net/a.jpg", True),
        ("data:", "https://img.example.net/a.jpg", False),
        ("wss://img.example.net", "https://img.example.net/a.jpg", False),
        ("'none'", "https://img.example.net/a.jpg", False),
        ("'self'", "https://img.example.net/a.jpg", False),
        ("https://img.example.net/", "https://img.example.net/a.jpg", True),
        ("https://img.example.net/x/", "https://img.example.net/x/a.jpg", True),
        ("https://img.example.net/x/", "https://img.example.net/a.jpg", False),
        ("https://img.example.net/a.jpg", "https://img.example.net/a.jpg?w=3", True),
        ("https://img.example.net/%61.jpg", "https://img.example.net/a.jpg", True),
        ("https://other.example.net", "https://example.org/a.jpg", True),
        ("https://other.example.net", "https://user@example.org.example.net/a.jpg", False),
        ("https://[", "https://img.example.net/a.jpg", False),
    ],
)
def test_what_a_source_covers(source: str, address: str, allowed: bool) -> None:
    assert allows([source], address, SITE) is allowed


def test_no_source_covers_the_site_alone() -> None:
    assert allows([], "https://example.org/a.jpg", SITE)
    assert not allows([], "https://example.org:8443/a.jpg", SITE)
