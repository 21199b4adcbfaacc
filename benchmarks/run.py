"""Compare newsgen with other generators on one machine: first build, no change, and three kinds of edit.

    python benchmarks/run.py                                    newsgen and Hugo, 10,000 stories like real ones
    python benchmarks/run.py --documents FOLDER                 the same, and first 10,000 stories of real documents
    python benchmarks/run.py --only newsgen-default,newsgen,hugo,pelican,eleventy --kind plain --count 1000
    python benchmarks/run.py --everything --documents FOLDER    all generators, and newsgen and Hugo with 100,000 stories too

Writes the sites below --work (use a tmpfs: times on a disk vary tenfold), installs the generators there, runs every row for
each generator and prints a table. With --results it also writes the table with a plot, the machine and the versions. On a
busy machine compare CPU seconds only. Ratios are relative to Hugo's time in the same run. A second table tells how much of a first
build is work of one process, and what follows for more processors.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus import KINDS, piece, put
from peers import GENERATORS, Generator

ROWS = ("cold", "nothing changed", "one word edited", "one new story", "template edited")
BASE = "hugo"
ONCE = ("pelican", "eleventy")  # generators that take minutes for each row, so one run of each counts
LARGE, OF_LARGE, ROWS_OF_LARGE = (
    100_000,
    ("newsgen-default", "newsgen", "hugo"),
    ("cold", "one word edited"),
)
SETTLED = 2.1  # seconds to wait, because newsgen does not trust the mtimes of younger files


@dataclass(frozen=True, slots=True)
class Run:
    """One process with its children: wall-clock seconds, CPU seconds, the memory of the largest of them in MB, and of the CPU
    seconds those of the process itself: a build's workers are children, Hugo's are threads of its own."""

    wall: float
    cpu: float
    peak: float
    own: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A row of the table: the medians, and the number of output files that the last run wrote."""

    generator: str
    row: str
    wall: float
    cpu: float
    peak: float
    files: int
    own: float = 0.0


def measured(generator: str, row: str, runs: list[Run], files: int) -> Measured:
    """The row that the medians of some runs make."""
    figures = ("wall", "cpu", "peak", "own")
    wall, cpu, peak, own = (statistics.median(getattr(one, figure) for one in runs) for figure in figures)
    return Measured(generator, row, wall, cpu, peak, files, own)


MEASURED = """
import json, os, resource, sys, time
began = time.perf_counter()
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
wall, shares = time.perf_counter() - began, None
if os.path.exists(f"/proc/{child}/stat"):
    fields = open(f"/proc/{child}/stat").read().rpartition(")")[2].split()
    shares = [int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])]
_, status = os.waitpid(child, 0)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = used.ru_utime + used.ru_stime
own = cpu * shares[0] / max(sum(shares), 1) if shares else cpu
print(json.dumps([wall, cpu, used.ru_maxrss / 1024, own]))
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A small program that starts the measured one. A child inherits the peak memory of its parent, and this script is large.

While a process that ended waits to be reaped, Linux tells its own time apart from that of its children. Elsewhere all counts as
its own.
"""


def run(command: list[str], environment: tuple[tuple[str, str], ...] = ()) -> Run:
    """Run a command and measure it. Raises CalledProcessError when it fails."""
    small = [sys.executable, "-S", "-c", MEASURED, *command]
    done = subprocess.run(small, env=os.environ | dict(environment), stdout=subprocess.PIPE, check=True)
    return Run(*json.loads(done.stdout))


