// The page on which a story, a plain page or a profile is written: a text field for each key and each block. It sends edits, never whole files, and
// keeps what is typed in the browser until the server has it. docs/desk.md describes the contract.
"use strict";

const root = document.getElementById("story");
const path = root.dataset.path;
let token = root.dataset.token;
const draftKey = `desk:${root.dataset.user}:${path}`;
const by = (id) => document.getElementById(id);

const NAME_KEYS = ["authors", "tags", "place"]; // completed from the record
const LIST_KEYS = ["authors", "tags", "related", "aliases"];
const FIRST_KEYS = ["title", "kicker", "standfirst", "section", "authors"];
const MORE_KEYS = ["place", "tags", "status", "date", "publish_at", "updated", "breaking_until", "note"];
const LEAD_KEYS = ["image.src", "image.alt", "image.caption", "image.credit", "image.focus"];
const WIDE = 1280; // pixels, as in desk.css
const HELPED = ["kicker", "standfirst"];
const LONG_KEYS = ["title", "standfirst", "bio", "note", "image.caption", "image.alt"];

// The fields of each kind of file; a profile has no text.
const FORMS = {
  story: { first: FIRST_KEYS, lead: LEAD_KEYS, more: MORE_KEYS },
  page: { first: ["title", "standfirst"], lead: [], more: [] },
  profile: { first: ["name", "kind", "role", "bio", "links"], lead: ["image.src", "image.alt", "image.focus"], more: [] },
};

let texts, story, pieces, fields, checkTimer, saving = false, decisions = {}, seen = "", checks = 0, listed = [];
let editor = null; // the block editor, where its bundle has loaded and the person did not choose Markdown

const word = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), texts.words[name]);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

// Another login has another token.
async function hasNewToken() {
  const fresh = await fetch("/_/api/texts");
  const sent = fresh.ok ? (await fresh.json()).token : token;
  const isNew = sent !== token;
  token = sent;
  return isNew;
}

async function ask(address, body, again = true) {
  const options = body === undefined ? {} : {
    method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-Desk-Token": token },
  };
  const answer = await fetch(`/_/api/${address}?path=${encodeURIComponent(path)}`, options);
  if (body !== undefined && again && [401, 403].includes(answer.status) && await hasNewToken()) return ask(address, body, false);
  const kind = answer.headers.get("Content-Type") || "";
  return { status: answer.status, value: kind.startsWith("application/json") ? await answer.json() : {} };
}

// keys

function valueAt(values, name) {
  const [key, inner] = name.split(".");
  const value = values[key];
  if (inner === undefined) return value;
  if (typeof value === "string") return inner === "src" ? value : undefined;
  return value ? value[inner] : undefined;
}

const isPair = (value) => Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "string");

const isSimple = (name, value) => name === "links" ? value === undefined || value === null || window.newsgenLinks.isLinks(value) : (name === "image.focus" && isPair(value)) || value === undefined || value === null || typeof value === "string"
  || (LIST_KEYS.includes(name) && Array.isArray(value) && value.every((one) => typeof one === "string"));

const keyName = (name) => texts.keys[`${story.kind}.${name}`] || texts.keys[name] || name;

const shown = (value) => Array.isArray(value) ? value.join("\n") : value ?? "";

function fitHeight(area) {
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
}

