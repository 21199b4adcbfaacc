// The pictures of a gallery, one at a time and as large as the window: a dialog over the page. Without this script they are a column.
// No words stand here: they come from the templates.
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (name, values, ...children) => {
    const element = Object.assign(document.createElement(name), values);
    element.append(...children);
    return element;
  };
  const figures = all(".gallery .figure").filter((figure) => figure.querySelector("img"));
  if (!figures.length || !window.HTMLDialogElement) return;
  const { zero, words: said } = document.currentScript.dataset;
  const [of, before, after, closes, name, enlarge] = said.split("|");
  const number = (count) => [...`${count}`].map((digit) => String.fromCodePoint(zero.codePointAt(0) + +digit)).join("");

  // A button of the dialog, with a pictogram of the page's sprite.
  const control = (shape, role, words, pointing) => {
    const icon = document.querySelector(".masthead .icon").cloneNode(true);
    icon.firstElementChild.setAttribute("href", "#n-i-" + shape);
    icon.setAttribute("class", pointing ? "icon icon-pointing" : "icon");
    return make("button", { type: "button", className: `lightbox-${role}`, ariaLabel: words }, icon);
  };
  const back = control("more", "back", before, true);
  const on = control("more", "on", after, true);
  const close = control("close", "close", closes);
  const count = make("p", { className: "lightbox-count" });
  count.setAttribute("aria-live", "polite");
  const stage = make("div", { className: "lightbox-stage" });
  const words = make("div", { className: "lightbox-words" });
  const dialog = make("dialog", { className: "lightbox", ariaLabel: name }, count, close, stage, words, back, on);
  on.autofocus = true;
  document.body.append(dialog);

  // The page's own picture, drawn as large as it fits: the browser takes the file for that size, and only when it is asked for.
  const drawn = new Map();
  const draw = (at) => {
    if (drawn.has(at)) return drawn.get(at);
    const image = figures[at].querySelector("img");
    const copy = (image.closest("picture") || image).cloneNode(true);
    const [width, height] = ["width", "height"].map((side) => +image.getAttribute(side));
    const largest = Math.max(width, ...(image.srcset.match(/\d+(?=w)/g) || []));
    for (const part of [copy, ...copy.children]) {
      part.removeAttribute("loading");
      part.removeAttribute("class");
      if (part.srcset) part.sizes = `min(100vw, ${largest}px, calc((100vh - 11rem) * ${width / height}))`;
    }
    drawn.set(at, copy);
    return copy;
  };
  let shown = -1;
  const show = (at) => {
    shown = Math.max(0, Math.min(at, figures.length - 1));
    stage.replaceChildren(draw(shown));
    const caption = figures[shown].querySelector("figcaption");
    words.replaceChildren(...(caption ? caption.cloneNode(true).childNodes : []));
    words.scrollTop = 0;
    words.tabIndex = words.scrollHeight > words.clientHeight ? 0 : -1; // a long caption scrolls by keys too
    count.textContent = `${number(shown + 1)} ${of} ${number(figures.length)}`;
    back.ariaDisabled = shown === 0;
    on.ariaDisabled = shown === figures.length - 1;
    for (const next of [shown + 1, shown - 1]) if (figures[next]) draw(next);
    history.replaceState({ ...history.state, picture: shown }, "");
  };
  // An entry of the history is open while the dialog is: the device's way back closes it.
  const open = (at) => {
    history.pushState({ picture: at }, "");
    dialog.showModal();
    show(at);
  };
  addEventListener("popstate", () => {
    const at = history.state?.picture;
    if (at === undefined) dialog.close();
    else if (!dialog.open) {
      dialog.showModal();
      show(at);
    }
  });
  dialog.addEventListener("close", () => {
    if (dialog.open) return; // the way forward opened it again before this was told
    stage.replaceChildren();
    if (history.state?.picture !== undefined) history.back();
  });
  close.addEventListener("click", () => dialog.close());
  back.addEventListener("click", () => show(shown - 1));
  on.addEventListener("click", () => show(shown + 1));
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target === stage) dialog.close();
  });

  // Onward is where the lines of the page go on.
  const onward = getComputedStyle(dialog).direction === "rtl" ? -1 : 1;
  const keys = { ArrowRight: () => shown + onward, ArrowLeft: () => shown - onward, Home: () => 0, End: () => figures.length - 1 };
  dialog.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    show(keys[event.key]());
  });
  // A finger that moves sideways takes the picture along. Two fingers, or one in an enlarged page, are the browser's.
  let from;
  stage.addEventListener("touchstart", ({ touches }) => {
    from = touches.length === 1 && !(window.visualViewport?.scale > 1.01) ? touches[0] : null;
  }, { passive: true });
  stage.addEventListener("touchend", ({ changedTouches }) => {
    if (!from) return;
    const [x, y] = [changedTouches[0].clientX - from.clientX, changedTouches[0].clientY - from.clientY];
    if (Math.abs(x) > 40 && Math.abs(x) > 2 * Math.abs(y)) show(shown - Math.sign(x) * onward);
    from = null;
  });

  figures.forEach((figure, at) => {
    const image = figure.querySelector("img");
    if (image.closest("a")) return;
    const picture = image.closest("picture") || image;
    const button = make("button", { type: "button", className: "gallery-open", ariaHasPopup: "dialog" });
    picture.replaceWith(button);
    button.append(picture, make("span", { className: "told", textContent: ` (${enlarge})` }));
    button.addEventListener("click", () => open(at));
  });
  // A page that is loaded again with the dialog's entry shows what it showed.
  const kept = history.state?.picture;
  if (kept !== undefined) {
    dialog.showModal();
    show(kept);
  }
})();
