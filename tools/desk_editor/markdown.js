// newsgen's dialect of Markdown to nodes and back. What is not surely understood is refused, and the editor shows its source.
//
// prosemirror-markdown reads CommonMark, which differs from what newsgen's engine reads (docs/articles.md, "Markdown here and
// elsewhere"): it would show another text than the page. This reader takes less and never guesses: whatever could mean something
// else to the engine makes a card. tests/browser/test_desk_editor.py compares both ways with the engine.
import { schema } from "./schema.js";

const { nodes, marks } = schema;

class Unknown extends Error {}
const refuse = () => { throw new Unknown(); };

const ESCAPABLE = /[!-/:-@[-`{-~]/;
const LETTER = /[\p{L}\p{M}\p{N}]/u;
const DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9";
const ITEM = new RegExp(`^( {0,3})([-*+]|([${DIGITS}]{1,3})([.)])) +(?=\\S)`);
const ATTRIBUTES = /^\{:?(?: *(?:#[^\s{}"'=#]+|\.-?[A-Za-z_][\w-]*|[A-Za-z][\w.:-]*=(?:"[^"{}\n]*"|'[^'{}\n]*'|[^\s"'{}=]+))(?=[ }]))+ *\}/;
const IMAGE = /^!\[((?:[^[\]\\]|\\.)*)\]\((<[^<>\n]*>|[^\s()<>"\\]+)(?: +"((?:[^"\\]|\\.)*)")?\)$/;

// --- reading

// The address in a link behind "](": [href, title, length] or null.
function target(text) {
  const found = /^\((<[^<>\n]*>|(?:[^\s()<>\\]|\([^\s()<>\\]*\))+)(?: +"([^"\\\n]*)")?\)/.exec(text);
  return found && [found[1].replace(/^<(.*)>$/, "$1"), found[2] || "", found[0].length];
}

function closingBracket(text, from) {
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === "[" || text[i] === "`") return -1;
    else if (text[i] === "]") return i;
  }
  return -1;
}