function keyField(name) {
  const value = valueAt(story.values, name);
  let input;
  if (name === "section" && texts.sections.length) {
    input = element("select");
    for (const [id, label] of texts.sections) input.append(element("option", { value: id, textContent: label }));
  } else if (name === "status") {
    input = element("select");
    for (const id of ["published", "draft", "withdrawn"]) input.append(element("option", { value: id, textContent: texts.statuses[id] }));
  } else if (name === "kind") {
    input = element("select");
    for (const id of ["person", "organization"]) input.append(element("option", { value: id, textContent: word(`kind-${id}`) }));
  } else if (name === "links" && isSimple(name, value)) {
    input = element("input", { type: "hidden" });
  } else if (LONG_KEYS.includes(name) || LIST_KEYS.includes(name)) {
    input = element("textarea", { rows: 1, dir: "auto" });
  } else {
    input = element("input", { dir: "auto" });
  }
  const preset = { status: "published", kind: "person" }[name];
  const written = name === "links" && isSimple(name, value) ? window.newsgenLinks.written(value || []) : shown(value) || preset || "";
  if (input.tagName === "SELECT" && ![...input.options].some((option) => option.value === written)) input.append(element("option", { value: written, textContent: written }));
  input.value = written;
  const right = { status: "publish", publish_at: "schedule", breaking_until: "schedule", note: "withdraw" }[name];
  input.disabled = !story.keyed || !story.editable || !isSimple(name, value) || (right !== undefined && !story.may[right]);
  const label = name === "links" && isSimple(name, value)
    ? window.newsgenLinks.show(input, { words: texts.words, label: keyName(name), usable: !input.disabled })
    : element("label", { className: name.replace(".", "-") }, element("span", { textContent: keyName(name) }), input);
  if (!isSimple(name, value)) input.value = word("source");
  const count = name === "title" && story.kind === "story" ? element("div", { className: "headline-length" }) : null;
  if (count) label.append(count);
  const helps = LIST_KEYS.includes(name) ? word("one-entry") : story.kind === "story" && HELPED.includes(name) ? word(`${name}-help`) : "";
  const help = helps ? element("small", { className: "count", textContent: helps }) : null;
  if (help) label.append(help);
  const field = { name, input, written: input.value, label, simple: isSimple(name, value) };
  const update = () => {
    if (input.tagName === "TEXTAREA") fitHeight(input);
    if (count && window.newsgenHeadline) window.newsgenHeadline(count, input.value, texts);
    else if (count) count.textContent = word("characters", { count: [...input.value].length });
  };
  input.addEventListener("input", () => { update(); changed(); });
  if (input.tagName === "TEXTAREA" && !LIST_KEYS.includes(name)) {
    input.addEventListener("keydown", (event) => { // a headline is one line: the key leads on to the next field
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      const all = [...document.querySelectorAll("#keys, #lead")].flatMap((one) => [...one.querySelectorAll("input:not([hidden]), textarea, select")]).filter((one) => one.offsetParent);
      all[all.indexOf(input) + 1]?.focus();
    });
  }
  if (NAME_KEYS.includes(name) && !input.disabled) {
    window.newsgenCompletion?.(input, { label: texts.keys[name], find: (words) => findNames(name, words), put: typeOver, said: (count) => word("names-found", { count }) });
  }
  setTimeout(update);
  return field;
}

function showKeys() {
  const form = FORMS[story.kind] || FORMS.story;
  fields = [...form.first, ...form.lead, ...form.more].map(keyField);
  by("keys").replaceChildren(...fields.filter((field) => form.first.includes(field.name)).map((field) => field.label));
  by("more-keys").replaceChildren(...fields.filter((field) => form.more.includes(field.name)).map((field) => field.label));
  const lead = form.lead.length ? window.newsgenLead : null;
  by("lead").hidden = !lead;
  if (!lead) by("more-keys").prepend(...fields.filter((field) => form.lead.includes(field.name) && field.name !== "image.focus").map((field) => field.label));
  by("more").hidden = !by("more-keys").childElementCount;
  lead?.(by("lead"), Object.fromEntries(fields.map((field) => [field.name.replace("image.", ""), field])), {
    words: texts.editor, editable: story.editable && story.keyed, upload: uploadPicture, pictureAddress, notice,
    ...(story.kind === "profile" ? { crops: [[1, 1]], title: texts.editor.portrait, hint: texts.editor["portrait-hint"] } : {}),
  });
}

const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

function keyEdits() {
  const edits = [];
  const inner = {};
  for (const field of fields) {
    if (!field.simple || field.input.disabled || field.input.value === field.written) continue;
    const [key, part] = field.name.split(".");
    const text = key === "links" ? window.newsgenLinks.listed(field.input) : LIST_KEYS.includes(key) ? linesOf(field.input.value) : field.input.value.replace(/\s*\n\s*/g, " ").trim();
    if (part) {
      const before = story.values[key];
      inner[key] ??= typeof before === "string" ? { src: before } : { ...before };
      if (text) inner[key][part] = part === "focus" ? text.split(/[\s,]+/) : text; else delete inner[key][part];
    } else if (text.length) {
      edits.push({ do: "set", key, value: text });
    } else {
      edits.push({ do: "unset", key });
    }
  }
  for (const [key, value] of Object.entries(inner)) {
    edits.push(Object.keys(value).length ? { do: "set", key, value } : { do: "unset", key });
  }
  return edits;
}

