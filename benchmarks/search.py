"""Measure ``newsgen index``: for all stories, after one new story, and without a change.

    python benchmarks/search.py 10000

For each it prints the time and the bytes written. A new story builds the index of its half-year again.
"""

import resource
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from newsgen.build.build import build
from newsgen.build.run import Options
from newsgen.search.run import IndexReport, index
from newsgen.site.layout import state_folder
from newsgen.site.settings_file import file_bytes, read

SETTINGS = """\
title: صحيفة القياس
base_url: https://example.org/
timezone: Asia/Amman
search: pagefind
sections:
  - {id: news, name: أخبار}
"""
ROOTS = "كتب درس علم عمل سكن شرب فتح قرأ نشر بحث طلب رفع وصل نزل دخل خرج حمل سمع نظر حكم جمع قطع زرع صنع".split()
WORDS = [before + root + after for root in ROOTS for before in ("", "ال", "م", "ت", "وال", "ي") for after in ("", "ة", "ات", "ون", "ها", "ين")]  # fmt: skip


def words(seed: int, count: int) -> str:
    """Random words, identical on every machine, with a skewed frequency as in a language."""
    chosen = []
    for _ in range(count):
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        share = (seed >> 11) / 2**53
        chosen.append(WORDS[int(len(WORDS) * share**2)])
    return " ".join(chosen)


def write(site: Path, number: int, of: int) -> None:
    """Write story ``number`` of ``of``: 250 words, in one of ten half-years."""
    half = number * 10 // of
    moment = f"{2022 + half // 2}-{1 + half % 2 * 6 + number % 6:02}-{1 + number % 28:02} 09:00"
    text = f'---\ntitle: "{words(number, 9)} {number}"\nsection: news\nslug: s{number}\ndate: {moment}\n---\n{words(number + of, 250)}\n'
    file = site / "content" / f"{half}" / f"s{number}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def measured(site: Path) -> IndexReport:
    """Run ``newsgen index`` and print its cost."""
    began, spent = time.perf_counter(), cpu()
    settings, _ = read(file_bytes(site))
    assert settings is not None
    report = index(settings, site / "public", state_folder(site, site / "public"), 2**62)
    size = sum(file.stat().st_size for file in (site / "public/search").rglob("*") if file.is_file())
    print(
        f"  {report.stories} stories, half-years made {len(report.indexed)}: {time.perf_counter() - began:.1f} s,"
        f" {cpu() - spent:.1f} s CPU; {len(report.written)} files written, {len(report.deleted)} deleted,"
        f" {report.bytes_written / 1e6:.2f} of {size / 1e6:.1f} MB"
    )
    return report


def cpu() -> float:
    """CPU seconds of this process and its children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        (site / "site.yml").write_text(SETTINGS, encoding="utf-8")
        for number in range(count):
            write(site, number, count)
        now = datetime(2026, 12, 31, 12, tzinfo=ZoneInfo("Asia/Amman"))
        for change in ("All:", "One more story:", "Nothing changed:"):
            if change.startswith("One"):
                write(site, count - 1, count)
                (site / "content/9/more.md").write_text(
                    f'---\ntitle: "{words(7, 9)}"\nsection: news\nslug: more\ndate: 2026-12-30 09:00\n---\n{words(8, 250)}\n',
                    encoding="utf-8",
                )
            report = build(Options(site, site / "public", now))
            assert report.published, report.problems
            print(change)
            measured(site)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
