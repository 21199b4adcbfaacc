"""Measure ``newsgen desk`` with a newsroom at work: how long an answer takes, and how the memory grows.

    python benchmarks/desk.py FOLDER [COUNT] [PEOPLE] [SECONDS]

creates a corpus of COUNT stories (default 10,000) in FOLDER if it is missing, and serves its desk. When the first build is
done, PEOPLE (default 30) log in, each opens another story, saves a block of it every ten seconds, sends a beat every five, and
every twenty searches the list and types a topic, for SECONDS (default 60). It prints median, 95th percentile and slowest answer
for each kind of request in milliseconds, and the memory of the process before and after. It reads the memory from /proc, so it
needs Linux.
"""

import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote, urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

import corpus
from argon2 import PasswordHasher

from newsgen.desk import passwords
from newsgen.desk.roles import Role
from newsgen.desk.users import Users

PASSWORD = "كلمة مرور طويلة"
SEARCHES = (
    "stage=draft",
    "q=" + quote("الميناء"),
    "section=politics&since=2026-01-01",
    "q=" + quote("لا شيء كهذا"),
    "",
)

TYPED = ("م", "موضوع", "موضوع 12", "٣٤", "لا شيء كهذا")
"""What is typed into the field of topics; the corpus calls them «موضوع» and a number."""


class Person:
    """A person at a browser: one connection, a cookie, and what each answer took, by kind of request."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name = port, name
        self.headers = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}
        self.took: dict[str, list[float]] = defaultdict(list)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def ask(self, kind: str, method: str, path: str, body: str = "", form: bool = False) -> tuple[int, str, str]:
        """The status, the cookie and the text of an answer. A connection that the server has closed is opened again."""
        headers = self.headers | ({"Content-Type": "application/x-www-form-urlencoded"} if form else {})
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body.encode(), headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            self.connection.close()
            self.connection.request(method, path, body.encode(), headers)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        self.took[kind].append((time.perf_counter() - began) * 1000)
        return answer.status, answer.getheader("Set-Cookie") or "", text

    def log_in(self) -> None:
        body = urlencode({"name": self.name, "password": PASSWORD})
        status, cookie, _ = self.ask("login", "POST", "/_/login", body, form=True)
        assert status == 303, status
        self.headers["Cookie"] = cookie.partition(";")[0]
        self.headers["X-Desk-Token"] = json.loads(self.ask("texts", "GET", "/_/api/texts")[2])["token"]

    def work(self, story: str, seconds: float, number: int) -> None:
        """Write in a story for some time."""
        path, end = quote(story), time.monotonic() + seconds
        time.sleep(10 * random.Random(number).random())
        opened = json.loads(self.ask("open", "GET", f"/_/api/story?path={path}")[2])
        version, count = opened["version"], 0
        while time.monotonic() < end:
            beat = json.dumps(
                {"window": f"window-{self.name}", "wish": "stay" if count else "open", "writing": bool(count)}
            )
            self.ask("beat", "POST", f"/_/api/presence?path={path}", beat)
            if count % 2 == 0:
                edit = {"do": "replace", "block": 0, "source": f"كلمات {self.name} رقم {count}."}
                body = json.dumps({"version": version, "edits": [edit]})
                status, _, text = self.ask("save", "POST", f"/_/api/story?path={path}", body)
                assert status == 200, text
                version = json.loads(text)["version"]
            if count % 4 == 1:
                self.ask("list", "GET", f"/_/?{SEARCHES[(number + count // 4) % len(SEARCHES)]}")
                self.ask("names", "GET", f"/_/api/names?key=tags&q={quote(TYPED[(number + count // 4) % len(TYPED)])}")
            count += 1
            time.sleep(5)


def memory(process: "subprocess.Popen[bytes]") -> float:
    """The resident memory of the process that it does not share, in MB."""
    rows = dict(line.split(":", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines())
    return int(rows["RssAnon"].split()[0]) / 1024


def accounts(folder: Path, people: int) -> list[str]:
    """The names of so many editors with accounts."""
    passwords._hasher = lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # type: ignore[assignment]
    users, names = Users(folder), [f"person{number}" for number in range(people)]
    there = users.all()
    for name in names:
        if name not in there:
            users.add(name, f"محرر {name.removeprefix('person')}", Role.EDITOR, PASSWORD)
    return names


def main(folder: Path, count: int, people: int, seconds: float) -> None:
    if not (folder / "site.yml").exists():
        corpus.write(folder, count)
    stories = sorted(path.relative_to(folder).as_posix() for path in (folder / "content").rglob("*.md"))
    chosen = random.Random(1).sample(stories, people)
    names = accounts(folder, people)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "newsgen", "--site", str(folder), "desk", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                first = Person(port, names[0])
                first.log_in()
                break
            except OSError:
                time.sleep(0.5)
        while '<ol class="stories">\n<li>' not in first.ask("wait", "GET", "/_/")[2]:
            time.sleep(2)
        everybody = [Person(port, name) for name in names]
        for person in everybody:
            person.log_in()
            person.took.clear()
        before = memory(process)
        threads = [
            threading.Thread(target=person.work, args=(story, seconds, number))
            for number, (person, story) in enumerate(zip(everybody, chosen, strict=True))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(f"{len(stories)} stories, {people} people, {seconds:.0f} s, {len(os.sched_getaffinity(0))} cores")
        for kind in ("open", "save", "beat", "list", "names"):
            took = sorted(one for person in everybody for one in person.took[kind])
            middle, late = statistics.median(took), took[int(0.95 * (len(took) - 1))]
            print(
                f"{kind}: {len(took)} answers, median {middle:.0f} ms, 95 % within {late:.0f} ms, slowest {took[-1]:.0f} ms"
            )
        print(f"memory {before:.0f} MB, at the end {memory(process):.0f} MB")
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    written = [*sys.argv[2:], *("", "", "")]
    main(Path(sys.argv[1]), int(written[0] or 10_000), int(written[1] or 30), float(written[2] or 60))
