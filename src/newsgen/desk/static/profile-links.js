// The links of an author's profile: a row of two fields for each, its words and its address. What the story page saves is the
// hidden field, which holds the whole list as JSON.
"use strict";

(() => {
  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const isLink = (one) => one !== null && typeof one === "object" && !Array.isArray(one)
    && Object.values(one).every((value) => value === null || typeof value === "string");

  // Whether a value is a list that rows can show without losing anything.
  const isLinks = (value) => Array.isArray(value) && value.every(isLink);

  const written = (links) => JSON.stringify(links);

  // The list in a hidden field, without rows that are empty.
  const listed = (input) => JSON.parse(input.value || "[]").filter((one) => Object.values(one).some((value) => value));

  function show(input, { words, label, usable }) {
    let links = JSON.parse(input.value || "[]");
    const rows = element("div", { className: "link-rows" });
    const home = element("fieldset", { className: "links" }, element("legend", { textContent: label }), rows);
    const keep = () => { input.value = written(links); input.dispatchEvent(new Event("input", { bubbles: true })); };

    function field(one, key, name, more) {
      const area = element("input", { value: one[key] ?? "", disabled: !usable, ...more });
      area.addEventListener("input", () => { one[key] = area.value.trim(); keep(); });
      return element("label", { className: `links-${key}` }, element("span", { textContent: name }), area);
    }

    function row(one) {
      const remove = element("button", { type: "button", className: "quiet", textContent: words.remove, disabled: !usable });
      remove.setAttribute("aria-label", `${words.remove}: ${one.name || words["link-name"]}`);
      remove.addEventListener("click", () => { links = links.filter((other) => other !== one); draw(); keep(); add.focus(); });
      return element("div", { className: "link-row" }, field(one, "name", words["link-name"], { dir: "auto" }),
        field(one, "url", words["link-address"], { dir: "ltr", inputMode: "url" }), remove);
    }

    const draw = () => rows.replaceChildren(...links.map(row));
    const add = element("button", { type: "button", className: "quiet", textContent: words["add-link"], disabled: !usable });
    add.addEventListener("click", () => {
      links.push({ name: "", url: "" });
      draw();
      rows.lastChild.querySelector("input").focus();
    });
    home.append(input, add);
    queueMicrotask(() => { links = JSON.parse(input.value || "[]"); draw(); }); // what this browser has kept is put in meanwhile
    return home;
  }

  window.newsgenLinks = { isLinks, listed, show, written };
})();
