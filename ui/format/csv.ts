/** Spreadsheets run cells that begin like this, after blanks and in full width too. A listing's name must never become a formula. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

/** One cell: formulas become text, and quotes, commas and line breaks stay inside it. */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as RFC 4180; unknown values are empty. */
export const toCsv = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `${row.map((cell) => csvCell(String(cell ?? ""))).join(",")}\r\n`).join("");
