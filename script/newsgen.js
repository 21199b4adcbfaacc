// What HTML and CSS cannot do: the theme switch, the box of the latest, breaking news, films in their place, copying and the device's share sheet, the share
// dialog. The page is whole without it. No words stand here: they come from the templates.
(() => {
  "use strict";
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Theme: the device's, until the reader says otherwise; then what the reader said, until it is the device's again (kept as "").
  // A button with a value sets that theme; the one without turns to the other.
  const KEY = "newsgen-theme";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const device = () => (dark.matches ? "dark" : "light");
  const kept = (value) => {
    try {
      if (value === undefined) return localStorage.getItem(KEY);
      localStorage.setItem(KEY, value);
    } catch {} // storage may be forbidden
  };
  const dress = (theme) => {
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    else delete root.dataset.theme;
    const worn = root.dataset.theme;
    for (const meta of all("meta[name=theme-color]")) {
      meta.dataset.own ??= meta.content;
      meta.content = worn ? getComputedStyle(root).getPropertyValue("--paper") : meta.dataset.own;
    }
    for (const button of all("[data-theme-switch]")) {
      button.hidden = false;
      button.ariaPressed = (button.value ? worn || "device" : worn || device()) === (button.value || "dark");
    }
  };
  dress(kept());
  dark.addEventListener("change", () => dress(kept()));
  for (const button of all("[data-theme-switch]")) {
    button.addEventListener("click", () => {
      const next = button.value || (button.ariaPressed === "true" ? "light" : "dark");
      const wish = next === (button.value ? "device" : device()) ? "" : next;
      kept(wish);
      dress(wish);
    });
  }

  // Menu: Escape closes it and gives the focus back.
  const menu = one(".menu");
  menu?.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      one("summary", menu).focus();
    }
  });

  // The items of a fragment; none when it does not come, and what is baked stays.
  const items = (address) =>
    fetch(address)
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((html) => all("li", new DOMParser().parseFromString(html, "text/html")))
      .catch(() => []);

  // The latest of the section, without this story and those that the sidebar shows already.
  for (const box of all("[data-current]")) {
    const list = one("ol", box);
    const shown = new Set([box.dataset.current, ...all(".related [data-id]").map((card) => card.dataset.id)]);
    const fill = (found) => {
      const left = found.filter((item) => !shown.has(item.dataset.id)).slice(0, list.dataset.size);
      if (!left.length || list.contains(document.activeElement)) return;
      list.replaceChildren(...left);
      box.hidden = false;
      window.newsgenDates?.(list);
    };
    const address = box.dataset.latest;
    if (address) items(address).then(fill);
    else fill([...list.children]);
  }

  // Breaking news: the newest that is not this very story.
  const bar = one("[data-breaking]");
  if (bar)
    items(bar.dataset.breaking).then((found) => {
      const news = found.find((item) => item.dataset.id !== bar.dataset.own);
      if (!news) return;
      one("ol", bar).append(news);
      window.newsgenDates?.(bar);
      bar.hidden = false;
    });

  // Share: copying, and the device's own sheet, where the browser has them.
  const able = { copy: navigator.clipboard, device: navigator.share };
  const told = (button) => {
    const [picture, words] = [one("use", button), one("span", button)];
    const before = [picture.getAttribute("href"), words?.textContent];
    const place = one(button.closest("dialog") ? "dialog .told" : "body > .told");
    const show = (done, shape, text) => {
      button.classList.toggle("done", done);
      picture.setAttribute("href", shape);
      if (words) words.textContent = text;
      place.textContent = done ? text : "";
    };
    if (button.matches(".done")) return;
    show(true, "#n-i-done", button.dataset.done);
    setTimeout(show, 3000, false, ...before);
  };
  for (const button of all("[data-share]")) {
    const kind = button.dataset.share;
    if (!able[kind]) continue;
    button.parentNode.hidden = false;
    button.addEventListener("click", async () => {
      const { address: url, title } = button.closest("[data-address]").dataset;
      try {
        if (kind === "copy") {
          await navigator.clipboard.writeText(url);
          told(button);
        } else await navigator.share({ title, url });
      } catch {} // the reader or the browser changed their mind
    });
  }

  // The share buttons of other stories open one dialog, instead of unfolding where they stand.
  const dialog = one("dialog.dialog");
  if (dialog?.showModal) {
    const list = one("ul", dialog);
    const tools = [...list.children];
    for (const details of all(".share-menu")) {
      const summary = one("summary", details);
      const button = document.createElement("button");
      button.type = "button";
      button.className = summary.className;
      button.ariaHasPopup = "dialog";
      button.setAttribute("aria-label", summary.getAttribute("aria-label"));
      button.append(...summary.childNodes);
      const links = all("li", details);
      button.addEventListener("click", () => {
        Object.assign(dialog.dataset, { address: details.dataset.address, title: details.dataset.title });
        one(".dialog-title", dialog).textContent = details.dataset.title;
        list.replaceChildren(...links, ...tools);
        dialog.showModal();
      });
      details.replaceWith(button);
    }
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
})();
