// What the editor's document is made of: newsgen's Markdown as blocks and marks, and a card for each block that it leaves alone.
import { Schema } from "prosemirror-model";

// "key" names the block of the opened story that a node comes from; null for a new one.
const key = { key: { default: null } };
const SAFE = /^(https?:|mailto:|tel:|[^:]*$|[/#?])/i;
const automatic = { dir: "auto" };

// A table that is pasted, from a page or a sheet; one that only lays out a page is none.
function pastedTable(dom) {
  const rows = [...dom.rows].map((row) => [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim().replace(/[\\`*[<|]/g, "\\$&")));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (rows.length < 2 || width < 2 || dom.querySelector("table")) return false;
  const line = (cells) => `| ${Array.from({ length: width }, (_, n) => cells[n] || " ").join(" | ")} |`;
  return { kind: "table", source: [line(rows[0]), line(rows[0].map(() => "---").concat(Array(width).fill("---")).slice(0, width)), ...rows.slice(1).map(line)].join("\n") };
}

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      content: "inline*", group: "block", attrs: { ...key, pull: { default: false } },
      parseDOM: [{ tag: "p.pull", attrs: { pull: true } }, { tag: "p" }],
      toDOM: (node) => ["p", node.attrs.pull ? { ...automatic, class: "pull" } : automatic, 0],
    },
    heading: {
      content: "inline*", group: "block", defining: true, attrs: { ...key, level: { default: 2 }, tail: { default: "" } },
      parseDOM: [{ tag: "h1, h2", attrs: { level: 2 } }, { tag: "h3", attrs: { level: 3 } }, { tag: "h4, h5, h6", attrs: { level: 4 } }],
      toDOM: (node) => [`h${Math.max(2, node.attrs.level)}`, automatic, 0],
    },
    blockquote: {
      content: "(paragraph | bullet_list | ordered_list)+", group: "block", defining: true, attrs: key,
      parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0],
    },
    bullet_list: {
      content: "list_item+", group: "block", attrs: { ...key, loose: { default: false } },
      parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0],
    },
    ordered_list: {
      content: "list_item+", group: "block", attrs: { ...key, order: { default: 1 }, loose: { default: false } },
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ order: Number(dom.getAttribute("start") || 1) }) }],
      toDOM: (node) => ["ol", { start: String(node.attrs.order) }, 0],
    },
    list_item: { content: "paragraph (paragraph | bullet_list | ordered_list)*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    rule: { group: "block", attrs: key, parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
    picture: {
      group: "block", attrs: { ...key, src: {}, alt: { default: "" }, caption: { default: "" } }, draggable: true,
      toDOM: (node) => ["figure", { "data-src": node.attrs.src }],
    },
    note: { group: "block", attrs: { ...key, text: { default: "" } }, toDOM: () => ["div"] },
    card: { group: "block", attrs: { ...key, source: { default: "" }, kind: { default: "html" } }, parseDOM: [{ tag: "table", getAttrs: pastedTable }], toDOM: () => ["div"] },
    text: { group: "inline" },
    line_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
    // A footnote's sign, an attribute list and the like, in a line: kept as it is written.
    chip: { inline: true, group: "inline", atom: true, attrs: { source: {} }, toDOM: (node) => ["span", { class: "chip-source", dir: "ltr" }, node.attrs.source] },
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: "" } }, inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (dom) => (/^(https?:|mailto:|tel:|\/(?!\/)|#)/.test(dom.getAttribute("href")) ? { href: dom.getAttribute("href"), title: dom.getAttribute("title") || "" } : false) }],
      toDOM: (mark) => ["a", SAFE.test(mark.attrs.href) ? { href: mark.attrs.href } : {}, 0], // the build refuses what is left out here
    },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: (dom) => dom.style.fontWeight !== "normal" && null }, { style: "font-weight=bold" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i", getAttrs: (dom) => dom.style.fontStyle !== "normal" && null }], toDOM: () => ["em", 0] },
    strike: { parseDOM: [{ tag: "del" }, { tag: "s" }], toDOM: () => ["del", 0] },
    code: { code: true, excludes: "", parseDOM: [{ tag: "code" }], toDOM: () => ["code", { dir: "ltr" }, 0] },
    // A space that is written as a line end.
    soft: { inclusive: false, toDOM: () => ["span", 0] },
  },
});
