// What is no running text: pictures with their words, notes to colleagues, tables by cell, and cards of source.
import { NodeSelection, TextSelection } from "prosemirror-state";
import { cellsOf, withCell, withColumn, withRow } from "./table_source.js";

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter(Boolean));
  return made;
};

const fit = (area) => { area.style.blockSize = "auto"; area.style.blockSize = `${area.scrollHeight + 2}px`; };

class View {
  constructor(node, view, at, context) {
    Object.assign(this, { node, view, at, words: context.words, context });
    this.dom = element("div", { contentEditable: "false" });
  }

  set(name, value) {
    const at = this.at();
    if (at === undefined) return;
    this.view.dispatch(this.view.state.tr.setNodeAttribute(at, name, value));
  }

  head(label) {
    const tools = element("div", { className: "card-head" }, element("b", { textContent: label }));
    if (!this.view.editable) return tools;
    const button = (word, act) => {
      const made = element("button", { type: "button", className: "quiet", textContent: this.words[word] });
      made.setAttribute("aria-label", `${this.words[word]}: ${label}`);
      made.addEventListener("click", act);
      return made;
    };
    tools.append(button("up", () => this.move(-1)), button("down", () => this.move(1)), button("remove", () => {
      const at = this.at();
      const { tr } = this.view.state;
      tr.delete(at, at + this.node.nodeSize);
      this.view.dispatch(tr);
      this.view.focus();
    }));
    return tools;
  }

  move(by) {
    const at = this.at();
    const { doc, tr } = this.view.state;
    const index = doc.resolve(at).index(0);
    const other = index + by;
    if (other < 0 || other >= doc.childCount) return;
    const node = doc.child(index);
    tr.delete(at, at + node.nodeSize).insert(by < 0 ? at - doc.child(other).nodeSize : at + doc.child(other).nodeSize, node);
    const focused = document.activeElement?.textContent;
    this.view.dispatch(tr.scrollIntoView());
    const dom = this.view.nodeDOM(by < 0 ? at - doc.child(other).nodeSize : at + doc.child(other).nodeSize);
    [...(dom?.querySelectorAll?.("button") || [])].find((one) => one.textContent === focused)?.focus();
  }

  field(name, label, { area = false, hint = "" } = {}) {
    const input = element(area ? "textarea" : "input", { value: this.node.attrs[name], dir: "auto", disabled: !this.view.editable, ...(area ? { rows: 1 } : {}) });
    if (!area) input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); this.leave(input); } });
    input.addEventListener("input", () => { if (area) fit(input); this.set(name, input.value); });
    if (area) setTimeout(() => fit(input));
    (this.inputs ??= {})[name] = input;
    return element("label", {}, element("span", { textContent: label }), input, hint ? element("small", { textContent: hint }) : null);
  }

  // The key that ends a line leads on to the next field, and from the last one behind the card.
  leave(input) {
    const all = Object.values(this.inputs);
    const next = all[all.indexOf(input) + 1];
    if (next) { next.focus(); return; }
    const { state } = this.view;
    const end = this.at() + this.node.nodeSize;
    const tr = state.tr;
    if (end === state.doc.content.size || !state.doc.resolve(end).nodeAfter.isTextblock) tr.insert(end, state.schema.nodes.paragraph.create());
    this.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(end + 1))).scrollIntoView());
    this.view.focus();
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    for (const [name, input] of Object.entries(this.inputs || {})) if (input.value !== node.attrs[name] && document.activeElement !== input) input.value = node.attrs[name];
    this.updated?.();
    return true;
  }

  selectNode() { this.dom.classList.add("chosen"); }

  deselectNode() { this.dom.classList.remove("chosen"); }

  stopEvent(event) { return !/^drag|^drop/.test(event.type) && event.target !== this.dom; }

  ignoreMutation() { return true; }
}

export class PictureView extends View {
  constructor(...all) {
    super(...all);
    this.dom.className = "card picture-card";
    const { src } = this.node.attrs;
    const image = element("img", { src: this.context.options.pictureAddress(src), alt: this.node.attrs.alt });
    image.addEventListener("error", () => image.replaceWith(element("p", { className: "missing", textContent: `${this.words["picture-missing"]} ${src}` })), { once: true });
    image.addEventListener("click", () => this.view.dispatch(this.view.state.tr.setSelection(NodeSelection.create(this.view.state.doc, this.at()))));
    this.dom.append(this.head(this.words.picture), image, this.field("alt", this.words.alt, { hint: this.words["alt-hint"] }), this.field("caption", this.words.caption));
  }
}

export class NoteView extends View {
  constructor(...all) {
    super(...all);
    this.dom.className = "card note-card";
    this.dom.append(this.head(this.words.note), this.field("text", this.words["note-hint"], { area: true }));
  }
}

export class CardView extends View {
  constructor(...all) {
    super(...all);
    this.dom.className = "card source-card";
    this.rebuild();
  }

  rebuild() {
    const { source, kind } = this.node.attrs;
    this.inputs = {};
    const label = this.context.kindName(kind, source);
    const area = this.field("source", this.words["source-of"], { area: true });
    const details = element("details", {}, element("summary", { textContent: this.words["edit-source"] }), area);
    details.addEventListener("toggle", () => fit(this.inputs.source));
    this.cells = kind === "table" ? cellsOf(source) : null;
    const shown = this.cells ? this.table() : element("p", { className: "excerpt", dir: "auto", textContent: excerpt(source) });
    this.dom.replaceChildren(this.head(label), shown, details);
  }

  table() {
    const body = element("tbody");
    const inputs = [];
    this.cells.forEach(({ line, words }, row) => {
      const cells = words.map((text, column) => {
        const input = element("input", { value: text, disabled: !this.view.editable });
        input.setAttribute("aria-label", this.words.cell.replace("{row}", row + 1).replace("{column}", column + 1));
        input.addEventListener("input", () => { this.own = true; this.set("source", withCell(this.node.attrs.source, line, column, input.value)); this.own = false; });
        inputs.push(input);
        return element(row ? "td" : "th", {}, input);
      });
      body.append(element("tr", {}, ...cells));
    });
    const more = (word, change) => {
      const button = element("button", { type: "button", className: "quiet", textContent: this.words[word] });
      button.addEventListener("click", () => { this.set("source", change(this.node.attrs.source)); this.rebuild(); this.dom.querySelector("table input:last-of-type")?.focus(); });
      return button;
    };
    return element("div", { className: "cells" }, element("table", {}, body), this.view.editable ? element("p", {}, more("add-row", withRow), more("add-column", withColumn)) : null);
  }

  updated() {
    const { source, kind } = this.node.attrs;
    if (this.own || this.dom.contains(document.activeElement)) return;
    if (kind === "table" && JSON.stringify(cellsOf(source)) !== JSON.stringify(this.cells)) this.rebuild();
    else if (kind !== "table") { const shown = this.dom.querySelector(".excerpt"); if (shown) shown.textContent = excerpt(source); }
  }
}

const excerpt = (source) => {
  const words = source.replace(/<[^>]*>|\{:?[^}\n]*\}|[{}#*|>`\\]|\]\([^)]*\)|\[|!\[/g, " ").replace(/\s+/g, " ").trim();
  return words.length > 160 ? `${words.slice(0, 160)}…` : words || source.slice(0, 160);
};
