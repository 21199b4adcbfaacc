// Films, sounds, maps and posts of other sites: a click puts the frame in the link's place; nothing of it is asked for before.
// Before the frame stands a link behind it, because what is in the frame may have many stops for the keyboard.
// No words stand here: they come from the templates.
(() => {
  "use strict";
  // Live coverage loads this script again when an entry brings the first frame; then the style is missing too.
  if (window.newsgenEmbeds) return;
  window.newsgenEmbeds = true;
  if (!document.currentScript) {
    const style = document.querySelector("link[href*='/newsgen.css']").cloneNode();
    style.href = style.href.replace("newsgen.css", "embeds.css");
    document.head.append(style);
  }
  let number = 0;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-frame]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const make = (name, values) => Object.assign(document.createElement(name), values);
    const behind = make("span", { id: `n-behind-${++number}`, tabIndex: -1 });
    const skip = make("a", { href: "#" + behind.id, className: "skip embed-skip", textContent: link.dataset.skip });
    const frame = make("iframe", {
      title: link.dataset.title || link.querySelector(".video-name").textContent,
      allow: "autoplay; encrypted-media; picture-in-picture; fullscreen",
      referrerPolicy: "strict-origin-when-cross-origin",
      className: link.dataset.place || "",
      src: link.dataset.frame,
    });
    const opened = make("div", {});
    opened.append(skip, frame, behind);
    link.replaceWith(opened);
    frame.focus();
  });
})();