def changes(generator: Generator, folder: Path, count: int, kind: str) -> dict[str, Callable[[int], None]]:
    """For each row, the function that changes the site before a run. Its argument makes every change different."""
    middle = piece(count // 2, count, kind)

    def empty(n: int) -> None:
        for name in (generator.output, ".newsgen", "cache", "resources", "public"):
            shutil.rmtree(folder / name, ignore_errors=True)

    def edit(n: int) -> None:
        put(generator.file(folder, middle), generator.written(middle).rstrip("\n") + f" كلمة{n}.\n")

    def add(n: int) -> None:
        new = piece(count + n, count, kind)
        put(generator.file(folder, new), generator.written(new))

    def restyle(n: int) -> None:
        path = folder / generator.template
        path.write_text(path.read_text("utf-8").replace("</article>", f"<!-- {n} --></article>"), encoding="utf-8")

    return dict(zip(ROWS, (empty, lambda n: None, edit, add, restyle), strict=True))


def state(output: Path) -> dict[str, tuple[int, int]]:
    """The inode and mtime of every output file. Both differ for a file that was written again."""
    return {str(p): (s.st_ino, s.st_mtime_ns) for p in output.rglob("*") if p.is_file() for s in (p.stat(),)}


def measure(name: str, work: Path, count: int, kind: str, rows: tuple[str, ...], repeats: int) -> Iterator[Measured]:
    """Measure all rows of one generator."""
    generator = GENERATORS[name]
    generator.install(work / "tools")
    folder = work / f"{name}-{count}-{Path(kind).name}"
    shutil.rmtree(folder, ignore_errors=True)
    generator.prepare(folder, count, kind)
    command = generator.command(work / "tools", folder, folder / generator.output)
    time.sleep(SETTLED)
    for row, change in changes(generator, folder, count, kind).items():
        if row not in rows:
            continue
        runs, before = [], {}
        for n in range(1 if name in ONCE or (row == "cold" and count > 10_000) else repeats):
            change(n)
            before = state(folder / generator.output)
            runs.append(run(command, generator.environment))
        after = state(folder / generator.output)
        files = sum(before.get(path) != found for path, found in after.items())
        yield measured(name, row, runs, files)
    shutil.rmtree(folder, ignore_errors=True)


FLOOR = """
import os, sys
def walk(folder):
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False): walk(entry.path)
        else: entry.stat()
walk(sys.argv[1])
"""


def floor(work: Path, count: int, kind: str, repeats: int) -> Measured:
    """The lower bound for a build that changes nothing: start Python and ``stat`` every file."""
    folder = work / f"floor-{count}"
    GENERATORS["newsgen"].prepare(folder, count, kind)
    command = [sys.executable, "-c", FLOOR, str(folder / "content")]
    runs = [run(command) for _ in range(repeats)]
    shutil.rmtree(folder)
    return measured("floor", "nothing changed", runs, 0)


def start(repeats: int) -> Measured:
    """Measure ``newsgen --help``, the start of the program."""
    runs = [run([str(Path(sys.executable).with_name("newsgen")), "--help"]) for _ in range(repeats)]
    return measured("newsgen", "--help", runs, 0)


def machine() -> str:
    """A line that describes the machine: processor, cores, memory, system and Python."""
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model or platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.platform()}, Python {platform.python_version()}"


def table(found: list[Measured]) -> str:
    """The results as a Markdown table, each with its ratio to Hugo's result in the same row."""
    base = {m.row: m for m in found if m.generator == BASE}
    lines = [
        "| generator | row | seconds | CPU seconds | of Hugo's (seconds, CPU) | largest process, MB | files written |",
        "|---|---|---|---|---|---|---|",
    ]
    for m in found:
        hugo = base.get(m.row)
        ratio = f"{m.wall / hugo.wall:.3f}, {m.cpu / hugo.cpu:.3f}" if hugo else ""
        lines.append(f"| {m.generator} | {m.row} | {m.wall:.2f} | {m.cpu:.2f} | {ratio} | {m.peak:.0f} | {m.files:,} |")
    return "\n".join(lines) + "\n"


PROCESSORS = (1, 2, 4, 8, 16)
THREADED = ("hugo", "hugo-tuned")


def spread(m: Measured, processors: int) -> float:
    """The seconds of a row on so many processors, by Amdahl: those of the process itself stay, its workers share the others.

    Of a generator that works in threads this is the best case, in which all of it is shared.
    """
    alone = 0.0 if m.generator in THREADED else m.own
    return alone + (m.cpu - alone) / processors


def shares(found: list[Measured]) -> str:
    """The first builds by number of processors, as a Markdown table. The seconds are computed from CPU seconds, not measured."""
    ends = " | ".join(map(str, PROCESSORS))
    lines = [
        f"| generator, first build | own CPU seconds | workers' | own share | seconds on {ends} processors |",
        "|---|---|---|---|" + "---|" * len(PROCESSORS),
    ]
    for m in found:
        if m.row == "cold":
            own = ("in threads", "", "") if m.generator in THREADED else (f"{m.own:.2f}", f"{m.cpu - m.own:.2f}", f"{m.own / m.cpu:.0%}")  # fmt: skip
            seconds = " | ".join(f"{spread(m, n):.1f}" for n in PROCESSORS)
            lines.append(f"| {m.generator} | {' | '.join(own)} | {seconds} |")
    return "\n".join(lines) + "\n"


