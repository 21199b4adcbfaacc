// The signs that Arabic keyboards have on other keys: what a typed " , ; or ? becomes, by the words around it.
const LETTER = /\p{L}/u;
const ARABIC = /\p{Script=Arabic}/u;
const PUNCTUATION = { ",": "،", ";": "؛", "?": "؟" };
const TWO_LATIN_WORDS = /[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’.-]*[ ,"]+[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’.-]*[ ,:"]*$/;

const isArabic = (letter) => letter !== undefined && ARABIC.test(letter);
const lastLetter = (text) => (text.match(/\p{L}(?=[^\p{L}]*$)/u) || [])[0];

// The sign to write for a typed one between two texts of one paragraph; null leaves it. "signs" has the house's "quotes", a pair
// or null, and says whether "punctuation" is Arabic.
export function signFor(sign, before, after, signs) {
  return sign === '"' ? quotationMark(before, after, signs.quotes) : signs.punctuation ? punctuation(sign, before, after) : null;
}

function punctuation(sign, before, after) {
  const last = before.replace(/[\p{M}\u0640]+$/u, "").at(-1) ?? "";
  const isInArabic = LETTER.test(last) ? isArabic(last) : /[»”)\]…]/.test(last) && isArabic(LETTER.exec(before)?.[0]);
  return isInArabic && !/^[A-Za-z0-9\u00c0-\u024f\u0660-\u0669]/.test(after) ? PUNCTUATION[sign] : null;
}

// An opening mark stands behind a space or an opening sign. Latin words keep their own: behind two of them, in a block of them, and
// right behind one where nothing is open.
function quotationMark(before, after, quotes) {
  if (!quotes) return null;
  const [opening, closing] = quotes;
  const last = lastLetter(before);
  const isOpen = before.split(opening).length > before.split(closing).length;
  const mark = before === "" || /[\s(\[{«“—–-]$/u.test(before) ? opening : closing;
  if (last === undefined) return LETTER.test(after) && !isArabic(LETTER.exec(after)[0]) ? null : mark;
  if (isArabic(last)) return mark;
  if (isOpen && mark === closing) return mark;
  return mark === opening && isArabic(LETTER.exec(before)[0]) && !TWO_LATIN_WORDS.test(before) ? mark : null;
}
