{#- Relative times («منذ 8 دقائق») and today's date line.

    For pages: <time datetime="…T…" data-relative>the date</time> and [data-today].
    For scripts that insert HTML: window.newsgenDates(root). For scripts that count: newsgenDates.count(number, forms).

    The file is rendered once for each site, from the tables of newsgen.arabic (script_tables explains their keys), and holds
    only what the site's date pattern and digits need. Comments are Jinja's, so that readers do not download them. -#}
{%- set needs_month = "{month}" in tables.pattern -%}
{%- set needs_weekday = "{weekday}" in tables.pattern -%}
{%- set needs_hijri = "{hijri}" in tables.pattern -%}
{%- set sent = dict(tables) -%}
{%- for key, needed in [("m", needs_month), ("w", needs_weekday), ("h", needs_hijri), ("d", tables.d)] if not needed -%}
{%- set _ = sent.pop(key, "") -%}
{%- endfor -%}
{#- How the script writes each part of the date pattern; day is midnight of the site's day in UTC. -#}
{%- set parts = {
    "weekday": "weekdays[day.getUTCDay()]",
    "day": "digits(day.getUTCDate())",
    "month": "months[day.getUTCMonth()]",
    "month_number": "digits(day.getUTCMonth() + 1)",
    "month_en": 'day.toLocaleDateString("en", { timeZone: "UTC", month: "long" })',
    "month_en_short": "day.toUTCString().slice(8, 11)",
    "year": "digits(day.getUTCFullYear())",
    "hijri": "hijri(day)",
} -%}
{% filter stripped_script %}
(() => {
  "use strict";
  const tables = {{ sent|tojson }};
  const split = (text) => text.split("|");
  const nouns = tables.f.map(split);
{% if needs_month %}
  const months = split(tables.m);
{% endif %}
{% if needs_weekday %}
  const weekdays = split(tables.w);
{% endif %}
{% if tables.d %}
  const digits = (number) => `${number}`.replace(/\d/g, (digit) => tables.d[digit]);
{% else %}
  const digits = (number) => number;
{% endif %}

{# A number with its noun, by the classes of CLDR. "many" is empty where it equals "other". #}
  const count = (number, [one, two, few, many, other]) => {
    if (number == 1) return one;
    if (number == 2) return two;
    const rest = number % 100;
    return digits(number) + " " + (rest > 10 ? many || other : rest > 2 ? few : other);
  };
  const form = (number, unit) => tables.p + " " + count(number, nouns[unit]);
{# The largest unit that fits; unit 0 is the second and means "now". #}
  const since = (seconds) => {
    let unit = 6;
    while (unit && seconds < tables.s[unit]) unit--;
    return unit ? form(Math.floor(seconds / tables.s[unit]), unit) : tables.n;
  };
{% if needs_hijri %}

  const hijri = (day) => {
    const names = split(tables.h);
    const options = { timeZone: "UTC", day: "numeric", month: "numeric", year: "numeric" };
    const found = {};
    for (const { type, value } of new Intl.DateTimeFormat("en-u-ca-islamic-umalqura-nu-latn", options).formatToParts(day)) found[type] = value;
    return digits(found.day) + " " + names[found.month - 1] + " " + digits(found.year) + " " + names[12];
  };
{% endif %}

{# Writes only what differs, so that the browser lays nothing out again for nothing. #}
  const write = (element, text) => {
    if (element.textContent != text) element.textContent = text;
  };
{# The date is kept in data-relative, so that a copy of the element is read again rightly. A date without an hour, a moment in
   the future and one that is too old stay dates. #}
  const turnTime = (element) => {
    const date = (element.dataset.relative ||= element.textContent);
    const seconds = (Date.now() - Date.parse(element.dateTime)) / 1000;
    if (/T/.test(element.dateTime) && seconds >= 0 && seconds < tables.within) {
      write(element, since(seconds));
      element.title = date;
    } else {
      write(element, date);
      if (element.title == date) element.removeAttribute("title");
    }
  };
{# Swedish dates are ISO 8601, which gives the day of the site's zone without a table of zones. #}
  const turnToday = (element) => {
    const iso = new Date().toLocaleDateString("sv", { timeZone: tables.zone });
    const day = new Date(iso);
    const parts = {
{% for name, value in parts.items() if "{" ~ name ~ "}" in tables.pattern %}
      {{ name }}: {{ value }},
{% endfor %}
    };
    write(element, tables.pattern.replace(/{(\w+)}/g, (_, name) => parts[name]));
    if (element.dateTime) element.dateTime = iso;
  };
  const turn = (root) => {
    root.querySelectorAll("time[data-relative]").forEach(turnTime);
    root.querySelectorAll("[data-today]").forEach(turnToday);
  };

{# Full minutes include midnight. A hidden page has no timer. #}
  let timer;
  const tick = () => {
    clearTimeout(timer);
    if (document.hidden) return;
    turn(document);
    timer = setTimeout(tick, 60000 - (Date.now() % 60000));
  };
  window.newsgenDates = Object.assign(turn, { count, form, since });
  document.addEventListener("visibilitychange", tick);
  tick();
})();
{% endfilter %}
