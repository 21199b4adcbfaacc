"""The set that remembers which addresses were looked at."""

from newsgen.importers.digest_set import DigestSet


def test_a_text_is_new_once() -> None:
    known = DigestSet()
    assert [known.add(f"/{n % 5000}/") for n in range(15_000)] == [True] * 5000 + [False] * 10_000
    assert not known.add("/4999/")
    assert known.add("")
    assert not known.add("")
