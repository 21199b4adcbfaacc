// The block editor of the desk: a ProseMirror view over newsgen's Markdown. It knows neither the server nor the file; whoever
// mounts it gives the blocks and takes back pieces: the source of each block, changed only where a person changed it.
import { baseKeymap, chainCommands, exitCode, setBlockType, toggleMark, wrapIn, lift } from "prosemirror-commands";
import { closeHistory, history, redo, undo } from "prosemirror-history";
import { InputRule, inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { EditorState, NodeSelection, Plugin, PluginKey, Selection, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import { signFor } from "./arabic_signs.js";
import { linkDialog } from "./link_dialog.js";
import { readBlock, readSource, writeBlock } from "./markdown.js";
import { schema } from "./schema.js";
import { toolbar } from "./toolbar.js";
import { runs } from "./latin_runs.js";
import { CardView, NoteView, PictureView } from "./views.js";

const { nodes, marks } = schema;
const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

const rightToLeft = (text) => /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text);

// --- keys of Arabic typing. The backspace key right behind it, or one step back, gives the typed sign.

const arabicRule = (signs) => new InputRule(/[",;?]$/, (state, match, start, end) => {
  if (!signs.on || start > end) return null; // a whole word was put in
  const [$start, $end] = [state.doc.resolve(start), state.doc.resolve(end)];
  const before = $start.parent.textBetween(0, $start.parentOffset, null, "\ufffc");
  const after = $end.parent.textBetween($end.parentOffset, $end.parent.content.size, null, "\ufffc");
  const sign = signFor(match[0], before, after, signs);
  return sign && state.tr.insertText(sign, start, end);
}, { inCodeMark: false });

const rules = (signs) => inputRules({
  rules: [
    arabicRule(signs),
    textblockTypeInputRule(/^##\s$/, nodes.heading, { level: 2 }),
    textblockTypeInputRule(/^###\s$/, nodes.heading, { level: 3 }),
    wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
    wrappingInputRule(/^([01\u0660\u0661])[.)]\s$/, nodes.ordered_list),
    wrappingInputRule(/^>\s$/, nodes.blockquote),
  ],
});

// --- what is shown and is not in the document

const shownKey = new PluginKey("shown");

function decorations(doc) {
  const found = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) { // a list's marks and a quotation's line stand where its words begin
      if (node.type === nodes.blockquote || node.type === nodes.bullet_list || node.type === nodes.ordered_list) {
        const letter = /\p{L}/u.exec(node.textContent);
        if (letter) found.push(Decoration.node(at, at + node.nodeSize, { dir: rightToLeft(letter[0]) ? "rtl" : "ltr" }));
      }
      return true;
    }
    const text = node.textBetween(0, node.content.size, "\n", "\ufffc");
    for (const [start, end, direction] of runs(text)) found.push(Decoration.inline(at + 1 + start, at + 1 + end, { nodeName: "bdi", dir: direction }));
    for (const space of text.matchAll(/\u00a0/g)) found.push(Decoration.inline(at + 1 + space.index, at + 2 + space.index, { class: "no-break" }));
    return false;
  });
  return DecorationSet.create(doc, found);
}

const shown = () => new Plugin({
  key: shownKey,
  state: { init: (_, state) => decorations(state.doc), apply: (tr, old) => (tr.docChanged ? decorations(tr.doc) : old) },
  props: { decorations: (state) => shownKey.getState(state) },
});

const placeholder = (words) => new Plugin({
  props: {
    decorations: ({ doc }) => (doc.childCount === 1 && doc.firstChild.isTextblock && !doc.firstChild.content.size
      ? DecorationSet.create(doc, [Decoration.node(0, doc.firstChild.nodeSize, { class: "empty", "data-words": words.placeholder })]) : null),
  },
});

const findingsKey = new PluginKey("findings");

// --- the editor