// blocks: a piece is a block of the opened version (``index``), or a new one (-1)

function pieceView(piece) {
  const area = element("textarea", { value: piece.source, rows: 1, dir: "auto", disabled: !story.editable });
  area.setAttribute("aria-label", texts.blocks[piece.kind] || piece.kind);
  const tool = (name, act) => {
    const button = element("button", { type: "button", className: "quiet", textContent: word(name) });
    button.addEventListener("click", act);
    return button;
  };
  const place = () => pieces.indexOf(piece);
  const move = (by) => { const at = place(); const to = at + by; if (to < 0 || to >= pieces.length) return; pieces.splice(at, 1); pieces.splice(to, 0, piece); showBlocks(); piece.area.focus(); changed(); };
  piece.area = area;
  piece.notes = element("div");
  const remove = tool(piece.removed ? "undo" : "remove", () => {
    if (piece.index < 0) pieces.splice(place(), 1); else piece.removed = !piece.removed;
    showBlocks(); changed();
  });
  const tools = element("div", { className: "tools" }, element("span", { textContent: texts.blocks[piece.kind] || piece.kind }),
    tool("up", () => move(-1)), tool("down", () => move(1)), remove,
    tool("add", () => { pieces.splice(place() + 1, 0, { index: -1, kind: "paragraph", source: "", written: "" }); showBlocks(); pieces[place() + 1].area.focus(); }));
  piece.view = element("div", { className: `block ${piece.kind}${piece.removed ? " removed" : ""}` }, area, piece.notes, story.editable ? tools : null);
  area.addEventListener("input", () => { piece.source = area.value; mark(piece); fitHeight(area); changed(); });
  mark(piece);
  setTimeout(() => fitHeight(area));
  return piece.view;
}

const mark = (piece) => piece.view.classList.toggle("changed", piece.index < 0 || piece.source !== piece.written);

function showBlocks() {
  editor?.destroy();
  editor = null;
  if (story.kind === "profile") { by("plain").hidden = true; by("blocks").replaceChildren(); return; }
  const whole = window.newsgenEditor;
  const plain = !whole || localStored("desk:plain") === "1";
  by("plain").hidden = !whole;
  by("plain").textContent = texts.editor[plain ? "blocks" : "plain"];
  const signs = { ...texts.signs, on: localStored("desk:signs") !== "0" };
  if (!plain) {
    editor = whole.mount(by("blocks"), {
      pieces, editable: story.editable, words: story.kind === "page" ? { ...texts.editor, ...texts.editor_of_pages } : texts.editor, lang: document.documentElement.lang,
      story: { live: story.values.kind === "live", references: story.blocks.some((block) => block.kind === "reference") },
      kinds: (index) => story.blocks[index].kind, kindName: cardName,
      pictureAddress, upload: uploadPicture, find: findStories,
      signs, switchSigns: (on) => { signs.on = on; try { localStorage.setItem("desk:signs", on ? "1" : "0"); } catch { /* for this page alone */ } },
      findingView, notice: (text) => notice(text, text === texts.editor.uploading), changed: typedInEditor,
    });
    return;
  }
  const add = element("button", { type: "button", className: "quiet add", textContent: word("add") });
  add.addEventListener("click", () => { pieces.unshift({ index: -1, kind: "paragraph", source: "", written: "" }); showBlocks(); pieces[0].area.focus(); });
  by("blocks").replaceChildren(...(story.editable ? [add] : []), ...pieces.map(pieceView));
}

// The blocks that keep their order are those of a longest rising row of indexes; all others have moved.
function staying() {
  const rows = [];
  for (const piece of pieces) {
    if (piece.index < 0) continue;
    let best = null;
    for (const row of rows) if (row.last < piece.index && (!best || row.length > best.length)) best = row;
    rows.push({ last: piece.index, length: best ? best.length + 1 : 1, before: best });
  }
  const kept = new Set();
  let row = rows.reduce((best, one) => (!best || one.length > best.length ? one : best), null);
  for (; row; row = row.before) kept.add(row.last);
  return kept;
}

