"""``media`` in site.yml."""

from __future__ import annotations

import pytest

from newsgen.site.settings_file import encoded, read
from tests.support import SETTINGS


@pytest.mark.parametrize(
    "media",
    ["{store: /srv/originals}", "{store: ../originals}", "{store: originals}", "{store: 's3://bucket'}", "{store: 's3://bucket/a/b'}",
     "{store: 'gs://bucket/a'}", "{store: 'az://container'}", "{store: 's3://b1/x', endpoint: 'https://s3.example.org', region: eu}", "{}",
     "{store: ../content}", "{store: 'صور'}"],
)  # fmt: skip
def test_stores(media: str) -> None:
    found, problems = read((SETTINGS + f"media: {media}\n").encode())
    assert found is not None, problems
    assert encoded(found.of_pages) == encoded(read(SETTINGS.encode())[0].of_pages)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("media", "code"),
    [
        ("{store: content}", "bad-media-store"), ("{store: ./static/originals}", "bad-media-store"), ("{store: .}", "bad-media-store"),
        ("{store: .newsgen/media}", "bad-media-store"), ("{store: 'ftp://host/x'}", "bad-media-store"), ("{store: 'ssh://host/x'}", "bad-media-store"),
        ("{store: 's3://'}", "bad-media-store"), ("{store: 's3://bucket/a b'}", "bad-media-store"), ("{store: 's3://key:secret@bucket'}", "secret-in-settings"),
        ("{store: x, secret_key: y}", "secret-in-settings"), ("{store: x, endpoint: 'https://a:b@host/'}", "secret-in-settings"),
        ("{stroe: x}", "unknown-key"), ("/srv", "wrong-type"),
    ],
)  # fmt: skip
def test_mistakes(media: str, code: str) -> None:
    found, problems = read((SETTINGS + f"media: {media}\n").encode())
    assert found is None
    assert [problem.code for problem in problems] == [code]
    assert problems[0].line == SETTINGS.count("\n") + 1
