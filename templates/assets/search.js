{#- The script of the search page.

    The page holds form[data-search] with the folder of the index and the fields q, section, place and year;
    [data-search-state], [data-search-results], [data-search-more] and template[data-search-card].
    window.newsgenSearch(text) gives the words of a text as the index holds them.

    Words are folded by the tables of newsgen.arabic (search_tables explains their keys), as the stories were. Comments are
    Jinja's, so that readers do not download them. -#}
{% filter stripped_script %}
(() => {
  "use strict";
  const tables = {{ search|tojson }};
{# A row of single characters and then what each becomes, separated by |. #}
  const replacements = (row) => {
    const [characters, ...texts] = row.split("|");
    return new Map([...characters].map((character, index) => [character, texts[index]]));
  };
  const presentationForms = replacements(tables.o);
  const keptForms = new Set(tables.k);
  const folded = replacements(tables.f);
  const wordPattern = new RegExp(tables.w, "g");
  const foldForm = (character) => presentationForms.get(character) ?? (keptForms.has(character) ? character : character.normalize("NFKC"));
  const foldCharacters = (text) => text.replace(/[\u0600-\u08ff\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, (character) => folded.get(character) ?? character);
  const fold = (text) => {
    const letters = text.replace(/[\ufb50-\ufdff\ufe70-\ufefc]/g, foldForm).normalize("NFC");
    return foldCharacters(foldCharacters(letters).toLowerCase().normalize("NFC"));
  };
  const withoutPrefixes = (word) => {
    const prefix = tables.p.find((prefix) => word.startsWith(prefix) && word.length - prefix.length >= tables.n);
    return prefix ? withoutPrefixes(word.slice(prefix.length)) : word;
  };
  const terms = (text) => (fold(text).match(wordPattern) ?? []).filter((word) => word.length <= tables.x).map(withoutPrefixes);
  window.newsgenSearch = terms;

  const form = globalThis.document?.querySelector("form[data-search]");
  if (!form) return;
  const place = (name) => document.querySelector(`[data-search-${name}]`);
  const state = place("state");
  const list = place("results");
  const more = place("more");
  const card = place("card");
  const folder = form.dataset.search;
  const digits = {{ tables.d|tojson }};
  const number = (value) => (digits ? String(value).replace(/\d/g, (digit) => digits[digit]) : String(value));
  const FACETS = ["section", "place", "year"];
  const PAGE = 10;
{# questions counts the questions asked; the answer to an older one is dropped. #}
  let questions = 0;
  let engine;
  let results = [];
  let shown = 0;
  let timer;
  const say = (text) => {
    state.textContent = text;
  };

{# Each half-year has an index of its own. The newest is Pagefind's, and the others are merged into it before the first
   question. #}
  const load = async () => {
    const answer = await fetch(`${folder}periods.json`);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const { periods } = await answer.json();
    const [newest, ...older] = periods;
    if (!newest) return null;
    const pagefind = await import(`${folder}${newest}/pagefind.js`);
    await pagefind.options({ baseUrl: "/" });
    await Promise.all(older.map((period) => pagefind.mergeIndex(`${folder}${period}/`)));
    return pagefind;
  };
  const open = () =>
    (engine ??= load().catch((error) => {
      engine = undefined;
      throw error;
    }));

  const draw = (story) => {
    const copy = card.content.cloneNode(true);
    const find = (selector) => copy.querySelector(selector);
    const link = find("a");
    const time = find("time");
    const picture = find("img");
    link.href = story.address;
    link.textContent = story.title;
    find(".label").textContent = story.label;
    time.dateTime = story.date;
    time.textContent = story.day;
    if (story.standfirst) find(".standfirst").textContent = story.standfirst;
    else find(".standfirst").remove();
    if (story.picture) {
      picture.width = story.width;
      picture.height = story.height;
      picture.alt = story.alt ?? "";
      if (story.files) {
        picture.srcset = story.files;
        find("source").srcset = story.wide;
      } else find("source").remove();
      picture.src = story.picture;
    } else {
      find(".card-picture").remove();
      find("article").classList.add("card-plain");
    }
    return copy;
  };
{# The data of a result are gone if its story was withdrawn after the page was opened; the others are shown. #}
  const showNext = async () => {
    const question = questions;
    const part = results.slice(shown, shown + PAGE);
    const stories = (await Promise.allSettled(part.map((result) => result.data()))).flatMap((settled) => settled.value ?? []);
    if (question !== questions) return;
    const before = list.children.length;
    list.append(...stories.map((story) => draw(story.meta)));
    window.newsgenDates?.(list);
    shown += part.length;
    more.hidden = shown >= results.length;
    return list.children[before];
  };

  const ask = async () => {
    clearTimeout(timer);
    const question = ++questions;
    const fields = new FormData(form);
    const words = terms(fields.get("q"));
    const filters = {};
    const query = new URLSearchParams();
    if (fields.get("q").trim()) query.set("q", fields.get("q").trim());
    for (const name of FACETS)
      if (fields.get(name)) {
        filters[name] = fields.get(name);
        query.set(name, fields.get(name));
      }
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
    const end = (text) => {
      if (question !== questions) return;
      list.replaceChildren();
      more.hidden = true;
      say(text);
    };
    if (!words.length && !Object.keys(filters).length) return end("");
    say("يجري البحث…");
    try {
      const pagefind = await open();
      const found = pagefind ? (await pagefind.search(words.length ? words.join(" ") : null, { filters })).results : [];
      if (question !== questions) return;
      if (!found.length) return end("لا نتائج. جرّب كلمات أقل، أو كلمة أخرى.");
      results = found;
      shown = 0;
      list.replaceChildren();
      await showNext();
      if (question === questions) say(`عدد النتائج: ${number(results.length)}`);
    } catch (error) {
      console.warn(error);
      end("البحث غير متاح الآن. حاول بعد قليل، أو تصفّح الأرشيف.");
    }
  };

{# The address of the page holds the question. A value that no option has yet gets one. #}
  const addOption = (field, value, text) => {
    if (![...field.options].some((option) => option.value === value)) field.add(new Option(text, value));
  };
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    if (!field) continue;
    if (FACETS.includes(name)) addOption(field, value, value);
    field.value = value;
  }
{# The places and years of the index become options. #}
  const fill = async () => {
    const answer = await fetch(`${folder}periods.json`);
    if (!answer.ok) return;
    const all = await answer.json();
    for (const name of ["place", "year"])
      for (const value of all[`${name}s`]) addOption(form.elements[name], value, name === "year" ? number(value) : value);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "q") ask();
  });
  form.elements.q.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
  more.addEventListener("click", async () => {
    (await showNext())?.querySelector("a").focus();
  });
  form.hidden = false;
  fill()
    .catch(() => {})
    .then(() => {
      form.dataset.ready = "";
    });
  ask();
})();
{% endfilter %}
