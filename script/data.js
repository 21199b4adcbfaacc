// Boxes of data: fetches those of fronts, and asks again while a box says that it is live. No words stand here.
(() => {
  "use strict";
  // Seconds between two questions, and after failures at most.
  const FIRST = 30, MOST = 480;
  const follow = (box) => {
    let wait = FIRST, moment = 0, timer, asking, drawn = !box.matches(".box-link");
    const isLive = () => Date.parse(box.dataset.until) > Date.now();
    const plan = () => {
      clearTimeout(timer);
      if (isLive() && !asking && !document.hidden) timer = setTimeout(ask, wait * 1e3);
    };
    const ask = async () => {
      asking = true;
      try {
        const answer = await fetch(box.dataset.box, { cache: "no-cache" });
        const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".box");
        const time = Date.parse(answer.headers.get("last-modified")) || 0;
        if (fresh && time >= moment) take(fresh, time);
        wait = fresh ? FIRST : Math.min(wait * 2, MOST);
      } catch {
        wait = Math.min(wait * 2, MOST);
      }
      asking = false;
      plan();
    };
    // The title, and a source that the page alone names, stay.
    const take = (fresh, time) => {
      moment = time;
      const title = box.querySelector("figcaption"), source = box.querySelector(".box-source");
      if (title) {
        fresh.querySelector("figcaption")?.remove();
        fresh.prepend(title.cloneNode(true));
      }
      if (source && !fresh.querySelector(".box-source")) {
        if (!fresh.querySelector(".box-foot")) fresh.append(box.querySelector(".box-foot").cloneNode());
        fresh.querySelector(".box-foot").prepend(source.cloneNode(true));
      }
      if (fresh.dataset.until) box.dataset.until = fresh.dataset.until;
      else delete box.dataset.until;
      if (drawn && fresh.textContent === box.textContent) return;
      box.className = fresh.className;
      if (isLive()) box.setAttribute("aria-live", "polite");
      const open = box.querySelector("details")?.open;
      box.replaceChildren(...fresh.childNodes);
      if (open) box.querySelector("details")?.setAttribute("open", "");
      drawn = true;
      document.dispatchEvent(new Event("newsgen-box"));
    };
    document.addEventListener("visibilitychange", plan);
    if (drawn) plan();
    else ask();
  };
  for (const box of document.querySelectorAll("[data-box]")) follow(box);
})();
