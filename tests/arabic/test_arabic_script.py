"""The page's script says what Python says: run in Node on the rendered template, with a small stand-in for the page."""

import gzip
import json
import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import jinja2
import pytest

from newsgen import arabic
from newsgen.arabic import House
from newsgen.arabic.counting import UNITS
from newsgen.theme.script import stripped_script
from tests.support.cases import sampled

TEMPLATE = Path(__file__).parents[2] / "templates" / "assets" / "dates.js"
HOUSES = (
    House(),
    House(region="SY", digits="arab", months="levant/egypt", preposition="قبل", monday="الإثنين"),
)

PAGE = r"""
const moment = { now: Date.parse(JOB.now) }
const timers = new Map(); let timerId = 0
const RealDate = Date
globalThis.Date = class extends RealDate {
  constructor(...a) { a.length ? super(...a) : super(moment.now) }
  static now() { return moment.now }
}
globalThis.setTimeout = (run, wait) => (timers.set(++timerId, { run, at: moment.now + wait }), timerId)
globalThis.clearTimeout = id => timers.delete(id)
class Node {
  constructor(attributes, text) { this.attributes = { ...attributes }; this.text = text; this.writes = 0 }
  get textContent() { return this.text }
  set textContent(t) { this.text = t; this.writes++ }
  get dateTime() { return this.attributes.datetime }
  set dateTime(v) { this.attributes.datetime = v }
  get title() { return this.attributes.title ?? "" }
  set title(v) { this.attributes.title = v }
  removeAttribute(name) { delete this.attributes[name] }
  get dataset() {
    return new Proxy(this.attributes, {
      get: (a, k) => a["data-" + k], set: (a, k, v) => (a["data-" + k] = v, true),
    })
  }
}
class Root {
  constructor(nodes) { this.nodes = nodes }
  querySelectorAll(selector) {
    const name = selector.match(/\[(.*)\]/)[1]
    return this.nodes.filter(n => name in n.attributes)
  }
}
const nodes = JOB.nodes.map(n => new Node(n.attributes, n.text))
const heard = {}
globalThis.document = new Root(nodes)
document.hidden = false
document.addEventListener = (name, run) => { heard[name] = run }
globalThis.window = globalThis
const look = () => nodes.map(n => ({ text: n.text, writes: n.writes, ...n.attributes }))
const wait = ms => {
  const end = moment.now + ms
  for (;;) {
    const next = [...timers].sort((a, b) => a[1].at - b[1].at)[0]
    if (!next || next[1].at > end) break
    timers.delete(next[0]); moment.now = next[1].at; next[1].run()
  }
  moment.now = end
}
"""


def render(house: House, pattern: str = arabic.WITH_WEEKDAY, zone: str = "Asia/Damascus") -> str:
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    environment.filters["stripped_script"] = stripped_script
    tables = arabic.script_tables(house) | {"pattern": pattern, "zone": zone}
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(tables=tables)


