"""What an address of a target may hold: signs that mean something else are told, with the form to write."""

from __future__ import annotations

import pytest

from newsgen.site import settings_file
from newsgen.site.settings_deploy import bad_target
from tests.support import SETTINGS


@pytest.mark.parametrize(
    "address",
    [
        "file:///srv/a#b",
        "file:///srv/100%",
        "file:///srv/50%/x",
        "file:///srv/a?b",
        "file:///srv/a b",
        "ssh://host/srv/a#b",
    ],
)
def test_signs_that_must_be_encoded(address: str) -> None:
    problem = bad_target(address)
    assert problem is not None
    assert problem.code == "bad-target"
    assert "%23" in problem.hint
    settings, problems = settings_file.read((SETTINGS + f'deploy: [{{name: a, to: "{address}"}}]\n').encode())
    assert settings is None
    assert [(p.code, "%23" in p.hint) for p in problems] == [("bad-target", True)]


@pytest.mark.parametrize(
    "address", ["file:///srv/a%23b", "file:///srv/100%25", "file:///srv/a%20b/", "ssh://host/srv/a%20b"]
)
def test_encoded_ones(address: str) -> None:
    assert bad_target(address) is None
