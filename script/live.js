// Live coverage: asks for the newest entries while the reader looks and coverage goes on. What was edited or deleted is put right
// at once, new entries are offered; what is read does not move. No words stand here: they come from the templates.
(() => {
  "use strict";
  // Seconds: between two questions, after news and after a long time without; for which a cache may repeat an answer of before.
  const FIRST = 30, MOST = 480, OLD = 300;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const box = one("[data-live]");
  if (!box) return;
  const list = one(".live-entries", box);
  const button = one(".live-offer button", box);
  const status = one("[data-and]", box) || button;
  const words = status.dataset;
  const own = document.currentScript.src;

  // A version of the coverage is the same for the page and for its fragment, which holds the newest entries only.
  const sum = (entries, rest) => entries.reduce((total, entry) => total + +entry.dataset.entry, +rest);
  const versionOf = ({ dataset }, entries) => [dataset.count, sum(entries, dataset.rest), "over" in dataset] + "";
  // Entries that are offered are not yet on the page.
  let entries = all("[data-entry]", list);
  const offered = () => entries.filter((entry) => !entry.isConnected);
  // The page's own moment is the present one as long as no header says it.
  const opened = document.lastModified;
  let moment = Date.parse(opened), version = versionOf(box, entries), since;
  let wait = FIRST, asked = Date.now(), complete = true, timer, asking, over, closed, events;
  const past = new Set();

  const plan = () => {
    clearTimeout(timer);
    if (!(over && complete) && !asking && !document.hidden) timer = setTimeout(ask, Math.max(0, asked + wait * 1e3 - Date.now()));
  };
  const get = async (address) => {
    try {
      const answer = await fetch(address, { cache: "no-cache" });
      const root = new DOMParser().parseFromString(await answer.text(), "text/html");
      return { answer, root, found: answer.ok && one("[data-count]", root) };
    } catch {
      return {};
    }
  };
  const ask = async () => {
    asking = true;
    if (opened !== document.lastModified && !past.size) moment = NaN;
    const got = await get(box.dataset.live);
    const lost = got.answer && !got.found;
    let news = take(got);
    if (lost || !complete) news = (await askPage(lost)) || news;
    asking = false;
    asked = Date.now();
    wait = news ? FIRST : Math.min(wait * 2, MOST);
    plan();
  };
  // The page tells of older entries and of the words around, and what became of coverage that has lost its fragment. An answer
  // that is not this site's (a network's login, a fault of the host) tells nothing.
  const askPage = async (lost) => {
    const got = await get(location.pathname);
    const { answer, root, found } = got;
    if (!root) return;
    const [here, there] = [document, root].map((page) => one("link[rel=canonical]", page)?.href);
    if (answer.ok && here && here === there) {
      if (found) return take(got, !lost);
      close(one(".story-withdrawn", root) ? "withdrawn" : "newer");
    } else if (one(".page-redirect", root) || (answer.redirected && there)) close(there ? "moved" : "gone");
    else if (lost && /404|410/.test(answer.status)) {
      const { answer } = await get(own);
      if (answer?.ok && /javascript/.test(answer.headers.get("content-type"))) close("gone");
    }
  };

  // Takes an answer in, unless it is an older one, from a cache that lags behind: by its date, or because it was replaced before.
  // What an editor takes back looks the same; it stays. A page that completes a fragment is no older than that.
  const take = ({ answer, root, found }, completes) => {
    if (!found) return;
    const next = versionOf(found, all("[data-entry]", found));
    if (next === version) {
      since = 0;
      if (complete || !completes) return;
    } else {
      const time = Date.parse(answer.headers.get("last-modified"));
      if (!(time > moment) && (time < moment || completes || (past.has(next) && Date.now() - (since ||= Date.now()) < OLD * 1e3))) return;
      past.add(version).delete(next);
      version = next;
      moment = time || moment;
    }
    newsgenDates(root);
    keepPlace(() => renew(found, root));
    if (entries.some((entry) => one("[data-frame],.embed", entry))) import(own.replace("live.", "embeds."));
    return true;
  };
  const renew = (found, root) => {
    const fresh = all("[data-entry]", found), old = new Set(entries), twins = new Map(), waiting = offered().length;
    const text = (entry) => one(".live-title", entry)?.textContent + one(".body", entry)?.textContent;
    const time = (entry) => Date.parse(one("time", entry)?.dateTime);
    const { rest, count } = found.dataset;
    let edited = 0, deleted = 0, around;
    for (const entry of fresh) entry.remove();
    for (const key of [(entry) => entry.id + text(entry), text, (entry) => entry.id])
      for (const entry of fresh) {
        const twin = !twins.has(entry) && [...old].find((other) => key(entry) === key(other));
        if (twin) twins.set(entry, twin), old.delete(twin);
      }
    for (const [entry, twin] of twins)
      if (entry.dataset.entry && entry.dataset.entry + entry.id !== twin.dataset.entry + twin.id) {
        if (twin.isConnected) {
          entry.classList.add("live-edited");
          edited++;
        }
        morph(twin, entry);
      }
    if (rest) {
      for (const entry of old)
        if (fresh.length == count || time(entry) > time(fresh.at(-1))) {
          deleted += entry.isConnected;
          entry.remove();
          old.delete(entry);
        }
      const parts = all("[data-part]", root);
      if (parts[0] && box.dataset.rest !== rest) {
        all("[data-part]").forEach((part, i) => morph(part, parts[i]));
        document.title = root.title;
        box.dataset.rest = rest;
        around = words.story;
      }
      complete = !box.dataset.rest || sum([...old], box.dataset.rest) == rest;
    }
    entries = [...fresh.map((entry) => twins.get(entry) || entry), ...old];
    events = one(".live-events", found);
    lay();
    const stamp = one(".stamp", root);
    if (stamp) morph(one(".stamp"), stamp);

    const counted = (number, forms) => number && newsgenDates.count(number, forms.split("|"));
    const number = offered().length, ends = "over" in found.dataset && !over;
    button.hidden = !number;
    button.textContent = counted(number, box.dataset.forms);
    if (ends) end();
    const said = [number > waiting && button.textContent, counted(edited, words.edited), counted(deleted, words.deleted), around, ends && words.over].filter(Boolean);
    if (said[0]) status.textContent = said.join(words.and);
  };
  // Puts what is on the page in its order, with all that is offered if the reader wants it, and lists the key events among it. An
  // entry that was not drawn yet has a guessed height.
  const lay = (wanted) => {
    let after = null;
    for (const entry of [...entries].reverse())
      if (wanted || entry.isConnected) {
        if (!entry.isConnected || (after && !(entry.compareDocumentPosition(after) & 4))) {
          entry.style.contentVisibility = "visible";
          list.insertBefore(entry, after);
        }
        after = entry;
      }
    const known = events.cloneNode(true);
    for (const link of all("a", known)) if (!document.getElementById(link.getAttribute("href").slice(1))) link.closest("li").remove();
    known.hidden = !one("li", known);
    morph(one(".live-events", box), known);
  };

  // Makes an element like another, and leaves alone what is the same in both: focus, players and open details stay.
  const morph = (old, now) => {
    if (old.nodeName !== now.nodeName || !old.tagName) return old.replaceWith(now);
    for (const frame of all("iframe", old)) one(`[data-frame="${frame.getAttribute("src")}"]`, now)?.replaceWith(frame.parentNode.cloneNode(true));
    for (const name of [...old.getAttributeNames(), ...now.getAttributeNames()]) {
      const value = now.getAttribute(name);
      if (value === null) /open|tabindex/.test(name) || old.removeAttribute(name);
      else if (value !== old.getAttribute(name)) old.setAttribute(name, value);
    }
    const [olds, news] = [old, now].map((each) => [...each.childNodes]);
    const same = (node, others) => others.findIndex((other) => other.isEqualNode(node));
    for (const node of news) {
      const at = same(node, node.tagName ? olds : olds.slice(0, 1));
      if (at >= 0) for (const gone of olds.splice(0, at + 1).slice(0, at)) gone.remove();
      else if (olds[0] && same(olds[0], news) < 0) morph(olds.shift(), node);
      else old.insertBefore(node, olds[0] || null);
    }
    for (const node of olds) node.remove();
  };

  // Changes the page, but neither the place of the text in the middle of the window nor the focus.
  const keepPlace = (change) => {
    const marks = [], rect = (element) => element.getBoundingClientRect();
    for (let y = 0; y < innerHeight; y += 8) {
      const mark = document.elementFromPoint(rect(box).left + 9, (innerHeight + (y % 16 ? y : -y)) / 2);
      if (mark && !one("p", mark)) marks.push([mark, rect(mark).top]);
    }
    const before = document.activeElement, entry = before.closest("[data-entry]");
    change();
    const [mark, place] = marks.find(([mark]) => mark.isConnected) || [];
    if (mark) scrollBy(0, rect(mark).top - place);
    if (before !== document.activeElement) focus(before.isConnected ? before : entry);
  };
  const focus = (element) => {
    if (entries.includes(element)) element.tabIndex = -1;
    element?.focus({ preventScroll: true });
  };

  const end = (text) => {
    over = true;
    one(".live-on").hidden = true;
    const state = one(".live-over");
    state.hidden = false;
    if (text) state.textContent = text;
  };
  const close = (how) => {
    closed = complete = true;
    button.textContent = status.textContent = words[how];
    button.hidden = false;
    end(words[how]);
  };
  button.addEventListener("click", () => {
    if (closed) return location.reload();
    const [first] = offered();
    lay(true);
    newsgenDates(list);
    button.hidden = true;
    focus(first);
    first.scrollIntoView();
  });
  const soon = () => {
    if (!document.hidden) wait = FIRST;
    plan();
  };
  document.addEventListener("visibilitychange", soon);
  addEventListener("online", soon);
  plan();
})();