// The inline nodes of some lines. "references" says that the story has definitions of links, so that [words] may be one.
export function readInline(text, references = false) {
  const out = [];
  const open = [];
  let plain = "";
  const marked = () => open.map((one) => one.mark);
  const flush = () => { if (plain) out.push(schema.text(plain, marked())); plain = ""; };
  const toggle = (name, sign, at, length) => {
    const before = text[at - 1] ?? " ";
    const after = text[at + length] ?? " ";
    if (open.some((one) => one.sign === sign)) {
      const last = open.at(-1);
      if (last.sign !== sign || /\s/.test(before) || last.start === at) refuse();
      flush();
      open.pop();
    } else {
      if (/\s/.test(after)) refuse();
      flush();
      open.push({ mark: marks[name].create(), sign, start: at + length });
    }
    return at + length;
  };
  const lone = (text.match(/\*+/g) || []).length === 1; // nothing that it could close
  let i = 0;
  while (i < text.length) {
    const c = text[i];
    const next = text[i + 1] ?? "";
    const link = open.find((one) => one.end === i);
    if (link) {
      if (open.at(-1) !== link) refuse();
      flush();
      open.pop();
      i = link.after;
    } else if (c === "\\") {
      if (next === "\n" || !next) { if (!next) refuse(); flush(); out.push(nodes.line_break.create()); i += 2; }
      else if (ESCAPABLE.test(next)) { plain += next; i += 2; }
      else { plain += c; i += 1; }
    } else if (c === "\n") {
      if (/ {2}$/.test(plain)) { plain = plain.replace(/ +$/, ""); flush(); out.push(nodes.line_break.create()); }
      else { plain = plain.replace(/ +$/, ""); flush(); out.push(schema.text(" ", [...marked(), marks.soft.create()])); }
      i += 1;
      while (text[i] === " ") i += 1;
    } else if (c === "*") {
      const run = /^\*+/.exec(text.slice(i))[0].length;
      const spaced = /\s/.test(text[i - 1] ?? " ") && /\s/.test(text[i + run] ?? " ");
      if (lone) { plain += text.slice(i, i + run); i += run; } else if (spaced && run === 1) { plain += c; i += 1; }
      else if (run === 3) {
        const closing = open.length > 1 && open.slice(-2).every((one) => one.sign[0] === "*");
        if (closing) { i = toggle(open.at(-1).sign === "**" ? "strong" : "em", open.at(-1).sign, i, open.at(-1).sign.length); }
        else if (open.some((one) => one.sign[0] === "*")) refuse();
        else { toggle("strong", "**", i, 3); toggle("em", "*", i, 3); i += 3; }
      } else if (run === 2) {
        i = toggle("strong", "**", i, 2);
      } else if (run === 1) i = toggle("em", "*", i, 1);
      else refuse();
    } else if (c === "_") {
      const inWord = LETTER.test(text[i - 1] ?? "") && LETTER.test(next);
      if (!inWord && !(/\s/.test(text[i - 1] ?? " ") && /\s/.test(next || " "))) refuse();
      plain += c;
      i += 1;
    } else if (c === "~" && next === "~") {
      if (text[i + 2] === "~") refuse();
      i = toggle("strike", "~~", i, 2);
    } else if (c === "`") {
      const code = /^`([^`\n\\]+)`(?!`)/.exec(text.slice(i));
      if (!code || code[1] !== code[1].trim()) refuse();
      flush();
      out.push(schema.text(code[1], [...marked(), marks.code.create()]));
      i += code[0].length;
    } else if (c === "!" && next === "[") {
      refuse();
    } else if (c === "[") {
      const note = /^\[\^[^[\]\n]+\]/.exec(text.slice(i));
      if (note) {
        if (open.length) refuse();
        flush();
        out.push(nodes.chip.create({ source: note[0] }));
        i += note[0].length;
        continue;
      }
      const end = closingBracket(text, i + 1);
      const to = end > 0 && target(text.slice(end + 1));
      if (to) {
        if (open.some((one) => one.end) || end === i + 1) refuse();
        flush();
        open.push({ mark: marks.link.create({ href: to[0], title: to[1] }), sign: "[", end, after: end + 1 + to[2], start: i + 1 });
        i += 1;
      } else {
        if (references || end < 0 || "([".includes(text[end + 1] || "x")) refuse();
        plain += c;
        i += 1;
      }
    } else if (c === "<") {
      if (/[A-Za-z/!?]/.test(next)) refuse();
      plain += c;
      i += 1;
    } else if (c === "&") {
      if (/^&(#|[A-Za-z][A-Za-z0-9]*;)/.test(text.slice(i))) refuse();
      plain += c;
      i += 1;
    } else if (c === "{") {
      const list = ATTRIBUTES.exec(text.slice(i));
      if (list) {
        if (!/[*)~]/.test(text[i - 1] ?? "") || open.length || /[ :{]\./.test(list[0])) refuse(); // a class makes a box of it
        flush();
        out.push(nodes.chip.create({ source: list[0] }));
        i += list[0].length;
      } else { plain += c; i += 1; }
    } else { plain += c; i += 1; }
  }
  plain = plain.replace(/ +$/, "");
  flush();
  if (open.length) refuse();
  return out;
}

// A line that would begin another block inside of a paragraph.
const BEGINS = new RegExp(`^ {0,3}(#{1,6}(?= |$)|>|[-*+] |[${DIGITS}]{1,3}[.)] |:[ ]{1,3}\\S|\`\`\`|~~~|=+ *$|-[- ]*$|\\*[* ]*$|_[_ ]*$|\\[[^\\]]*\\]:|\\*\\[[^\\]]*\\] ?:|<|\\||:?-+:?\\s*\\|)`);

