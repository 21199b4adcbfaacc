// The cells of a table's source. Only the line of a cell that changes is written anew.
const DELIMITER = /^ {0,3}\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$/;

function cut(line) {
  const cells = [];
  let cell = "";
  const inner = line.trim().replace(/^\|/, "").replace(/([^\\])\|$/, "$1");
  for (let i = 0; i < inner.length; i += 1) {
    if (inner[i] === "\\" && inner[i + 1] === "|") { cell += "\\|"; i += 1; }
    else if (inner[i] === "|") { cells.push(cell.trim()); cell = ""; }
    else cell += inner[i];
  }
  cells.push(cell.trim());
  return cells;
}

const joined = (cells) => `| ${cells.join(" | ")} |`;

// The rows as { line, words }; null where the source is no plain table.
export function cellsOf(source) {
  const lines = source.split("\n");
  if (lines.length < 2 || !DELIMITER.test(lines[1]) || lines.some((line) => !line.includes("|") || line.includes("`"))) return null;
  const rows = lines.map((line, n) => ({ line: n, words: cut(line) })).filter(({ line }) => line !== 1);
  const width = rows[0].words.length;
  return width > 0 && rows.every(({ words }) => words.length === width) && cut(lines[1]).length === width ? rows : null;
}

export function withCell(source, line, column, text) {
  const lines = source.split("\n");
  const cells = cut(lines[line]);
  cells[column] = text.replace(/\s+/g, " ").replace(/\\?\|/g, "\\|").trim();
  lines[line] = joined(cells);
  return lines.join("\n");
}

export const withRow = (source) => `${source}\n${joined(cut(source.split("\n")[0]).map(() => " "))}`;

export const withColumn = (source) => source.split("\n").map((line, n) => joined([...cut(line), n === 1 ? "---" : " "])).join("\n");