def node(script: str, then: str, now: str = "2021-09-24T12:00:00Z", nodes: Any = ()) -> Any:
    job = json.dumps({"now": now, "nodes": list(nodes)})
    source = f"const JOB = {job};{PAGE};{script};console.log(JSON.stringify((() => {{{then}}})()))"
    run = subprocess.run(["node", "-"], input=source, capture_output=True, text=True, timeout=60, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("house", HOUSES, ids=["latn", "arab"])
def test_every_number_of_every_unit_is_said_alike(house: House) -> None:
    every = "[0, 1, 2, 3, 4, 5, 6].map(u => [...Array(221).keys()].map(n => newsgenDates.form(n, u)))"
    said = node(render(house), f"return {every}")
    assert said == [[arabic.relative(n, unit, house) for n in range(221)] for unit in UNITS]


@pytest.mark.parametrize("house", HOUSES, ids=["latn", "arab"])
def test_the_unit_is_chosen_alike(house: House) -> None:
    now = datetime(2021, 9, 24)
    seconds = sorted({max(0, size * k + d) for size in UNITS.values() for k in (1, 2, 3, 11) for d in (-1, 0, 1)})
    said = node(render(house), f"return {seconds}.map(newsgenDates.since)")
    assert said == [arabic.since(now - timedelta(seconds=s), now, house) for s in seconds]


def time_node(moment: str, text: str = "30 يوليو 2021") -> dict[str, Any]:
    return {"attributes": {"datetime": moment, "data-relative": ""}, "text": text}


def test_times_become_relative_and_keep_the_date_as_title() -> None:
    nodes = [
        time_node("2021-09-24T14:52:00+03:00"),
        time_node("2021-09-24T12:00:01Z"),
        time_node("2021-09-17T12:00:00Z"),
        time_node("2021-09-17T12:00:01Z"),
        time_node("2021-09-24"),
        time_node("nonsense T"),
    ]
    found = node(render(HOUSES[0]), "return look()", nodes=nodes)
    assert [(n["text"], n.get("title")) for n in found] == [
        ("منذ 8 دقائق", "30 يوليو 2021"),
        ("30 يوليو 2021", None),
        ("30 يوليو 2021", None),
        ("منذ 6 أيام", "30 يوليو 2021"),
        ("30 يوليو 2021", None),
        ("30 يوليو 2021", None),
    ]


def test_times_stay_current_and_return_to_the_date() -> None:
    nodes = [time_node("2021-09-24T11:59:30Z")]
    steps = node(
        render(HOUSES[0]),
        """const seen = [nodes[0].text]
        for (const ms of [29e3, 31e3, 60e3, 3600e3, 6 * 86400e3, 86400e3]) { wait(ms); seen.push(nodes[0].text) }
        return [seen, nodes[0].title]""",
        nodes=nodes,
    )
    assert steps == [
        ["الآن", "الآن", "منذ دقيقة واحدة", "منذ دقيقتين", "منذ ساعة واحدة", "منذ 6 أيام", "30 يوليو 2021"],
        "",
    ]


def test_a_hidden_page_rests_and_wakes_up_right() -> None:
    seen = node(
        render(HOUSES[0]),
        """document.hidden = true; heard.visibilitychange()
        const asleep = timers.size; wait(600e3); const text = nodes[0].text
        document.hidden = false; heard.visibilitychange()
        return [asleep, text, nodes[0].text, timers.size]""",
        nodes=[time_node("2021-09-24T11:58:00Z")],
    )
    assert seen == [0, "منذ دقيقتين", "منذ 12 دقيقة", 1]


def test_what_did_not_change_is_not_written() -> None:
    found = node(
        render(HOUSES[0]),
        "wait(1800e3); return look()",
        nodes=[time_node("2021-09-24T05:15:00Z"), {"attributes": {"data-today": ""}, "text": ""}],
    )
    assert [n["writes"] for n in found] == [2, 1]


def test_inserted_times_can_be_turned_too() -> None:
    seen = node(
        render(HOUSES[0]),
        "const n = new Node({ datetime: '2021-09-24T11:00:00Z', 'data-relative': '' }, 'x')\n"
        "newsgenDates(new Root([n])); newsgenDates(new Root([n])); return [n.text, n.title]",
    )
    assert seen == ["منذ ساعة واحدة", "x"]


PATTERNS = (arabic.WITH_WEEKDAY, arabic.HEADER, arabic.SHORT, arabic.WITH_HIJRI, "{hijri}")


@sampled(3)
@pytest.mark.parametrize("house", HOUSES, ids=["latn", "arab"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_today_by_the_pattern_is_said_alike(house: House, pattern: str) -> None:
    days = [date(2021, 7, 30), date(2021, 9, 27), date(2024, 3, 11), date(2025, 6, 26), date(2026, 12, 1)]
    moments = [f"{day.isoformat()}T09:00:00Z" for day in days]
    seen = node(
        render(house, pattern),
        f"return {moments}.map(m => {{ moment.now = Date.parse(m); newsgenDates(document); return nodes[0].text }})",
        nodes=[{"attributes": {"data-today": ""}, "text": "baked"}],
    )
    assert seen == [arabic.format_date(day, pattern, house) for day in days]


def test_today_is_the_sites_and_changes_at_its_midnight() -> None:
    seen = node(
        render(HOUSES[0], "{weekday} {day}", "Asia/Tokyo"),
        "const a = look()[0]; wait(60e3); return [a, look()[0]]",
        now="2021-09-24T14:59:30Z",
        nodes=[{"attributes": {"data-today": "", "datetime": "2021-09-01"}, "text": ""}],
    )
    assert [(n["text"], n["datetime"]) for n in seen] == [("الجمعة 24", "2021-09-24"), ("السبت 25", "2021-09-25")]


def packed(script: str) -> int:
    """The bytes that a reader downloads."""
    return len(gzip.compress(script.encode(), 6))


def test_the_script_is_small_and_safe() -> None:
    assert packed(render(HOUSES[0])) < 1400
    for house in HOUSES:
        for pattern in PATTERNS:
            script = render(house, pattern)
            assert packed(script) < 1700
            assert "eval" not in script
            assert "Function" not in script
            assert "undefined" not in script
    script = render(House(preposition="<b>"), "{day}</script>")
    assert r"\u003cb" in script
    assert r"{day}\u003c/script" in script
    assert "<b" not in script
    assert "</" not in script
