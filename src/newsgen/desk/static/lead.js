// What readers see first: the picture at the top with its words and the point that crops keep, and the length of the headline.
"use strict";

(() => {
  const CROPS = [[16, 9], [3, 2], [1, 1]]; // as lists show a picture
  const CENTRE = 0.4; // model/picture.py
  const SEARCH = 580; // pixels of a headline in search results, at 20 pixels of a plain face

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children.filter(Boolean));
    return made;
  }

  const set = (field, value) => {
    if (!field || field.input.disabled) return;
    field.input.value = value;
    field.input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // As much of an edge is cut off on both sides of the point as the picture allows.
  function crop(image, [width, height], [x, y]) {
    const scale = Math.max(width / image.naturalWidth, height / image.naturalHeight);
    const share = (whole, shown, point) => {
      const over = whole * scale - shown;
      return over < 1 ? 50 : Math.min(1, Math.max(0, (point * whole * scale - shown / 2) / over)) * 100;
    };
    return `${share(image.naturalWidth, width, x)}% ${share(image.naturalHeight, height, y)}%`;
  }

  function usualFocus(image) {
    const times = image.naturalHeight / image.naturalWidth;
    return [0.5, times >= 1.4 ? 0.26 : times >= 1.1 ? 0.33 : CENTRE];
  }

  window.newsgenLead = (place, fields, { words, editable, upload, pictureAddress, notice, crops: shapes = CROPS, title = words["lead-picture"], hint = words["lead-hint"] }) => {
    const { src, alt, caption, credit, focus } = fields;
    const told = [alt, caption, credit].filter(Boolean); // a portrait has neither a caption nor a credit
    const usable = editable && !src.input.disabled;
    const chooser = element("input", { type: "file", accept: "image/jpeg,image/png,image/webp,image/avif", hidden: true });
    const shown = element("figure");
    const choose = element("button", { type: "button", className: "quiet", disabled: !usable });
    const remove = element("button", { type: "button", className: "quiet", textContent: words.remove, disabled: !usable });
    remove.setAttribute("aria-label", `${words.remove}: ${title}`);
    choose.addEventListener("click", () => chooser.click());
    remove.addEventListener("click", () => { for (const field of [src, alt, caption, credit, focus]) set(field, ""); show(); choose.focus(); });

    async function take(file) {
      if (!file || !usable) return;
      notice(words.uploading, true);
      let answer = {};
      try { answer = await upload(file); } catch { /* told below */ }
      if (!answer.src) { notice(answer.message || words["upload-failed"]); return; }
      notice("");
      set(src, answer.src);
      set(focus, "");
      for (const [field, name] of [[alt, "alt"], [caption, "caption"], [credit, "credit"]]) if (field && answer[name] && !field.input.value) set(field, answer[name]);
      show();
      alt.input.focus();
    }

    chooser.addEventListener("change", () => { take(chooser.files[0]); chooser.value = ""; });
    place.ondragover = (event) => { if ([...event.dataTransfer.types].includes("Files")) { event.preventDefault(); place.classList.add("over"); } };
    place.ondragleave = () => place.classList.remove("over");
    place.ondrop = (event) => { event.preventDefault(); place.classList.remove("over"); take(event.dataTransfer.files[0]); };

    function point(image) {
      const numbers = focus.input.value.split(",").map(Number);
      return numbers.length === 2 && numbers.every((one) => one >= 0 && one <= 1) && focus.input.value ? numbers : usualFocus(image);
    }

    function show() {
      const has = Boolean(src.input.value) && src.simple;
      choose.textContent = words[has ? "other-picture" : "add-picture"];
      remove.hidden = !has;
      for (const field of told) field.label.hidden = !has;
      focus.label.hidden = src.label.hidden = true;
      shown.replaceChildren();
      if (!has) { shown.append(element("p", { className: "count", textContent: hint })); return; }
      if (/^https?:/.test(src.input.value)) { shown.append(element("p", { className: "count", dir: "auto", textContent: `${words["picture-elsewhere"]} ${src.input.value}` })); return; }
      const image = element("img", { src: pictureAddress(src.input.value), alt: "" });
      const mark = element("span", { className: "point" });
      const whole = element("button", { type: "button", className: "whole", disabled: !usable || focus.input.disabled }, image, mark);
      whole.setAttribute("aria-label", words.focus);
      const crops = element("div", { className: "crops" });
      const high = innerWidth < 600 ? 62 : 100;
      const place_ = () => {
        const [x, y] = point(image);
        mark.style.left = `${x * 100}%`;
        mark.style.top = `${y * 100}%`;
        [...crops.children].forEach((box, n) => { box.firstChild.style.objectPosition = crop(image, [high * shapes[n][0] / shapes[n][1], high], [x, y]); });
      };
      for (const [across, down] of shapes) {
        const box = element("div", {}, element("img", { src: image.src, alt: "" }));
        box.style.inlineSize = `${high * across / down}px`;
        box.style.blockSize = `${high}px`;
        crops.append(box);
      }
      const keep = (x, y) => { const bound = (one) => Math.min(1, Math.max(0, Math.round(one * 100) / 100)); set(focus, `${bound(x)},${bound(y)}`); place_(); };
      whole.addEventListener("click", (event) => {
        if (!event.detail) return; // by the keyboard the arrows move the point
        const box = image.getBoundingClientRect();
        keep((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
      });
      whole.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, -0.05], ArrowDown: [0, 0.05] }[event.key];
        if (!step) return;
        event.preventDefault();
        const [x, y] = point(image);
        keep(x + step[0], y + step[1]);
      });
      image.addEventListener("load", place_);
      image.addEventListener("error", () => shown.replaceChildren(element("p", { className: "missing", textContent: `${words["picture-missing"]} ${src.input.value}` })));
      shown.append(element("p", { className: "count", textContent: words.focus }), whole, element("p", { className: "count", textContent: words.crops }), crops);
    }

    place.replaceChildren(
      element("div", { className: "card-head" }, element("b", { id: "lead-label", textContent: title }), choose, remove),
      shown, ...told.map((field) => field.label), src.label, focus.label, chooser,
    );
    show();
  };

  const pen = document.createElement("canvas").getContext("2d");

  window.newsgenHeadline = (place, title, { words, editor }) => {
    pen.font = "20px Arial, sans-serif";
    pen.direction = "rtl";
    const letters = [...title];
    const lines = [element("span", { textContent: words.characters.replace("{count}", letters.length) })];
    if (pen.measureText(title).width <= SEARCH) {
      lines.push(element("span", { textContent: editor["in-search-fits"] }));
    } else {
      let size = letters.length;
      while (size && pen.measureText(`${letters.slice(0, size).join("")} …`).width > SEARCH) size -= 1;
      const words_ = letters.slice(0, size).join("");
      const cut = letters[size] === " " ? words_ : words_.replace(/\s+\S*$/, "");
      lines.push(element("span", { textContent: editor["in-search-cut"] }), element("span", { className: "search", textContent: `${cut} …`, dir: "auto" }));
    }
    const card = element("span", { className: "card-lines", textContent: title, dir: "auto" });
    card.setAttribute("aria-hidden", "true");
    place.replaceChildren(...lines, card);
    const count = Math.round(card.getBoundingClientRect().height / parseFloat(getComputedStyle(card).lineHeight)) || 1;
    lines.push(element("span", { textContent: editor["in-cards"].replace("{count}", count) }));
    place.replaceChildren(...lines);
  };
})();
