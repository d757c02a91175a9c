import { parse } from "csv-parse/sync";
import type { Offer, PriceClass } from "../core/offer.ts";
import { NectoError } from "../errors.ts";
import { DATED_COLUMNS, datedRowToOffers } from "./catalog-dated.ts";
import { type CsvRow, createSharedParts, type RowContext, type RowQuotes } from "./catalog-row.ts";
import { SKYPILOT_COLUMNS, SKYPILOT_REQUIRED, skypilotRowToOffers } from "./catalog-skypilot.ts";
import { countSkip } from "./count-skip.ts";
import type { TextFile } from "./read-text.ts";
import { sha256 } from "./sha256.ts";
import type { Source, SourceQuotes } from "./source.ts";

// A price catalogue as CSV, from a file, a folder of `<cloud>/vms.csv` files or a URL. No key, no limit.
// Prices are USD per instance-hour, dated and never bookable: for comparison and benchmarks.

export interface CatalogOptions {
  /** Path, folder, or `http(s):`/`file:` URL. */
  readonly location: string;
  /** Reads the CSV files at `location`; `read-text.ts` is the one for Node. */
  readonly read: (location: string, signal: AbortSignal) => Promise<readonly TextFile[]>;
  /** Cloud of a file whose rows do not name one; otherwise taken from `<cloud>/vms.csv` or `<cloud>.csv`. */
  readonly cloud?: string;
  readonly priceClass?: PriceClass;
}

interface Layout {
  readonly columns: readonly string[];
  /** The columns a header must have to be of this layout; the others may be missing and are then empty. */
  readonly required: readonly string[];
  readonly toOffers: (row: CsvRow, context: RowContext) => RowQuotes;
}

/** Chosen by header: the first layout whose required columns are all there. */
const LAYOUTS: readonly Layout[] = [
  { columns: DATED_COLUMNS, required: DATED_COLUMNS, toOffers: datedRowToOffers },
  { columns: SKYPILOT_COLUMNS, required: SKYPILOT_REQUIRED, toOffers: skypilotRowToOffers },
];

/**
 * Offers of a recorded price catalogue. A row with two prices gives two offers; rows without a price are counted as
 * `no-price`, parts of a GPU as `fractional-gpu`, reserved terms as `reserved-term`, broken rows as `malformed`.
 *
 * @throws NectoError `source/schema` for a file that is no known catalogue, `source/empty` for one without rows.
 */
export function catalog({ location, read, cloud, priceClass = "recorded" }: CatalogOptions): Source {
  return {
    name: "catalog",
    async fetchOffers({ now, signal }) {
      const files = await read(location, signal);
      if (files.length === 0) throw emptyError(location);
      const base = { priceClass, ids: new Set<string>(), shared: createSharedParts() };
      const quotes: Quotes = { offers: [], skips: {} };
      for (const file of files) {
        const observedAt = file.modifiedAt ?? new Date(now()).toISOString();
        readFile(file, { ...base, observedAt, cloud: cloud ?? cloudOf(file.path) }, quotes);
      }
      return { ...quotes, bodySha256: await hashOf(files), url: publicUrl(location) };
    },
  };
}

type Quotes = { offers: Offer[]; skips: Record<string, number> } & Pick<SourceQuotes, "offers" | "skips">;

function readFile(file: TextFile, context: RowContext, quotes: Quotes): void {
  const [header = [], ...rows] = parseCsv(file);
  const layout = LAYOUTS.find(({ required }) => required.every((column) => header.includes(column)));
  if (!layout) throw schemaError(file.path, "its header is neither of the two known layouts");
  if (rows.length === 0) throw emptyError(file.path);
  const cells = layout.columns.map((column) => [column, header.indexOf(column)] as const);
  for (const row of rows) {
    const { offers, skips } =
      row.length === header.length ? layout.toOffers(pick(row, cells), context) : MALFORMED;
    for (const offer of offers) quotes.offers.push(offer);
    for (const code of skips) countSkip(quotes.skips, code);
  }
}

const MALFORMED: RowQuotes = { offers: [], skips: ["malformed"] };

function pick(row: readonly string[], cells: readonly (readonly [string, number])[]): CsvRow {
  const picked: Record<string, string> = {};
  for (const [column, index] of cells) picked[column] = row[index] ?? "";
  return picked;
}

/** Rows of cells. A file without quotes needs no CSV grammar, and cutting it up is five times as fast. */
function parseCsv(file: TextFile): string[][] {
  if (!file.text.includes('"'))
    return file.text
      .split(/\r?\n/)
      .filter(Boolean)
      .map((line) => line.split(","));
  try {
    return parse(file.text, { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch (cause) {
    throw schemaError(file.path, "it is not CSV", cause);
  }
}

/** `catalogs/v7/lambda/vms.csv` → `lambda`, `prices/lambda.csv` → `lambda`. */
function cloudOf(path: string): string {
  const [name = "", folder] = path.split(/[\\/]/).reverse();
  return (/^vms\b/.test(name) && folder ? folder : name.replace(/\.csv.*$/, "")).toLowerCase();
}

const hashOf = (files: readonly TextFile[]): Promise<string> =>
  sha256(files.map(({ text }) => text).join(""));

/** Local paths stay out of reports, and so does the query of a URL, which may carry a key. */
function publicUrl(location: string): string | null {
  if (!/^https?:/.test(location)) return null;
  const { origin, pathname } = new URL(location);
  return origin + pathname;
}

const lastPart = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

const schemaError = (path: string, why: string, cause?: unknown): NectoError =>
  new NectoError({
    code: "source/schema",
    message: `The catalogue ${lastPart(path)} could not be read: ${why}. Point NECTO_CATALOG at a catalogue CSV.`,
    cause,
  });

const emptyError = (path: string): NectoError =>
  new NectoError({ code: "source/empty", message: `The catalogue ${lastPart(path)} has no rows.` });
