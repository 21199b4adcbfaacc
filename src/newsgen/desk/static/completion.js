// The names that stories have, offered below the field in which one is typed. The keys are those of a combobox:
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
"use strict";

(() => {
  const PAUSE = 90; // milliseconds without a key before the server is asked
  const list = Object.assign(document.createElement("ul"), { id: "completions", hidden: true });
  const heard = Object.assign(document.createElement("p"), { className: "heard" });
  list.setAttribute("role", "listbox");
  heard.setAttribute("role", "status");
  document.querySelector("main").append(list, heard);
  let close = () => {};
  let place = () => {};
  addEventListener("resize", () => { if (!list.hidden) place(); });

  // "find" answers with names for some words, "put" types one text over another in a field, "heard" is what a screen reader says.
  // In a textarea each line is a name of its own.
  window.newsgenCompletion = (input, { label, find, put, said }) => {
    close(); // the field for which it is open may be gone
    const many = input.tagName === "TEXTAREA";
    let asked = 0, waiting = 0, chosen = -1, isPutting = false;
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    if (!many) {
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-expanded", "false");
    }
    const isOpen = () => !list.hidden && list.dataset.of === label;
    const options = () => [...list.children];

    // The name at the caret: where it begins, and its text.
    function entry() {
      const start = many ? input.value.lastIndexOf("\n", input.selectionStart - 1) + 1 : 0;
      const end = many ? input.value.indexOf("\n", start) : -1;
      return { start, text: input.value.slice(start, end < 0 ? undefined : end) };
    }

    function choose(n) {
      chosen = n;
      options().forEach((one, k) => one.setAttribute("aria-selected", String(k === n)));
      if (n < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", options()[n].id);
      options()[n].scrollIntoView({ block: "nearest" });
    }

    function hide() {
      clearTimeout(waiting);
      asked += 1;
      choose(-1);
      list.hidden = true;
      list.replaceChildren();
      heard.textContent = "";
      if (!many) input.setAttribute("aria-expanded", "false");
    }

    function pick(name) {
      const { start, text } = entry();
      hide();
      isPutting = true;
      put(input, start, text, name);
      isPutting = false;
      input.setSelectionRange(start + name.length, start + name.length);
    }

    function show(names) {
      close();
      close = hide;
      list.dataset.of = label;
      list.setAttribute("aria-label", label);
      list.replaceChildren(...names.map(({ name, count }, n) => {
        const one = Object.assign(document.createElement("li"), { id: `completion-${n}` });
        one.setAttribute("role", "option");
        one.append(Object.assign(document.createElement("bdi"), { textContent: name }), Object.assign(document.createElement("small"), { textContent: count }));
        one.addEventListener("mousedown", (event) => event.preventDefault());
        one.addEventListener("click", () => pick(name));
        return one;
      }));
      place = () => {
        const box = input.getBoundingClientRect();
        Object.assign(list.style, { top: `${box.bottom + scrollY}px`, left: `${box.left + scrollX}px`, width: `${box.width}px` });
      };
      place();
      list.hidden = false;
      if (!many) input.setAttribute("aria-expanded", "true");
      heard.textContent = said(names.length);
      choose(-1);
    }

    async function ask() {
      clearTimeout(waiting);
      const number = asked += 1;
      const { text } = entry();
      let names = [];
      try { names = await find(text.trim()); } catch { /* nothing is offered while the server does not answer */ }
      if (number !== asked || document.activeElement !== input) return;
      const others = many ? input.value.split("\n").map((line) => line.trim()) : [];
      others.splice(others.indexOf(text.trim()), many ? 1 : 0);
      names = names.filter(({ name }) => !others.includes(name));
      if (!names.length || (names.length === 1 && names[0].name === text.trim())) hide(); else show(names);
    }

    input.addEventListener("input", () => {
      if (isPutting) return;
      clearTimeout(waiting);
      if (entry().text.trim()) waiting = setTimeout(ask, PAUSE); else hide();
    });
    input.addEventListener("blur", hide);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const count = isOpen() ? options().length : 0;
      const isLastLine = !many || !input.value.slice(input.selectionEnd).includes("\n");
      if (event.key === "ArrowDown" && count) choose((chosen + 1) % count);
      else if (event.key === "ArrowUp" && count) choose((chosen <= 0 ? count : chosen) - 1);
      else if (event.key === "ArrowDown" && isLastLine) ask();
      else if (event.key === "Enter" && count && chosen >= 0) options()[chosen].click();
      else if (event.key === "Escape" && count) hide();
      else return;
      event.preventDefault();
    });
  };
})();
