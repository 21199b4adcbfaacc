// The bar above the text: what kind of paragraph this is, marks, what can be put in, and letters that keyboards lack.
import { schema } from "./schema.js";

const { nodes, marks } = schema;
const TASHKEEL = [["\u064e", "fatha"], ["\u064f", "damma"], ["\u0650", "kasra"], ["\u0652", "sukun"], ["\u0651", "shadda"], ["\u064b", "fathatan"], ["\u064c", "dammatan"], ["\u064d", "kasratan"], ["\u0670", "dagger"]];
const KINDS = ["paragraph", "heading-2", "heading-3", "heading-4", "pull"];

const hasMark = (state, type) => {
  const { from, $from, to, empty } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks || $from.marks())) : state.doc.rangeHasMark(from, to, type);
};

const inside = (state, ...types) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if (types.includes($from.node(depth).type)) return $from.node(depth);
  return null;
};

export function toolbar(view, { words, signs, options }, commands) {
  const element = document.createElement("div");
  element.className = "toolbar";
  element.setAttribute("role", "toolbar");
  element.setAttribute("aria-label", words.tools);
  element.setAttribute("aria-controls", "blocks");
  const controls = [];
  const run = (command) => { command(view.state, view.dispatch); view.focus(); };

  const kinds = Object.assign(document.createElement("select"), { title: words.kind });
  kinds.setAttribute("aria-label", words.kind);
  for (const kind of KINDS) kinds.append(Object.assign(document.createElement("option"), { value: kind, textContent: words[kind] }));
  kinds.addEventListener("change", () => {
    const [name, level] = kinds.value.split("-");
    run(name === "heading" ? keepingKey(nodes.heading, { level: Number(level) }) : keepingKey(nodes.paragraph, { pull: name === "pull" }));
  });
  controls.push(kinds);
  element.append(kinds);

  // The block keeps the name of the block that it was, so that a save replaces it.
  function keepingKey(type, attrs) {
    return (state, dispatch) => {
      const { tr } = state;
      state.doc.nodesBetween(state.selection.from, state.selection.to, (node, at) => {
        if (!node.isTextblock) return;
        const $at = state.doc.resolve(at);
        if ($at.parent.canReplaceWith($at.index(), $at.index() + 1, type)) tr.setNodeMarkup(tr.mapping.map(at), type, { key: node.attrs.key, ...attrs });
      });
      if (dispatch && tr.docChanged) dispatch(tr.scrollIntoView());
      return tr.docChanged;
    };
  }

  const button = (word, act, { label = words[word], active = null, able = null, keys = "" } = {}) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label, title: keys ? `${words[word]} (${keys})` : words[word] });
    if (label !== words[word]) made.setAttribute("aria-label", words[word]);
    made.className = `tool ${word}`;
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", act);
    Object.assign(made, { active, able });
    controls.push(made);
    element.append(made);
    return made;
  };
  const gap = () => { const line = document.createElement("span"); line.className = "gap"; line.setAttribute("aria-hidden", "true"); element.append(line); };

  button("strong", () => run(commands.toggleMark(marks.strong)), { active: (state) => hasMark(state, marks.strong), keys: "Ctrl+B" });
  button("em", () => run(commands.toggleMark(marks.em)), { active: (state) => hasMark(state, marks.em), keys: "Ctrl+I" });
  button("link", () => commands.openLink(), { active: (state) => hasMark(state, marks.link), keys: "Ctrl+K" });
  gap();
  const listed = (type) => () => {
    const list = inside(view.state, nodes.bullet_list, nodes.ordered_list);
    if (!list) run(commands.wrapInList(type));
    else if (list.type === type) run(commands.liftListItem(nodes.list_item));
    else {
      const { $from } = view.state.selection;
      for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth) === list) { run((state, dispatch) => dispatch(state.tr.setNodeMarkup($from.before(depth), type, { key: list.attrs.key, loose: list.attrs.loose }))); return; }
    }
  };
  button("bullets", listed(nodes.bullet_list), { active: (state) => inside(state, nodes.bullet_list, nodes.ordered_list)?.type === nodes.bullet_list });
  button("numbers", listed(nodes.ordered_list), { active: (state) => inside(state, nodes.bullet_list, nodes.ordered_list)?.type === nodes.ordered_list });
  button("quote", () => run(inside(view.state, nodes.blockquote) ? commands.lift : commands.wrapIn(nodes.blockquote)), { active: (state) => Boolean(inside(state, nodes.blockquote)) });
  gap();
  const chooser = Object.assign(document.createElement("input"), { type: "file", accept: "image/jpeg,image/png,image/webp,image/avif", multiple: true, hidden: true });
  chooser.addEventListener("change", () => { commands.addPictures([...chooser.files]); chooser.value = ""; });
  element.append(chooser);
  button("picture", () => chooser.click());
  const insert = (node, focused) => {
    const { state } = view;
    const { $head } = state.selection;
    const top = $head.depth ? $head.node(1) : null;
    const empty = top && top.type === nodes.paragraph && !top.content.size;
    const at = top ? (empty ? $head.before(1) : $head.after(1)) : state.selection.to;
    const tr = empty ? state.tr.replaceWith(at, $head.after(1), node) : state.tr.insert(at, node);
    if (tr.doc.lastChild === node) tr.insert(tr.doc.content.size, nodes.paragraph.create());
    view.dispatch(tr.scrollIntoView());
    view.nodeDOM(at)?.querySelector?.(focused)?.focus();
  };
  button("table", () => insert(nodes.card.create({ kind: "table", source: "|  |  |\n| --- | --- |\n|  |  |" }), "table input"));
  button("embed", () => commands.openLink("embed", (node) => insert(node, "summary")));
  if (words["card-also"]) button("card-also", () => commands.openLink("also", (node) => insert(node, "summary")));
  button("note", () => insert(nodes.note.create(), "textarea"));
  gap();
  const [opening, closing] = signs.quotes ?? ["«", "»"];
  button("quotes", () => {
    const { from, to, empty } = view.state.selection;
    const tr = view.state.tr.insertText(closing, to).insertText(opening, from);
    if (empty) tr.setSelection(view.state.selection.constructor.near(tr.doc.resolve(from + 1)));
    view.dispatch(tr);
    view.focus();
  }, { label: `${opening}${closing}` });
  if (signs.quotes || signs.punctuation) {
    button("signs", () => { options.switchSigns(!signs.on); shown.update(view.state); view.focus(); }, { active: () => signs.on }).title = words["signs-hint"];
  }
  const palette = document.createElement("div");
  palette.className = "palette";
  palette.hidden = true;
  palette.setAttribute("role", "group");
  palette.setAttribute("aria-label", words.tashkeel);
  for (const [mark, name] of TASHKEEL) {
    const letter = Object.assign(document.createElement("button"), { type: "button", className: "tool" });
    letter.append(Object.assign(document.createElement("b"), { textContent: `ب${mark}` }), ` ${words[name]}`);
    letter.addEventListener("mousedown", (event) => event.preventDefault());
    letter.addEventListener("click", () => { view.dispatch(view.state.tr.insertText(mark, view.state.selection.to)); view.focus(); });
    palette.append(letter);
  }
  const opener = button("tashkeel", () => { palette.hidden = !palette.hidden; opener.setAttribute("aria-expanded", String(!palette.hidden)); });
  opener.setAttribute("aria-expanded", "false");
  button("no-break", () => run((state, dispatch) => dispatch(state.tr.insertText("\u00a0"))), { label: words["no-break-short"], keys: "Ctrl+Shift+Space" });
  gap();
  button("undo", () => run(commands.undo), { able: (state) => commands.undo(state), keys: "Ctrl+Z" });
  button("redo", () => run(commands.redo), { able: (state) => commands.redo(state), keys: "Ctrl+Y" });

  const bar = document.createElement("div");
  bar.className = "tools-of-text";
  bar.append(element, palette);

  // One stop of the tab key; the arrows lead on in the direction of the page.
  controls.forEach((control, n) => { control.tabIndex = n ? -1 : 0; });
  element.addEventListener("keydown", (event) => {
    const usable = controls.filter((control) => !control.disabled);
    const forward = getComputedStyle(element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const at = usable.indexOf(document.activeElement);
    const to = { [forward]: at + 1, [backward]: at - 1, Home: 0, End: usable.length - 1 }[event.key];
    if (event.key === "Escape") view.focus();
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = usable[(to + usable.length) % usable.length];
    controls.forEach((control) => { control.tabIndex = control === next ? 0 : -1; });
    next.focus();
  });

  const shown = {
    element: bar,
    focus: () => controls.find((control) => control.tabIndex === 0).focus(),
    update(state) {
      const block = state.selection.$from.depth ? state.selection.$from.parent : state.selection.node;
      kinds.value = block?.type === nodes.heading ? `heading-${Math.max(2, block.attrs.level)}` : block?.attrs.pull ? "pull" : "paragraph";
      kinds.disabled = !block?.isTextblock;
      for (const control of controls) {
        if (control.active) control.setAttribute("aria-pressed", String(Boolean(control.active(state))));
        if (control.able) control.setAttribute("aria-disabled", String(!control.able(state)));
      }
    },
  };
  return shown;
}