export function mount(place, options) {
  const { words, story, editable, signs = { quotes: null, punctuation: false, on: false } } = options;
  const origin = new Map(); // key -> { index, written, nodes }
  let counter = 0;
  let findings = [];
  const written = new WeakMap();

  const mended = []; // { node, source }: blocks of which a mend has changed one line, and no other
  const sourceOf = (node) => {
    if (!written.has(node)) written.set(node, mended.find((one) => one.node.eq(node))?.source ?? writeBlock(node, story));
    return written.get(node);
  };

  function documentOf(pieces) {
    const content = [];
    for (const piece of pieces) {
      const key = piece.index >= 0 ? `b${(counter += 1)}` : null;
      const before = key && readBlock(piece.kind, piece.written, key, story);
      if (key) origin.set(key, { index: piece.index, written: piece.written, nodes: before });
      if (piece.removed) continue;
      content.push(...(key && piece.source === piece.written ? before : readSource(piece.source, key, story)));
    }
    return schema.nodes.doc.create(null, content.length ? content : nodes.paragraph.create());
  }

  // --- pieces

  const keyOf = (node) => {
    for (let one = node; one; one = one.firstChild) if (one.attrs.key) return one.attrs.key;
    return null;
  };
  const equal = (some, others) => some.length === others.length && some.every((node, n) => node.eq(others[n]));

  function runsByKey(doc) {
    const found = [];
    doc.forEach((node) => {
      const key = keyOf(node);
      if (key && found.at(-1)?.key === key) found.at(-1).nodes.push(node);
      else found.push({ key: origin.has(key) ? key : null, nodes: [node] });
    });
    for (let n = 0; n < found.length; n += 1) { // a new paragraph behind an unchanged one is new
      const { key, nodes: inside } = found[n];
      const size = key ? origin.get(key).nodes.length : 0;
      if (!key || inside.length <= size) continue;
      const at = inside.findIndex((_, k) => equal(inside.slice(k, k + size), origin.get(key).nodes));
      if (at < 0) continue;
      const alone = (some) => some.map((node) => ({ key: null, nodes: [node] }));
      const parts = [...alone(inside.slice(0, at)), { key, nodes: inside.slice(at, at + size) }, ...alone(inside.slice(at + size))];
      found.splice(n, 1, ...parts);
      n += parts.length - 1;
    }
    const best = new Map();
    const weight = (run) => (equal(run.nodes, origin.get(run.key).nodes) ? Infinity : run.nodes.reduce((sum, node) => sum + node.nodeSize, 0));
    for (const run of found) if (run.key && (!best.has(run.key) || weight(run) > weight(best.get(run.key)))) best.set(run.key, run);
    return found.map((run) => (run.key && best.get(run.key) !== run ? { ...run, key: null } : run));
  }

  function pieces() {
    const out = [];
    for (const run of runsByKey(view.state.doc)) {
      const from = run.key && origin.get(run.key);
      if (from) {
        const source = equal(run.nodes, from.nodes) ? from.written : run.nodes.map(sourceOf).filter((text) => text.trim()).join("\n\n");
        out.push({ index: from.index, source, written: from.written, kind: options.kinds(from.index), removed: !source.trim() });
      } else {
        for (const node of run.nodes) if (sourceOf(node).trim()) out.push({ index: -1, source: sourceOf(node), written: "", kind: "paragraph" });
      }
    }
    const present = new Set(out.map((piece) => piece.index));
    const gone = [...origin.values()].filter((one) => !present.has(one.index)).sort((a, b) => a.index - b.index);
    for (const one of gone) {
      const after = out.findIndex((piece) => piece.index === one.index - 1);
      out.splice(one.index ? after + 1 : 0, 0, { index: one.index, source: one.written, written: one.written, kind: options.kinds(one.index), removed: true });
    }
    return out;
  }

  // The story was saved as it stands here: its blocks have these indexes now. False where they differ.
  function rebase(blocks) {
    const { doc, tr } = view.state;
    const parts = [];
    for (const run of runsByKey(doc)) {
      const from = run.key && origin.get(run.key);
      if (from && equal(run.nodes, from.nodes)) parts.push({ nodes: run.nodes, source: from.written });
      else for (const node of run.nodes) if (sourceOf(node).trim()) parts.push({ nodes: [node], source: sourceOf(node) });
    }
    if (parts.length !== blocks.length || parts.some((part, n) => part.source !== blocks[n].source)) return false;
    origin.clear();
    const starts = new Map();
    doc.forEach((node, at) => starts.set(node, at));
    const taken = new Set();
    parts.forEach((part, index) => {
      let key = keyOf(part.nodes[0]);
      if (!key || taken.has(key)) key = `b${(counter += 1)}`;
      taken.add(key);
      for (const node of part.nodes) {
        const at = starts.get(node);
        if ("key" in node.attrs && node.attrs.key !== key) tr.setNodeAttribute(at, "key", key);
        node.descendants((inner, offset) => { if ("key" in inner.attrs && inner.attrs.key !== null && inner.attrs.key !== key) tr.setNodeAttribute(at + 1 + offset, "key", key); });
      }
      part.index = index;
      part.key = key;
    });
    view.dispatch(tr.setMeta("addToHistory", false));
    const now = new Map();
    view.state.doc.forEach((node, _, n) => now.set(doc.child(n), node));
    for (const part of parts) origin.set(part.key, { index: part.index, written: part.source, nodes: part.nodes.map((node) => now.get(node)) });
    return true;
  }

  // --- findings, beside the block whose source has their line

  const findingsPlugin = new Plugin({
    key: findingsKey,
    state: { init: () => 0, apply: (tr, count) => count + (tr.getMeta(findingsKey) ? 1 : 0) },
    props: {
      decorations(state) {
        if (!findings.length) return null;
        const widgets = [];
        const left = [...findings];
        state.doc.forEach((node, at) => {
          const key = keyOf(node);
          const from = key && origin.get(key);
          const source = from && from.nodes.length === 1 && node.eq(from.nodes[0]) ? from.written : sourceOf(node);
          const own = left.filter((one) => one.text && source.split("\n").includes(one.text));
          for (const one of own) left.splice(left.indexOf(one), 1);
          if (own.length) widgets.push(Decoration.widget(at + node.nodeSize, (_, place) => findingsView(own, place), { side: -1, ignoreSelection: true, key: JSON.stringify(own), stopEvent: (event) => Boolean(event.target.closest?.("button")) }));
        });
        return DecorationSet.create(state.doc, widgets);
      },
    },
  });

  function findingsView(own, place) {
    const box = document.createElement("div");
    box.className = "beside";
    box.contentEditable = "false";
    for (const one of own) box.append(options.findingView(one, place));
    return box;
  }

  // Put whole lines in the place of others, as one step of the history. "near" is the end of the block that comes first.
  // False where a line is not there any more.
  function mend(lines, near) {
    const tr = closeHistory(view.state.tr);
    if (!lines.every((one) => mendLine(tr, one, near))) return false;
    view.dispatch(tr.scrollIntoView());
    return true;
  }

  function mendLine(tr, { before, after }, near) {
    const parts = [];
    let at = 0;
    for (const run of runsByKey(tr.doc)) {
      const from = run.key && origin.get(run.key);
      for (const inside of from ? [run.nodes] : run.nodes.map((node) => [node])) {
        const same = from && equal(inside, from.nodes);
        const end = inside.reduce((sum, node) => sum + node.nodeSize, at);
        parts.push({ at, end, inside, from, key: run.key, source: same ? from.written : inside.map(sourceOf).join("\n\n") });
        at = end;
      }
    }
    const holding = parts.filter((part) => part.source.split("\n").includes(before));
    const part = holding.find((one) => one.end === near) ?? holding[0];
    if (!part) return false;
    const all = part.source.split("\n");
    all[all.indexOf(before)] = after;
    const source = all.join("\n");
    const kind = part.from ? options.kinds(part.from.index) : part.inside[0].attrs.kind;
    const found = kind ? readBlock(kind, source, part.key, story) : readSource(source, part.key, story);
    if (found.length === 1) mended.push({ node: found[0], source });
    else if (found.map(sourceOf).join("\n\n") !== source) return false;
    const { doc } = EditorState.create({ doc: tr.doc }).tr.replaceWith(part.at, part.end, found);
    const start = tr.doc.content.findDiffStart(doc.content);
    if (start === null) return false;
    let { a, b } = tr.doc.content.findDiffEnd(doc.content);
    const overlap = Math.max(0, start - Math.min(a, b)); // of a letter twice, one goes or comes
    a += overlap;
    b += overlap;
    tr.replace(start, a, doc.slice(start, b));
    tr.setSelection(Selection.near(tr.doc.resolve(Math.min(b, tr.doc.content.size)), -1));
    return true;
  }

  // --- pictures

  const pictures = (list) => [...(list || [])].filter((file) => /^image\//.test(file.type));

  async function addPictures(files, at) {
    let place = at;
    for (const file of files) {
      options.notice(words.uploading);
      let answer;
      try { answer = await options.upload(file); } catch { options.notice(words["upload-failed"]); continue; }
      if (!answer.src) { options.notice(answer.message || words["upload-failed"]); continue; }
      options.notice("");
      const { state } = view;
      const caption = [answer.caption, answer.credit].filter(Boolean).join(" — ");
      const node = nodes.picture.create({ src: answer.src, alt: answer.alt || "", caption });
      const $at = state.doc.resolve(Math.min(place ?? state.selection.head, state.doc.content.size));
      const top = $at.depth ? $at.node(1) : null;
      const empty = top && top.type === nodes.paragraph && !top.content.size;
      const target = top ? (empty ? $at.before(1) : $at.after(1)) : $at.pos;
      const tr = empty ? state.tr.replaceWith(target, $at.after(1), node) : state.tr.insert(target, node);
      if (tr.doc.lastChild.type === nodes.picture) tr.insert(tr.doc.content.size, nodes.paragraph.create());
      view.dispatch(tr.scrollIntoView());
      place = target + node.nodeSize;
      const alt = view.nodeDOM(target)?.querySelector?.("input");
      if (alt) alt.focus();
    }
  }

  // --- state

  const stepBack = chainCommands(undoInputRule, undo);
  const bind = {
    "Mod-b": toggleMark(marks.strong), "Mod-i": toggleMark(marks.em), "Mod-z": stepBack, "Mod-y": redo, "Mod-Shift-z": redo,
    "Mod-k": () => { openLink(); return true; },
    Backspace: undoInputRule,
    Enter: splitListItem(nodes.list_item), "Mod-]": sinkListItem(nodes.list_item), "Mod-[": liftListItem(nodes.list_item),
    "Shift-Enter": chainCommands(exitCode, (state, dispatch) => { dispatch?.(state.tr.replaceSelectionWith(nodes.line_break.create()).scrollIntoView()); return true; }),
    "Mod-Shift-Space": (state, dispatch) => { dispatch?.(state.tr.insertText("\u00a0")); return true; },
    "Mod-Alt-2": setBlockType(nodes.heading, { level: 2 }), "Mod-Alt-3": setBlockType(nodes.heading, { level: 3 }), "Mod-Alt-0": setBlockType(nodes.paragraph),
    "Alt-F10": () => { bar.focus(); return true; },
  };

  const context = { words, story, signs, options, kindName: options.kindName };
  const surface = document.createElement("div");
  surface.className = "surface";
  const view = new EditorView(surface, {
    state: EditorState.create({
      doc: documentOf(options.pieces),
      plugins: [rules(signs), keymap(bind), keymap(baseKeymap), history(), shown(), placeholder(words), findingsPlugin],
    }),
    editable: () => editable,
    attributes: { role: "textbox", "aria-multiline": "true", "aria-label": words.text, spellcheck: "true", lang: options.lang },
    nodeViews: {
      picture: (node, own, at) => new PictureView(node, own, at, context),
      note: (node, own, at) => new NoteView(node, own, at, context),
      card: (node, own, at) => new CardView(node, own, at, context),
    },
    transformPastedText: (text) => text.replace(INVISIBLE, ""),
    transformPastedHTML: (html) => html.replace(INVISIBLE, ""),
    handlePaste(own, event) {
      const pasted = event.clipboardData?.getData("text/plain").trim() || "";
      const { empty, $from, $to, from, to } = own.state.selection;
      if (!empty && $from.sameParent($to) && $from.parent.isTextblock && /^https?:\/\/\S+$/.test(pasted)) { // an address onto words
        own.dispatch(own.state.tr.removeMark(from, to, marks.link).addMark(from, to, marks.link.create({ href: pasted })));
        return true;
      }
      const files = pictures(event.clipboardData?.files);
      if (!files.length || event.clipboardData.types.includes("text/html")) return false;
      addPictures(files);
      return true;
    },
    handleDrop(own, event) {
      const files = pictures(event.dataTransfer?.files);
      if (!files.length) return false;
      event.preventDefault();
      addPictures(files, own.posAtCoords({ left: event.clientX, top: event.clientY })?.pos);
      return true;
    },
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr));
      bar.update(view.state);
      if (tr.docChanged && tr.getMeta("addToHistory") !== false) options.changed();
    },
  });

  const openLink = (card, insert) => linkDialog(view, context, card, insert);
  const bar = toolbar(view, context, { undo: stepBack, redo, openLink, addPictures, lift, wrapIn, wrapInList, liftListItem, setBlockType, toggleMark });
  place.replaceChildren(...(editable ? [bar.element] : []), surface);
  bar.update(view.state);

  return {
    pieces, rebase, mend,
    setFindings(list) { findings = list; view.dispatch(view.state.tr.setMeta(findingsKey, true).setMeta("addToHistory", false)); },
    focus(finding) {
      view.focus();
      if (!finding?.text) return;
      view.state.doc.forEach((node, at) => {
        const key = keyOf(node);
        const source = key && origin.has(key) && origin.get(key).nodes.length === 1 && node.eq(origin.get(key).nodes[0]) ? origin.get(key).written : sourceOf(node);
        if (!source.split("\n").includes(finding.text)) return;
        const near = node.isTextblock ? TextSelection.near(view.state.doc.resolve(at + 1)) : NodeSelection.create(view.state.doc, at);
        view.dispatch(view.state.tr.setSelection(near).scrollIntoView());
      });
    },
    view,
    destroy: () => view.destroy(),
  };
}

export { readBlock, schema, signFor };
