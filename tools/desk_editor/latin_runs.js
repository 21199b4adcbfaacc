// The runs of Latin words, numbers and signs in an Arabic text that a page keeps in their order: [start, end, direction].
const WORD = "[A-Za-z\\u00c0-\\u024f][A-Za-z\\u00c0-\\u024f0-9'’.&_/-]*[+#]*";
const LATIN = `(?:[@#]?${WORD}\\.?)(?:[ ,]+(?:${WORD}|[0-9]+(?:[.,][0-9]+)*)\\.?)*`;
const NUMBERS = "\\+?[0-9]+(?:[ ]?[-–:/×][ ]?[0-9]+)+|\\+[0-9]+(?: [0-9]+)+";
const RUN = new RegExp(`${LATIN}|${NUMBERS}`, "gu");
const ARABIC = /\p{Script=Arabic}/u;

export function runs(text) {
  if (!ARABIC.test(text) || !/[A-Za-z0-9]/.test(text)) return [];
  return [...text.matchAll(RUN)].map((found) => [found.index, found.index + found[0].length, "ltr"]);
}