function readParagraph(source, key, references) {
  let lines = source.split("\n").map((line) => line.replace(/^[ \t]+/, ""));
  let pull = false;
  if (lines.length > 1 && /^\{: *\.pull *\}\s*$/.test(lines.at(-1))) { pull = true; lines = lines.slice(0, -1); }
  const image = lines.length === 1 && !pull && IMAGE.exec(lines[0].trimEnd());
  if (image) {
    const [, alt, src, caption] = image;
    if (/[`<&*_~[\]{}]/.test(alt.replace(/\\./g, "")) || /[`<&{}]/.test(caption || "")) refuse();
    const bare = (text) => text.replace(/\\([!-/:-@[-`{-~])/g, "$1");
    return nodes.picture.create({ key, alt: bare(alt), src: src.replace(/^<(.*)>$/, "$1"), caption: bare(caption || "") });
  }
  if (lines.some((line) => !line.trim())) refuse();
  if (lines.some((line) => BEGINS.test(line) && !/^\[\^/.test(line)) || lines.some((line) => /^\[\^[^\]]+\]:/.test(line))) refuse();
  if (lines.some((line) => /\|/.test(line)) && lines.length > 1) refuse();
  if (lines.some((line) => /^\{/.test(line))) refuse();
  if (lines.length === 1 && /^(https?:\/\/|www\.)\S+$/.test(lines[0].trim())) refuse(); // an embed
  return nodes.paragraph.create({ key, pull }, readInline(lines.join("\n").trimEnd(), references));
}

function readHeading(source, key, references, live) {
  const found = /^ {0,3}(#{1,6}) +(.*?)\s*$/.exec(source);
  if (!found || source.includes("\n") || (live && found[1].length < 3)) refuse();
  let words = found[2];
  let tail = "";
  const list = /\s(\{[^{}]*\})$/.exec(words);
  if (list && ATTRIBUTES.exec(list[1])?.[0] === list[1]) { tail = list[1]; words = words.slice(0, list.index); }
  words = words.replace(/\s+#+$/, "").trimEnd();
  if (!words || found[1].length > 4) refuse();
  return nodes.heading.create({ key, level: found[1].length, tail }, readInline(words, references));
}

const toNumber = (digits) => Number([...digits].map((one) => (one > "9" ? (one.codePointAt(0) & 15) : one)).join(""));

// A list whose items are lines, with lists of lines inside: others are cards.
function readList(lines, key, references) {
  const first = ITEM.exec(lines[0]) || refuse();
  const ordered = first[3] !== undefined;
  const base = first[1].length;
  const items = [];
  let blank = false;
  let loose = false;
  for (const line of lines) {
    if (!line.trim()) { blank = true; continue; }
    const indent = /^ */.exec(line)[0].length;
    const item = ITEM.exec(line.slice(Math.min(indent, base)));
    if (line.includes("\t")) refuse();
    if (indent <= base && item && item[1] === "") {
      if ((item[3] !== undefined) !== ordered) refuse();
      if (!ordered && item[2] !== first[2]) refuse();
      if (ordered && item[4] !== first[4]) refuse();
      if (blank) loose = true;
      items.push({ number: ordered ? toNumber(item[3]) : 0, words: line.slice(base + item[0].length), inner: [] });
    } else if (indent >= base + 2 && indent <= base + 4 && !blank && ITEM.test(line.trimStart()) && items.at(-1).inner.every((one) => one.indent === indent)) {
      items.at(-1).inner.push({ indent, line: line.slice(indent) });
    } else refuse();
    blank = false;
  }
  if (ordered && items.some((item, n) => item.number !== items[0].number + n)) refuse();
  if (ordered && items.length === 1 && items[0].number > 1) refuse();
  if (loose && items.length !== lines.filter((line) => line.trim()).length) refuse();
  if (loose && lines.filter((line) => !line.trim()).length < items.length - 1) refuse();
  const children = items.map((item) => {
    if (/^\[[ xX]\] /.test(item.words) || BEGINS.test(item.words) || /\{[^{}]*\}\s*$/.test(item.words)) refuse();
    const inner = item.inner.length ? [readList(item.inner.map((one) => one.line), null, references)] : [];
    return nodes.list_item.create(null, [nodes.paragraph.create({ key }, readInline(item.words.trimEnd(), references)), ...inner]);
  });
  return ordered ? nodes.ordered_list.create({ key, order: items[0].number, loose }, children) : nodes.bullet_list.create({ key, loose }, children);
}

function readQuote(source, key, references) {
  const lines = source.split("\n").map((line) => (/^ {0,3}> ?(.*)$/.exec(line) || refuse())[1]);
  const paragraphs = lines.join("\n").split(/\n[ \t]*(?:\n[ \t]*)*\n/).map((part) => part.replace(/^\n+|\n+$/g, ""));
  if (paragraphs.some((part) => !part.trim())) refuse();
  const children = paragraphs.map((part) => {
    const inner = ITEM.test(part) ? readList(part.split("\n"), key, references) : readParagraph(part, key, references);
    if (inner.type === nodes.picture || inner.attrs.pull) refuse();
    return inner;
  });
  const last = paragraphs.at(-1);
  if (/\]\(https?:[^)]*\)\s*$|https?:\S+\s*$/.test(last)) refuse(); // perhaps a post
  return nodes.blockquote.create({ key }, children);
}

function readAny(kind, source, key, { references, live }) {
  if (kind === "comment") {
    const found = /^<!--([\s\S]*?)-->\s*$/.exec(source);
    return found && !found[1].includes("--") ? [nodes.note.create({ key, text: found[1].trim() })] : refuse();
  }
  if (source.includes("<!--") || /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\ufeff\u2028\u2029]/.test(source) || source.includes("\t")) refuse();
  if (kind === "paragraph") return [readParagraph(source, key, references)];
  if (kind === "heading") return [readHeading(source, key, references, live)];
  if (kind === "list") return [readList(source.split("\n"), key, references)];
  if (kind === "quote") return [readQuote(source, key, references)];
  if (kind === "rule" && /^ {0,3}-(?: *-){2,} *$/.test(source)) return [nodes.rule.create({ key })];
  return refuse();
}

// The nodes of one block; a card where it is not surely understood. "story" has "references" and "live".
export function readBlock(kind, source, key, story = {}) {
  try {
    const found = readAny(kind, source, key, story);
    found.forEach((node) => node.check());
    return found;
  } catch (failure) {
    if (!(failure instanceof Unknown || failure instanceof RangeError)) throw failure;
    return [nodes.card.create({ key, source, kind })];
  }
}

// The kind of a block whose source only the browser has.
export function kindOf(source) {
  if (/^ {0,3}#{1,6} /.test(source)) return "heading";
  if (/^ {0,3}>/.test(source)) return "quote";
  if (/^<!--/.test(source)) return "comment";
  if (/^ {0,3}-(?: *-){2,} *$/.test(source)) return "rule";
  if (ITEM.test(source)) return "list";
  if (/^ {0,3}(```|~~~)/.test(source)) return "code";
  if (/^ {0,3}\|/.test(source)) return "table";
  if (/^</.test(source)) return "html";
  if (/^\[\^/.test(source) && /^\[\^[^\]]+\]:/.test(source)) return "footnote";
  if (/^\*?\[[^\]]*\] ?:/.test(source)) return "reference";
  return "paragraph";
}

// The nodes of a source that may hold several blocks: of words that were typed and not saved.
export function readSource(source, key, story, kind = kindOf(source)) {
  const whole = readBlock(kind, source, key, story);
  if (whole[0].type !== nodes.card || !/\n\s*\n/.test(source.trim())) return whole;
  const parts = source.trim().split(/\n\s*\n/).flatMap((part) => readBlock(kindOf(part), part, key, story));
  return parts.some((node) => node.type === nodes.card) ? whole : parts;
}

// --- writing

const SIGNS = { strong: "**", em: "*", strike: "~~" };
const ORDER = ["link", "strong", "em", "strike"];

// Put a backslash before each sign that would mean something. "rest" is what follows in the block.
function escaped(text, before, rest, inLink, references) {
  let out = "";
  const whole = text + rest;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    const left = i ? text[i - 1] : before;
    const right = whole[i + 1] ?? "";
    const tail = whole.slice(i + 1, i + 400);
    let sign = false;
    if (c === "\\") sign = i === text.length - 1 || ESCAPABLE.test(right) || right === "\n";
    else if (c === "*") sign = !(/^\s?$/.test(left) && /^\s?$/.test(right)) || right === "*" || left === "*";
    else if (c === "_") sign = !(LETTER.test(left) && LETTER.test(right)) && !(/^\s$/.test(left) && /^\s$/.test(right));
    else if (c === "`") sign = true;
    else if (c === "~") sign = right === "~" || left === "~";
    else if (c === "[") sign = inLink || references || right === "^" || right === "[" || /^[^\n]*?\](?=[([:])/.test(tail) || !/\]/.test(tail);
    else if (c === "]") sign = inLink || /[([:]/.test(right);
    else if (c === "!") sign = right === "[";
    else if (c === "<") sign = /[A-Za-z/!?]/.test(right);
    else if (c === "&") sign = /^(#|[A-Za-z][A-Za-z0-9]*;)/.test(tail);
    else if (c === "{") sign = /^[:#.\sA-Za-z]/.test(right);
    out += sign ? `\\${c}` : c;
  }
  return out;
}

// A line as it may stand in a paragraph: nothing at its beginning begins another block.
function guardedLine(line, first, lines) {
  if (/^(#{1,6})(?= |$)/.test(line)) return `\\${line}`;
  if (/^[>|]/.test(line) || /^[-+*](?= |$)/.test(line) || /^:(?= )/.test(line) || /^(~~~|```)/.test(line)) return `\\${line}`;
  const number = new RegExp(`^([${DIGITS}]{1,3})([.)])(?= |$)`).exec(line);
  if (number) return `${number[1]}\\${line.slice(number[1].length)}`;
  if (/^(=+|-[- ]*|_[_ ]*|\*[* ]*|\+)$/.test(line.trimEnd())) return `\\${line}`;
  if (/^[-:| ]+$/.test(line) && line.includes("-")) return `\\${line}`;
  if (!first && /\|/.test(line) && lines > 1) return line.replace(/^([:-])/, "\\$1");
  return line;
}

// Marks that begin or end with a space: the space goes outside, as the engine wants it.
function pieces(node) {
  const out = [];
  node.forEach((child) => {
    if (!child.isText) { out.push({ node: child, text: "", marks: child.marks.filter((mark) => SIGNS[mark.type.name]) }); return; }
    const soft = child.marks.some((mark) => mark.type === marks.soft);
    const code = child.marks.some((mark) => mark.type === marks.code);
    const own = ORDER.map((name) => child.marks.find((mark) => mark.type.name === name)).filter(Boolean);
    const text = child.text.replace(/[\n\r\u2028\u2029]/g, " ");
    out.push({ node: child, text: soft ? `\n${text.slice(1)}` : text, marks: own, soft, code });
  });
  for (let i = 0; i < out.length; i += 1) { // spaces at the edge of a mark lose it
    const piece = out[i];
    if (!piece.text || piece.soft || !(piece.marks.length || piece.code)) continue;
    const has = (other, mark) => Boolean(other && mark.isInSet(other.marks) && (other.text || other.node.type === nodes.chip));
    const space = (text, kept) => ({ ...piece, text, code: false, marks: piece.marks.filter(kept) });
    const before = out[i - 1];
    const after = out[i + 1];
    const lead = /^\s+/.exec(piece.text)?.[0].length || 0;
    if (lead === piece.text.length) {
      out[i] = space(piece.text, (mark) => has(before, mark) && has(after, mark));
      continue;
    }
    const trail = /\s+$/.exec(piece.text)?.[0].length || 0;
    const parts = [];
    if (lead && (piece.code || piece.marks.some((mark) => !has(before, mark)))) parts.push(space(piece.text.slice(0, lead), (mark) => has(before, mark)));
    const end = trail && (piece.code || piece.marks.some((mark) => !has(after, mark))) ? piece.text.length - trail : piece.text.length;
    parts.push({ ...piece, text: piece.text.slice(parts.length ? lead : 0, end) });
    if (end < piece.text.length) parts.push(space(piece.text.slice(end), (mark) => has(after, mark)));
    out.splice(i, 1, ...parts);
    i += parts.length - 1;
  }
  return out;
}

// Words between backticks. Three of them would begin a block of code, so words with one and with two stay words.
function coded(text) {
  const lengths = (text.match(/`+/g) || []).map((run) => run.length);
  if (!lengths.length) return `\`${text}\``;
  if (!lengths.includes(2)) return `\`\` ${text} \`\``;
  return lengths.includes(1) || /^`|`$/.test(text) ? escaped(text, "", "", false, false) : `\`${text}\``;
}

const writtenTarget = ({ href, title }) => {
  const bare = /^(?:[^\s()<>\\]|\([^\s()<>\\]*\))+$/.test(href);
  const address = bare ? href : `<${href.replace(/[<>\n]/g, (c) => encodeURIComponent(c))}>`;
  return `](${address}${title ? ` "${title.replace(/["\\\n]/g, "”")}"` : ""})`;
};

const BARE_AT_EDGE = /((?:https?:\/\/|www\.)[^\s<>()[\]*~]*[^\s<>()[\]*~.,:;!?،؛؟»])([.,:;!?،؛؟»]*)$/g;

export function writeInline(node, references = false, guarded = true) {
  const parts = pieces(node);
  let out = "";
  let open = [];
  const close = (count) => { for (let k = 0; k < count; k += 1) { const mark = open.pop(); out += mark.type === marks.link ? writtenTarget(mark.attrs) : SIGNS[mark.type.name]; } };
  parts.forEach((part, n) => {
    const wanted = [...part.marks].sort((a, b) => lengthFrom(parts, n, b) - lengthFrom(parts, n, a) || ORDER.indexOf(a.type.name) - ORDER.indexOf(b.type.name));
    let kept = 0;
    while (kept < open.length && open[kept].isInSet(part.marks)) kept += 1;
    close(open.length - kept);
    for (const mark of wanted.filter((one) => !one.isInSet(open))) { open.push(mark); out += mark.type === marks.link ? "[" : SIGNS[mark.type.name]; }
    if (part.node.type === nodes.line_break) out += "\\\n";
    else if (part.node.type === nodes.chip) out += part.node.attrs.source;
    else if (part.code) out += coded(part.text);
    else {
      const same = parts[n + 1] && parts[n + 1].marks.length === part.marks.length && part.marks.every((mark) => mark.isInSet(parts[n + 1].marks));
      const rest = (same ? "" : "\u0001") + parts.slice(n + 1).map((one) => one.text || "\u0001").join("");
      const follows = parts[n + 1] && parts[n + 1].marks.some((mark) => mark.type === marks.link) && !open.some((mark) => mark.type === marks.link);
      const before = out.at(-1) ?? " ";
      let text = escaped(part.text, before, rest, open.some((mark) => mark.type === marks.link), references);
      if (follows && /!$/.test(text) && !/\\!$/.test(text)) text = text.replace(/!$/, "\\!");
      // a bare address takes in the signs of a mark that touch it
      if (open.length && !open.some((mark) => mark.type === marks.link)) text = text.replace(BARE_AT_EDGE, (_, url, sign) => `[${url}](${url.replace(/^www/, "https://www")})${sign}`);
      out += text;
    }
  });
  close(open.length);
  const lines = out.replace(/\s+$/, "").split("\n").map((line) => line.replace(/^[ \t]+/, "").replace(/[ \t]+$/, ""));
  return lines.filter((line, n) => line || n === 0).map((line, n, all) => (guarded ? guardedLine(line, n === 0, all.length) : line)).join("\n").replace(/\\$/, (end) => (/(^|[^\\])(\\\\)*\\$/.test(out.trimEnd()) ? "" : end));
}

function lengthFrom(parts, n, mark) {
  let k = n;
  while (k < parts.length && mark.isInSet(parts[k].marks)) k += 1;
  return k - n;
}

const lines = (text, first, others) => text.split("\n").map((line, n) => (n ? others : first) + line).join("\n");

function writeList(list, references) {
  const ordered = list.type === nodes.ordered_list;
  const items = [];
  list.forEach((item, _, n) => {
    const marker = ordered ? `${list.attrs.order + n}. ` : "- ";
    const parts = [];
    item.forEach((child) => parts.push([child.type === nodes.paragraph, child.type === nodes.paragraph ? writeInline(child, references).replace(/\\?\n/g, " ") : writeList(child, references)]));
    let text = parts[0][1];
    for (const [paragraph, source] of parts.slice(1)) text += (paragraph ? "\n\n" : "\n") + lines(source, "    ", "    ");
    items.push(marker + text.replace(/^(?=\[[ xX]\] )/, "\\"));
  });
  return items.join(list.attrs.loose ? "\n\n" : "\n");
}

const words = (text) => text.replace(/\s+/g, " ").trim();

// The Markdown of a node; empty for a paragraph without words.
export function writeBlock(node, story = {}) {
  const { references } = story;
  switch (node.type) {
    case nodes.paragraph: {
      const text = writeInline(node, references);
      return text && node.attrs.pull ? `${text}\n{: .pull}` : text;
    }
    case nodes.heading: {
      const text = writeInline(node, references, false).replace(/\\?\n/g, " ").replace(/(\s)(#+)$/, "$1\\$2");
      return text && `${"#".repeat(node.attrs.level)} ${text}${node.attrs.tail && ` ${node.attrs.tail}`}`;
    }
    case nodes.blockquote: {
      const parts = [];
      node.forEach((child) => parts.push(child.type === nodes.paragraph ? writeInline(child, references) : writeList(child, references)));
      return lines(parts.filter(Boolean).join("\n\n"), "> ", "> ").replace(/^> $/gm, ">");
    }
    case nodes.bullet_list:
    case nodes.ordered_list: return writeList(node, references);
    case nodes.rule: return "---";
    case nodes.picture: {
      const { src, alt, caption } = node.attrs;
      const address = /^[^\s()<>"\\]+$/.test(src) ? src : `<${src.replace(/[<>\n]/g, "")}>`;
      const shown = words(alt).replace(/[\\`*_[\]<&{}~]/g, "\\$&");
      const below = words(caption).replace(/[\\"`<&{}]/g, "\\$&");
      return `![${shown}](${address}${below ? ` "${below}"` : ""})`;
    }
    case nodes.note: return node.attrs.text.trim() ? `<!-- ${node.attrs.text.replace(/--+>?/g, "—").trim()} -->` : "";
    default: return node.attrs.source;
  }
}