def plot(found: list[Measured], title: str) -> str:
    """An SVG with CPU seconds as bars on a logarithmic scale, with a line for each power of ten."""
    bars = [m for m in found if m.row in ROWS and m.generator in GENERATORS]
    left, height, unit = 260, 18, 130
    floor_ = -2
    lines = []
    for i, m in enumerate(bars):
        width = max(2.0, (_log(m.cpu) - floor_) * unit)
        y = 40 + i * height
        colour = "#0a7" if m.generator.startswith("newsgen") else "#889"
        lines.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{m.generator}: {m.row}</text>')
        lines.append(f'<rect x="{left}" y="{y + 2}" width="{width:.1f}" height="{height - 4}" fill="{colour}"/>')
        lines.append(f'<text x="{left + width + 6:.1f}" y="{y + 13}">{m.cpu:.2f} s</text>')
    end = 50 + len(bars) * height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + 5 * unit}" height="{end}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="#fff"/><text x="8" y="20" font-size="14">{title}</text>'
        + "".join(lines)
        + "</svg>\n"
    )


def _log(value: float) -> float:
    import math

    return math.log10(max(value, 0.01))


def write(folder: Path, name: str, found: list[Measured], told: dict[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = json.dumps(told | {"rows": [asdict(m) for m in found]}, ensure_ascii=False, indent=1)
    (folder / f"{name}.json").write_text(rows + "\n", encoding="utf-8")
    head = "".join(f"- {key}: {value}\n" for key, value in told.items())
    text = f"# {name}\n\n{head}\n{table(found)}\n{shares(found)}\n"
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / f"{name}.svg").write_text(plot(found, f"{name}: CPU seconds, logarithmic"), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000, help="how many stories")
    parser.add_argument("--kind", default="news", help=f"{', '.join(KINDS)}, or a folder of documents")
    parser.add_argument("--documents", type=Path, help="a folder of real documents (*.txt), which is measured first")
    parser.add_argument("--only", default="newsgen-default,newsgen,hugo,hugo-tuned", help=", ".join(GENERATORS))
    parser.add_argument(
        "--everything", action="store_true", help=f"all generators, then {', '.join(OF_LARGE)} with --large stories"
    )
    parser.add_argument("--large", type=int, default=LARGE, help="how many stories --everything ends with")
    parser.add_argument("--rows", default=",".join(ROWS), help="which rows, by their names")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each row; the median counts")
    parser.add_argument("--work", type=Path, default=Path("/dev/shm/newsgen-benchmarks"), help="a folder for the sites")
    parser.add_argument("--results", type=Path, help="where to write the table, the plot and the figures")
    options = parser.parse_args()
    only, rows = tuple(options.only.split(",")), tuple(options.rows.split(","))
    found = kinds(options.documents, options.kind)
    for i, kind in enumerate(found):
        compare(
            kind,
            options.count,
            tuple(GENERATORS) if options.everything and i == 0 else only,
            rows,
            options.repeats,
            options,
        )
    if options.everything:
        compare(found[0], options.large, OF_LARGE, ROWS_OF_LARGE, 1, options)


def kinds(documents: Path | None, kind: str) -> tuple[str, ...]:
    """The corpora to measure, in their order: real documents, where there are any, stand first."""
    return tuple(dict.fromkeys((*([str(documents.resolve())] if documents else []), kind)))


def compare(
    kind: str, count: int, only: tuple[str, ...], rows: tuple[str, ...], repeats: int, options: argparse.Namespace
) -> None:
    """Measure some generators on one corpus, and print and write their table."""
    work = options.work.resolve()
    label = kind if kind in KINDS else "documents"
    found = []
    for name in only:
        for row in measure(name, work, count, kind, rows, repeats):
            print(f"{row.generator}: {row.row}: {row.wall:.2f} s, CPU {row.cpu:.2f} s, {row.peak:.0f} MB, {row.files:,} files", file=sys.stderr)  # fmt: skip
            found.append(row)
    found += [floor(work, count, kind, repeats), start(repeats)]
    print(f"{label}, {count:,} stories\n\n{table(found)}")
    print(shares(found))
    if options.results:
        versions = [GENERATORS[name].install(work / "tools") for name in only]
        told = {"stories": count, "machine": machine(), "versions": ", ".join(dict.fromkeys(versions)),
                "date": time.strftime("%Y-%m-%d"), "load": f"{os.getloadavg()[0]:.1f}"}  # fmt: skip
        write(options.results, f"{count}-{label}", found, told)


if __name__ == "__main__":
    main()
