// Live coverage: asks for the newest entries while the reader looks and coverage goes on, and offers them. Nothing on the
// page moves before the reader takes them. No words stand here: they come from the templates.
(() => {
  "use strict";
  const FIRST = 30, MOST = 480; // seconds between two questions: after news, and after a long time without
  const box = document.querySelector("[data-live]");
  if (!box) return;
  const button = box.querySelector(".live-offer button");
  const known = (entry) => document.getElementById(entry.id);
  let wait = FIRST, timer, asking, asked = Date.now(), last, offered, over;

  const plan = () => {
    clearTimeout(timer);
    if (!over && !asking && !document.hidden) timer = setTimeout(ask, Math.max(0, asked + wait * 1e3 - Date.now()));
  };
  const ask = async () => {
    asking = true;
    let text;
    try {
      const answer = await fetch(box.dataset.live, { cache: "no-cache" });
      if (answer.ok) text = await answer.text();
    } catch {} // the network comes and goes
    asking = false;
    asked = Date.now();
    if (text === undefined || text === last) wait = Math.min(wait * 2, MOST);
    else {
      wait = FIRST;
      last = text;
      take(new DOMParser().parseFromString(text, "text/html").querySelector("[data-count]"));
    }
    plan();
  };
  const take = (found) => {
    if (!found) return;
    const entries = [...found.querySelectorAll("[data-entry]")];
    const fresh = entries.filter((entry) => !known(entry));
    const count = Math.max(fresh.length, found.dataset.count - box.dataset.count);
    offered = { found, fresh, whole: entries.some(known) };
    button.hidden = !count;
    if (count) button.textContent = window.newsgenDates.count(count, box.dataset.forms.split("|"));
    if ("over" in found.dataset) {
      over = true;
      document.querySelector(".live-on").hidden = true;
      document.querySelector(".live-over").hidden = false;
    }
  };
  button.addEventListener("click", () => {
    const { found, fresh, whole } = offered;
    if (!whole) return location.reload(); // so many came that some between are missing here
    const list = box.querySelector(".live-entries");
    const [pinned, others] = [true, false].map((is) => fresh.filter((entry) => entry.matches(".live-pinned") === is));
    const top = list.querySelector(".live-pinned");
    list.prepend(...pinned);
    if (top) top.after(...others);
    else if (pinned.length) pinned.at(-1).after(...others);
    else list.prepend(...others);
    box.querySelector(".live-events").replaceWith(found.querySelector(".live-events"));
    window.newsgenDates(list);
    box.dataset.count = found.dataset.count;
    button.hidden = true;
    const first = others[0] || pinned[0];
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) wait = FIRST;
    plan();
  });
  plan();
})();
