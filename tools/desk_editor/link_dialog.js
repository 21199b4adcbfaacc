// The dialog of a link: to a story, found by words of its headline, or to an address.
import { AllSelection, TextSelection } from "prosemirror-state";
import { writeBlock } from "./markdown.js";
import { schema } from "./schema.js";

const { link } = schema.marks;

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter(Boolean));
  return made;
};

// What was typed as an address; empty where it is none.
export function addressOf(typed) {
  const text = typed.trim();
  if (/^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)\S+$/i.test(text) || /^(mailto:|tel:)/i.test(text)) return text.replace(/\s/g, "%20");
  if (/^[^\s@/]+@[^\s@/]+\.[a-z]{2,}$/i.test(text)) return `mailto:${text}`;
  if (/^(www\.)?[\w\u0080-\uffff-]+(\.[\w-]+)*\.[a-z]{2,}(\/\S*)?$/i.test(text)) return `https://${text}`;
  return "";
}

// The link around the caret: [from, to, mark], or null.
function around(state) {
  const { $from, from, to, empty } = state.selection;
  const mark = empty ? link.isInSet($from.marks()) : link.isInSet(state.doc.resolve(from + 1).marks());
  if (!mark) return null;
  let range = null;
  const start = $from.start();
  $from.parent.forEach((node, offset) => {
    if (!mark.isInSet(node.marks)) return;
    const first = start + offset;
    const end = first + node.nodeSize;
    if (range && range[1] === first) range[1] = end;
    else if (end >= from && first <= to && !range) range = [first, end];
  });
  return range && [...range, mark];
}

// The class of a paragraph that holds one link: a video, a recording, or a post or player.
const kindOfAddress = (href) => (/(youtube\.com|youtu\.be|vimeo\.com|dailymotion\.com|dai\.ly)\/|\.(mp4|webm)$/i.test(href) ? "video" : /\.(mp3|m4a|ogg)$/i.test(href) ? "audio" : "embed");

// The card of one link in a paragraph of its own.
function cardOf(href, text, kind) {
  const words = schema.nodes.paragraph.create(null, schema.text(text, [link.create({ href })]));
  return schema.nodes.card.create({ kind: "paragraph", source: `${writeBlock(words)}{: .${kind}}` });
}

// "card" is empty for a link in the text, "also" for the card of a story, "embed" for a video or a post of another site; "insert" puts
// a card into the text.
export function linkDialog(view, { words, options }, card = "", insert = null) {
  if (view.state.selection instanceof AllSelection) { // as from the keyboard: the words, not the whole document
    const { doc, tr } = view.state;
    view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(0), doc.resolve(doc.content.size))));
  }
  const { state } = view;
  if (!state.selection.$from.parent.isTextblock) return;
  const old = card ? null : around(state);
  const [from, to] = old || [state.selection.from, state.selection.to];
  const chosen = card ? "" : state.doc.textBetween(from, to, " ");
  const label = words[{ also: "card-also", embed: "embed" }[card] || "link"];
  const goal = element("input", { value: old ? old[2].attrs.href : "", dir: "auto", autocomplete: "off" });
  const text = (from === to || card) && card !== "also" ? element("input", { dir: "auto" }) : null;
  const found = element("ul", { className: "found-stories" });
  const status = element("p", { className: "count" });
  status.setAttribute("role", "status");
  const dialog = element("dialog", { className: "link-dialog" });
  dialog.setAttribute("aria-label", label);
  const close = () => { dialog.close(); dialog.remove(); view.focus(); };
  const apply = (href, words_) => {
    if (card) {
      if (!words_) { status.textContent = words["link-words-missing"]; text?.focus(); return; }
      close();
      insert(cardOf(href, words_, card === "also" ? card : kindOfAddress(href)));
      return;
    }
    const { tr } = view.state;
    const mark = link.create({ href, title: old ? old[2].attrs.title : "" });
    if (from === to) tr.insert(from, schema.text(words_ || href, [...(view.state.storedMarks || state.selection.$from.marks()).filter((one) => one.type !== link), mark]));
    else tr.removeMark(from, to, link).addMark(from, to, mark);
    tr.removeStoredMark(link);
    view.dispatch(tr.scrollIntoView());
    close();
  };
  const submit = element("button", { type: "submit", textContent: words[card ? "insert" : "link-set"] });
  const form = element("form", { method: "dialog" },
    element("h2", { textContent: label }),
    chosen ? element("p", { className: "excerpt", dir: "auto", textContent: chosen }) : null,
    element("label", {}, element("span", { textContent: words[card === "embed" ? "link-address" : card ? "link-headline" : "link-goal"] }), goal),
    status, found,
    text ? element("label", {}, element("span", { textContent: words["link-words"] }), text) : null);
  const remove = old ? element("button", { type: "button", className: "quiet", textContent: words["link-remove"] }) : null;
  remove?.addEventListener("click", () => { view.dispatch(view.state.tr.removeMark(from, to, link)); close(); });
  const cancel = element("button", { type: "button", className: "quiet", textContent: words.cancel });
  cancel.addEventListener("click", close);
  form.append(element("p", { className: "choices" }, submit, remove, cancel));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = addressOf(goal.value);
    if (href && card !== "also") apply(href, text?.value.trim());
    else if (found.querySelector("button")) found.querySelector("button").click();
    else { status.textContent = words["link-none"]; goal.focus(); }
  });
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
  let last = 0;
  let timer;
  goal.addEventListener("input", () => {
    clearTimeout(timer);
    found.replaceChildren();
    status.textContent = "";
    if (card === "embed" || addressOf(goal.value) || goal.value.trim().length < 2) return;
    timer = setTimeout(async () => {
      const mine = (last += 1);
      let stories = [];
      try { stories = await options.find(goal.value.trim()); } catch { /* the field takes addresses */ }
      if (mine !== last || !dialog.open) return;
      status.textContent = stories.length ? words["link-found"].replace("{count}", stories.length) : words["link-nothing"];
      found.replaceChildren(...stories.map((one) => {
        const pick = element("button", { type: "button", className: "quiet" }, element("b", { textContent: one.title, dir: "auto" }), element("small", { textContent: `${one.at} ${one.shown}` }));
        pick.addEventListener("click", () => apply(one.address, text?.value.trim() || one.title));
        return element("li", {}, pick);
      }));
    }, 200);
  });
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  goal.focus();
  goal.select();
}