function blockEdits() {
  const kept = staying();
  const edits = [];
  let before = story.blocks.length;
  for (const piece of [...pieces].reverse()) {
    const blank = piece.removed || !piece.source.trim();
    if (piece.index >= 0 && kept.has(piece.index)) {
      if (blank) edits.unshift({ do: "remove", block: piece.index });
      else if (piece.source !== piece.written) edits.unshift({ do: "replace", block: piece.index, source: piece.source });
      before = piece.index;
    } else if (piece.index < 0) {
      if (!blank) edits.unshift({ do: "insert", before, source: piece.source });
    } else if (blank) {
      edits.unshift({ do: "remove", block: piece.index });
    } else if (piece.source === piece.written) {
      edits.unshift({ do: "move", block: piece.index, before });
    } else {
      edits.unshift({ do: "remove", block: piece.index }, { do: "insert", before, source: piece.source });
    }
  }
  return edits;
}

function allEdits() {
  if (editor) pieces = editor.pieces();
  return [...keyEdits(), ...blockEdits()];
}

// what the block editor asks for

const localStored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };

const pictureAddress = (src) => (/^https:/.test(src) ? src : `/_/api/picture?path=${encodeURIComponent(path)}&src=${encodeURIComponent(src)}`);

// A picture that is too large is not sent: who stands before the desk, as nginx, refuses it in words of its own (413).
async function uploadPicture(file) {
  const tooLarge = () => ({ message: word("too-large", { name: file.name, limit: Math.floor(texts.most_picture / 2 ** 20) }) });
  if (file.size > texts.most_picture) return tooLarge();
  const send = () => fetch(`/_/api/picture?path=${encodeURIComponent(path)}`, { method: "POST", body: file, headers: { "X-Desk-Token": token } });
  let answer = await send();
  if ([401, 403].includes(answer.status) && await hasNewToken()) answer = await send();
  const kind = answer.headers.get("Content-Type") || "";
  if (kind.startsWith("application/json")) return answer.json();
  if (answer.status === 413) return tooLarge();
  return { message: word(answer.status === 401 ? "log-in-again" : answer.status === 403 ? "forbidden" : "not-arrived") };
}

async function findStories(words) {
  const answer = await fetch(`/_/api/links?q=${encodeURIComponent(words)}&path=${encodeURIComponent(path)}`);
  return answer.ok ? (await answer.json()).stories : [];
}

async function findNames(key, words) {
  const answer = await fetch(`/_/api/names?key=${key}&q=${encodeURIComponent(words)}`);
  return answer.ok ? (await answer.json()).names : [];
}

function cardName(kind, source) {
  const marked = /\{:[^}]*\.([a-z]+)\b/.exec(source);
  if (kind === "paragraph" && marked) return texts.editor[`card-${marked[1]}`] || texts.editor["card-chart"];
  if (kind === "paragraph" && /^\s*https?:\S+\s*$/.test(source)) return texts.editor["card-embed"];
  if (kind === "heading") return texts.editor["card-entry"];
  return kind === "paragraph" ? texts.editor["card-source"] : texts.blocks[kind] || kind;
}

// "place" says where in the editor the finding stands; the button is left out where the finding is part of another button.
const findingView = (finding, place = null, whole = true) => element("div", { className: `finding ${finding.level}` },
  element("b", { textContent: finding.message }), element("small", { textContent: finding.hint }), whole ? mendButton(finding, place) : null);

// a click that mends a finding

function mendButton(finding, place) {
  if (!finding.mends?.length || !story.editable) return null;
  const button = element("button", { type: "button", className: "quiet mend", textContent: word("mend") });
  button.setAttribute("aria-label", `${word("mend")}: ${finding.message}`);
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", (event) => { event.stopPropagation(); mend(finding, place, event.pointerType === "touch"); });
  return button;
}

function mend(finding, place, byFinger) {
  if (root.classList.contains("locked")) { notice(word("mend-locked"), true); return; }
  const { field } = finding.mends[0];
  const isDone = field ? mendField(fields.find((one) => one.name === field), finding.mends[0]) : editor ? editor.mend(finding.mends, place?.()) : mendPieces(finding.mends, place);
  if (isDone && editor && !field && !byFinger) editor.view.focus();
  if (isDone) showFindings(listed.filter((one) => one !== finding));
  if (!isDone) notice(word("mend-stale"), true); else if (by("notice").textContent === word("mend-stale")) notice("");
  changed();
  clearTimeout(checkTimer);
  check();
}

