"""Measure ``newsgen serve``: the time from a save to the reload message, and the memory over many saves.

    python benchmarks/preview.py FOLDER [COUNT] [SAVES]

creates a corpus of COUNT stories (default 10,000) in FOLDER if it is missing, and serves it. Then it repeatedly saves a
change of one word, each time in another story. The time runs from closing the file to the arrival of the message at a
LiveReload client. It prints the median of 20 saves after a warm-up, and with SAVES (default 0) the memory after 50 saves and
after SAVES. It reads the memory from /proc, so it needs Linux.
"""

import os
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import corpus
from tests.support.preview import Preview, Socket, preview, token_of

WARM, MEASURED = 5, 20


def resident(preview: Preview) -> float:
    """The resident memory of the serving process that it does not share, in MB."""
    rows = dict(line.split(":", 1) for line in Path(f"/proc/{preview.process.pid}/status").read_text().splitlines())
    return int(rows["RssAnon"].split()[0]) / 1024


def save(stories: list[Path], number: int) -> float:
    """Change one word of a story, and return the time after closing the file."""
    path = stories[number % len(stories)]
    text = path.read_text(encoding="utf-8").rsplit("\nكلمة ", 1)[0]
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{text}\nكلمة {time.time_ns()}.\n")  # differs from the text of every earlier run
    return time.perf_counter()


def main(folder: Path, count: int, saves: int) -> None:
    if not (folder / "site.yml").exists():
        corpus.write(folder, count)
    stories = sorted((folder / "content").rglob("*.md"))
    random.Random(1).shuffle(stories)
    began = time.perf_counter()
    with preview(folder) as running:
        while not token_of(page := running.get("/").text):
            time.sleep(0.2)
        print(
            f"{count} stories, {len(os.sched_getaffinity(0))} cores; first page after {time.perf_counter() - began:.1f} s"
        )
        live = Socket(running, token_of(page))
        took = []
        for number in range(max(WARM + MEASURED, saves)):
            closed = save(stories, number)
            live.receive()
            took.append((time.perf_counter() - closed) * 1000)
            if number == 49:
                early = resident(running)
            time.sleep(0.1)  # editors pause between saves
        measured = sorted(took[WARM : WARM + MEASURED])
        print(
            f"save to reload message: median {statistics.median(measured):.0f} ms, from {measured[0]:.0f} to {measured[-1]:.0f}"
        )
        if saves > 50:
            late = resident(running)
            print(f"memory after 50 saves {early:.1f} MB, after {saves} {late:.1f} MB: {late / early - 1:+.1%}")
            print(f"median of the last 100 saves {statistics.median(took[-100:]):.0f} ms")


if __name__ == "__main__":
    words = sys.argv[1:]
    main(Path(words[0]), int(words[1]) if len(words) > 1 else 10_000, int(words[2]) if len(words) > 2 else 0)
