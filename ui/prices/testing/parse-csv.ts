/**
 * RFC 4180, by the book and not by `to-csv.ts`: records of cells, quotes taken off.
 *
 * @throws Error where a quoted cell does not end or is followed by text
 */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const [whole, body = "", end] = cell.exec(text) ?? [];
    if (whole === undefined) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 40)}`);
    records.at(-1)!.push(body.startsWith('"') ? body.slice(1, -1).replaceAll('""', '"') : body);
    if (end === "\r\n") records.push([]);
  }
  return records.at(-1)!.length === 0 ? records.slice(0, -1) : records;
}