function mendField(field, { before, after }) {
  if (!field?.simple || field.input.disabled || field.input.value !== before) return false;
  typeOver(field.input, 0, before, after);
  return true;
}

function mendPieces(lines, piece) {
  return lines.every(({ before, after }) => {
    const holding = pieces.filter((one) => !one.removed && one.source.split("\n").includes(before));
    const home = holding.includes(piece) ? piece : holding[0];
    if (home) typeOver(home.area, `\n${home.source}\n`.indexOf(`\n${before}\n`), before, after);
    return Boolean(home);
  });
}

// Type a text over another in a field, only where they differ, so that the browser can undo it.
function typeOver(input, at, before, after) {
  const [old, fresh] = [[...before], [...after]];
  let head = 0;
  while (head < Math.min(old.length, fresh.length) && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, fresh.length) - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const start = at + old.slice(0, head).join("").length;
  const end = at + before.length - old.slice(old.length - tail).join("").length;
  const typed = fresh.slice(head, fresh.length - tail).join("");
  const outer = input.closest("details");
  if (outer) outer.open = true;
  input.focus();
  input.setSelectionRange(start, end);
  const whole = input.value.slice(0, start) + typed + input.value.slice(end);
  if (!document.execCommand(typed ? "insertText" : "delete", false, typed) || input.value !== whole) {
    input.value = whole;
    input.dispatchEvent(new Event("input"));
  }
}

// what is typed, and whether the server has it

function state(name, kind = "") {
  by("state").textContent = name ? word(name) : "";
  by("state").className = kind;
}

// In a long story the edits and what the browser keeps of them take longer than a key: they wait for a pause.
let pending = 0;

function typedInEditor() {
  by("save").disabled = saving;
  state("unsaved", "unsaved");
  clearTimeout(pending);
  pending = setTimeout(changed, 150);
}

addEventListener("pagehide", () => { if (pending) changed(); });

function changed() {
  clearTimeout(pending);
  pending = 0;
  const edits = allEdits();
  by("save").disabled = !edits.length || saving;
  if (edits.length) state("unsaved", "unsaved"); else state("");
  remember();
  clearTimeout(checkTimer);
  checkTimer = setTimeout(check, 800);
}

function remember() {
  try {
    if (!allEdits().length) { localStorage.removeItem(draftKey); return; }
    localStorage.setItem(draftKey, JSON.stringify({
      story,
      keys: Object.fromEntries(fields.map((field) => [field.name, field.input.value])),
      pieces: pieces.map(({ index, kind, source, written, removed }) => ({ index, kind, source, written, removed })),
    }));
  } catch { /* private windows keep nothing */ }
}

function remembered() {
  try { return JSON.parse(localStorage.getItem(draftKey)); } catch { return null; }
}

function show(opened, typed = null, { kept = false } = {}) {
  story = typed ? { ...opened, ...typed.story } : opened;
  pieces = typed ? typed.pieces : story.blocks.map((block, index) => ({ index, kind: block.kind, source: block.source, written: block.source }));
  root.dataset.version = story.version;
  document.dispatchEvent(new CustomEvent("desk-story", { detail: opened }));
  showKeys();
  if (typed) for (const field of fields) if (field.simple && !field.input.disabled && field.name in typed.keys) field.input.value = typed.keys[field.name];
  if (!kept) showBlocks();
  showFindings(opened.findings || []);
  notice(!story.keyed ? word(story.kind === "profile" ? "profile-broken" : "keys-broken") : !story.editable ? story.workflow?.locked || word("read-only") : typed ? word("kept") : !window.newsgenEditor ? texts.editor["no-editor"] : "there" in root.dataset ? word(story.kind === "story" ? "exists" : "exists-page") : "", true);
  if (opened.address) by("page").src = opened.address; else if (by("frame").offsetParent) awaitPreview(5);
  changed();
}

