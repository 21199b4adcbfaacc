"""Which older stories are closest to a story: a bounded look backwards, counted inside its own window."""

from collections.abc import Collection, Mapping, Sequence

from .queries import Position

FACTORS = {"topic": 6, "term": 3, "place": 2, "section": 1}


def closest(
    windows: Mapping[str, Sequence[Position]],
    *,
    limit: int,
    excluded: Collection[str] = (),
    terms: Mapping[str, Collection[str]] | None = None,
    own: Collection[str] = (),
) -> tuple[str, ...]:
    """The ids of the ``limit`` closest stories, closest first, then newest first.

    ``windows`` holds, for each facet of the story, its newest older stories (at most WINDOW). A facet weighs the more the
    fewer of the window's stories carry it: all counts are taken inside the window, since frequencies over the whole
    archive would make one new story change every page. Whole numbers only, so that every machine ranks alike.

    ``own`` are the story's terms and ``terms`` those of the window's stories, by id: a term weighs like a facet.
    """
    size = len({position for window in windows.values() for position in window})
    scores: dict[Position, int] = {}
    for facet, window in windows.items():
        if window:
            weight = FACTORS[facet.partition(":")[0]] * 1000 * size // len(window)
            for position in window:
                scores[position] = scores.get(position, 0) + weight
    for term in own:
        sharing = [position for position in scores if term in (terms or {}).get(position[1], ())]
        for position in sharing:
            scores[position] += FACTORS["term"] * 1000 * size // len(sharing)
    ranked = sorted(
        ((score, position) for position, score in scores.items() if position[1] not in excluded), reverse=True
    )
    return tuple(position[1] for _, position in ranked[:limit])
