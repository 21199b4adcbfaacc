"""Which cases README's command runs."""

import pytest

from tests.support.cases import sampled

LETTERS = "abcd"


@sampled(3)
@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("number", [0, 1])
def test_every_third_case_of_a_sampled_test_is_in_the_short_run(
    request: pytest.FixtureRequest, letter: str, number: int
) -> None:
    """Both runs together have all of them: the cases that this test leaves out have it run by the other."""
    place = number * len(LETTERS) + LETTERS.index(letter)
    assert (request.node.get_closest_marker("ci") is not None) == bool(place % 3)