// A file that was just begun has no page in the preview before the next build.
function awaitPreview(times) {
  setTimeout(async () => {
    if (by("page").getAttribute("src")) return;
    try {
      const { value } = await ask("story");
      if (value.address) by("page").src = value.address; else if (times > 1) awaitPreview(times - 1);
    } catch { /* the save tells */ }
  }, 2000);
}

function notice(text, soft = false) {
  by("notice").textContent = text;
  by("notice").hidden = !text;
  by("notice").classList.toggle("soft", soft);
  if (text && !soft) by("notice").scrollIntoView({ block: "nearest" });
}

async function check() {
  const number = checks += 1;
  const edits = allEdits();
  if (!edits.length) { showFindings(story.findings || []); return; }
  try {
    const { status, value } = await ask("check", { version: story.version, edits });
    if (number !== checks) return; // a newer one is on its way
    if (status === 200) { showFindings(value.findings); if (by("notice").dataset.refused) { notice(""); delete by("notice").dataset.refused; } }
    else if (status === 422) { notice(value.message); by("notice").dataset.refused = "1"; }
  } catch { /* the save tells */ }
}

function showFindings(findings) {
  listed = findings;
  showFindingsOfKeys(findings.filter((finding) => finding.key));
  if (editor) {
    editor.setFindings(findings.filter((finding) => finding.block >= 0));
    const items = findings.map((finding) => {
      const go = element("button", { type: "button", className: "go" }, findingView(finding, null, false));
      go.addEventListener("click", () => (finding.block >= 0 ? editor.focus(finding) : fieldOf(finding)?.input.focus()));
      return element("li", {}, go, mendButton(finding));
    });
    by("findings").replaceChildren(...(items.length ? items : [element("li", { textContent: word("no-findings") })]));
    return;
  }
  for (const piece of pieces) piece.notes.replaceChildren();
  const list = findings.map((finding) => {
    const home = finding.block >= 0 ? pieces.find((piece) => !piece.removed && finding.text && piece.source.split("\n").includes(finding.text)) : null;
    if (home) home.notes.append(findingView(finding, home));
    const item = element("li", {}, findingView(finding, home));
    if (home) item.firstChild.addEventListener("click", () => home.area.focus());
    return item;
  });
  by("findings").replaceChildren(...(list.length ? list : [element("li", { textContent: word("no-findings") })]));
}

// The field that a finding in the front matter is about; of a group of keys the first one, where nothing tells which.
const fieldOf = (finding) => fields.find((field) => field.name === (finding.mends?.[0]?.field || finding.key)) ?? fields.find((field) => field.name.split(".")[0] === finding.key && !field.label.hidden);

function showFindingsOfKeys(findings) {
  for (const old of document.querySelectorAll(".beside-field")) old.remove();
  for (const field of fields) {
    const own = findings.filter((finding) => fieldOf(finding) === field);
    if (own.length && field.label.isConnected && !field.label.hidden) field.label.after(element("div", { className: "beside-field" }, ...own.map((finding) => findingView(finding))));
  }
}

async function save() {
  clearTimeout(pending);
  pending = 0;
  const edits = allEdits();
  if (!edits.length || saving) return;
  saving = true;
  by("save").disabled = true;
  state("saving");
  let answer;
  try {
    answer = await ask("story", { version: story.version, edits, decisions, seen });
  } catch {
    saving = false;
    changed();
    notice(word("offline"));
    return;
  }
  saving = false;
  const { status, value } = answer;
  if (status === 200) {
    const typedMeanwhile = JSON.stringify(allEdits()) !== JSON.stringify(edits);
    decisions = {};
    by("conflicts").hidden = true;
    if (typedMeanwhile) { changed(); notice(word("unsaved"), true); save(); return; }
    try { localStorage.removeItem(draftKey); } catch { /* nothing is kept */ }
    const focused = document.activeElement?.closest("#keys label, #lead label, #more-keys label")?.className;
    const kept = Boolean(editor?.rebase(value.blocks));
    const caret = kept ? null : editor?.caret();
    show(value, null, { kept });
    if (caret) editor?.setCaret(caret);
    if (focused) document.querySelector(`label.${focused} :is(input, textarea, select)`)?.focus();
    state("saved", "saved");
    notice(value.merged ? word("merged") + (value.beside ? " " + word("beside") : "") : "", true);
    showPageSoon(value.address);
  } else if (status === 409 && value.conflicts) {
    changed();
    seen = value.seen;
    showConflicts(value.conflicts);
  } else {
    changed();
    notice(value.message || word(status === 401 ? "log-in-again" : status === 403 ? "forbidden" : "offline"));
  }
}

