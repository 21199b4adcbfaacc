"""What the desk knows of the deploys before it began: their moments, and nothing made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.desk import deploys
from newsgen.desk.deploys import Deploy, Deploys
from newsgen.desk.on_site import Asked, on_site
from newsgen.desk.publisher import Built, PublisherState
from newsgen.record.recovery import PublishedSource
from newsgen.site.layout import STATE
from tests.desk.test_story_file import opened

START = datetime(2026, 5, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hourly(number: int, target: str = "live") -> Deploy:
    return Deploy(target, START + number * HOUR, START + number * HOUR + timedelta(minutes=1))


def test_the_first_deploy_after_a_moment_is_found_also_by_the_next_process(tmp_path: Path) -> None:
    known = Deploys(tmp_path)
    assert known.first_after("live", START) is None
    for number, target in ((0, "live"), (1, "test"), (2, "live"), (3, "live")):
        known.note(hourly(number, target))
    with (tmp_path / STATE / "desk" / deploys.FILE).open("a") as file:
        file.write('{"target": "live"}\nnothing\n{"target": "live", "began": "2026-05-01", "done": "2026-05-01"}\n')
    for found in (known, Deploys(tmp_path)):
        assert found.first_after("live", START - HOUR) == hourly(0)
        assert found.first_after("live", START) == hourly(
            2
        )  # one that began in that very moment may have missed the page
        assert found.first_after("live", START + 3 * HOUR) is None
        assert found.first_after("other", START - HOUR) is None


def test_old_deploys_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later moment is then told, which is true as well."""
    monkeypatch.setattr(deploys, "MOST", 4)
    known = Deploys(tmp_path)
    for number in range(7):
        known.note(hourly(number))
    for found in (known, Deploys(tmp_path)):
        assert found.first_after("live", START - HOUR) == hourly(4)


@pytest.mark.parametrize(
    ("since", "latest", "target", "unsent", "word", "at"),
    [
        (START, START + HOUR, "", frozenset(), "on-site-since", START),
        (None, START + HOUR, "", frozenset(), "on-site-latest", START + HOUR),
        (None, None, "", frozenset(), "on-site", None),
        (None, START + HOUR, "live", None, "on-site-latest", START + HOUR),
        (None, None, "live", None, "on-built", None),
        (None, None, "live", frozenset({"content/a.md"}), "on-built", None),
        (None, None, "live", frozenset({"content/b.md"}), "on-site", None),
    ],
)
def test_what_a_story_says(
    since: datetime | None, latest: datetime | None, target: str, unsent: frozenset[str] | None, word: str, at: datetime | None
) -> None:  # fmt: skip
    file = opened("---\ntitle: أ\n---\n\nنص.\n")
    built = Built(START, True, frozenset(), (), "")
    state = PublisherState(on=True, target=target, unsent=unsent, built=built)
    story = Asked(
        "content/a.md", file, PublishedSource(bytes.fromhex(file.version), "a/index.html"), START, since, latest
    )
    found = on_site(story, state, START + 2 * HOUR)
    assert (found.word, found.at) == (word, at)