// A form of this page has changed the file. What is typed here and not saved waits for its own save, which merges.
async function refresh() {
  const isBusy = () => saving || allEdits().length > 0;
  if (isBusy()) return;
  const { status, value } = await ask("story");
  if (status !== 200 || isBusy()) return;
  show(value, null, { kept: Boolean(editor?.rebase(value.blocks)) });
  showPageSoon(value.address);
}

// The preview is built a moment after a save.
function showPageSoon(address) {
  for (const pause of [1500, 5000]) setTimeout(() => { if (address) by("page").src = address; }, pause);
}

function showConflicts(conflicts) {
  decisions = {};
  const done = element("button", { type: "button", textContent: word("decide"), disabled: true });
  done.addEventListener("click", save);
  const views = conflicts.map((conflict, number) => {
    const side = (name) => element("div", {}, element("b", { textContent: word(name) }),
      element("pre", { dir: "auto", textContent: conflict[name] === null ? word("gone") : conflict[name].replace(/\n$/, "") }));
    const names = conflict.where === "block" && conflict.mine !== null && conflict.theirs !== null ? ["mine", "theirs", "both"] : ["mine", "theirs"];
    const choices = names.map((name) => {
      const input = element("input", { type: "radio", name: `conflict-${number}`, value: name });
      input.addEventListener("change", () => { decisions[conflict.name] = name; done.disabled = Object.keys(decisions).length < conflicts.length; });
      return element("label", {}, input, element("span", { textContent: word(name) }));
    });
    const was = conflict.base === null ? null : element("details", {}, element("summary", { textContent: word("before") }), element("pre", { dir: "auto", textContent: conflict.base }));
    return element("fieldset", { className: "conflict" }, element("div", { className: "sides" }, side("mine"), side("theirs")), was, element("div", { className: "choices" }, ...choices));
  });
  by("conflicts").replaceChildren(element("p", { className: "alert soft", textContent: word("conflicts") }), ...views, done);
  by("conflicts").hidden = false;
  by("conflicts").scrollIntoView({ block: "start" });
}

// What is typed on the page is saved before something leaves it or changes the file: whether it is.
window.newsgenSettled = async () => {
  const isUnsaved = () => !by("save").disabled || by("state").textContent === word("saving");
  if (!by("save").disabled) by("save").click();
  for (let wait = 0; wait < 40 && isUnsaved(); wait += 1) await new Promise((done) => setTimeout(done, 250));
  return !isUnsaved();
};

// A page as wide as a desk's screen is shown smaller, whole in its width.
function sized(wide) {
  by("frame").style.setProperty("--scale", wide ? Math.min(1, by("frame").clientWidth / WIDE) : 1);
  by("frame").classList.toggle("wide-view", wide);
  by("phone").setAttribute("aria-pressed", String(!wide));
  by("wide").setAttribute("aria-pressed", String(wide));
}

async function begin() {
  texts = await (await fetch("/_/api/texts")).json();
  const { status, value } = await ask("story");
  if (status !== 200) { notice(value.message || word("offline")); return; }
  const typed = remembered();
  show(value, typed && typed.story && typed.story.path === path ? typed : null);
  by("save").addEventListener("click", save);
  document.addEventListener("desk-refresh", () => refresh().catch(() => {}));
  by("plain").addEventListener("click", () => {
    if (editor) pieces = editor.pieces();
    try { localStorage.setItem("desk:plain", localStored("desk:plain") === "1" ? "0" : "1"); } catch { /* for this page alone */ }
    showBlocks();
    check();
  });
  by("phone").addEventListener("click", () => sized(false));
  by("wide").addEventListener("click", () => sized(true));
  sized(false);
  addEventListener("resize", () => sized(by("frame").classList.contains("wide-view")));
  addEventListener("resize", () => { for (const area of document.querySelectorAll("textarea")) fitHeight(area); });
  addEventListener("keydown", (event) => { if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); save(); } });
  addEventListener("beforeunload", (event) => { if (allEdits().length) event.preventDefault(); });
}

begin();
