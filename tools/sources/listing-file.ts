import { parse } from "csv-parse/sync";
import type { ListingDraft } from "../core/listing-draft.ts";
import { NectoError } from "../errors.ts";

export type ListingFormat = "csv" | "json";

/** A listing of a file; its draft may still be anything. */
export interface ListingRow {
  /** Null for a new one. */
  readonly listingId: string | null;
  readonly draft: unknown;
}

/** Fields that are numbers, and those that are JSON in a cell; all others are text. */
const NUMBERS = [
  ...["memoryGib", "gpuCount", "unitsTotal", "networkMbps", "minDurationSeconds", "maxDurationSeconds"],
  "ceilingUsdMicros",
] as const;
const VALUES = ["pricing", "availability", "offlineUnits"] as const;
/** A price in USDC by the GPU-hour, as most are: in the place of `pricing`. */
const USD = "usdPerGpuHour";
const COLUMNS = [
  ...["listingId", "title", "description", "gpu", "formFactor", "memoryGib", "gpuCount", "unitsTotal"],
  ...["country", "city", "vcpus", "hostMemoryGib", "storageGib", "networkMbps"],
  ...["minDurationSeconds", "maxDurationSeconds", USD, "pricing", "ceilingUsdMicros", "status"],
  ...["availability", "offlineUnits"],
] as const;

/** Rows of a file that may be read in at once. */
const MAX_ROWS = 500;

/**
 * Reads a file of listings. Columns are the fields of `ListingDraft`; `usdPerGpuHour` stands for a fixed price, and what is
 * no text is JSON. What is not said is left out, so that the schema's defaults hold.
 *
 * @throws NectoError `request/bad-file` when it is no file of that format
 */
export function readListings(text: string, format: ListingFormat): readonly ListingRow[] {
  const rows = format === "json" ? readJson(text) : readCsv(text);
  if (rows.length > MAX_ROWS) throw badFile(`It has ${rows.length} rows; ${MAX_ROWS} can be read at once.`);
  return rows;
}

/** A file that `readListings` reads back into the same drafts. */
export function writeListings(
  listings: readonly { readonly listingId: string; readonly draft: ListingDraft }[],
  format: ListingFormat,
): string {
  if (format === "json")
    return `${JSON.stringify(
      listings.map(({ listingId, draft }) => ({ listingId, ...draft })),
      null,
      2,
    )}\n`;
  const lines = listings.map(({ listingId, draft }) =>
    COLUMNS.map((column) => cellOf(column, listingId, draft)),
  );
  return [COLUMNS, ...lines].map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

function readJson(text: string): readonly ListingRow[] {
  const rows: unknown = parsed(text);
  if (!Array.isArray(rows) || rows.some((row) => typeof row !== "object" || row === null))
    throw badFile("A JSON file is a list of listings.");
  return rows.map(({ listingId, ...draft }: { listingId?: string | null }) => ({
    ...{ listingId: listingId ?? null, draft },
  }));
}

function readCsv(text: string): readonly ListingRow[] {
  let lines: Record<string, string>[];
  try {
    lines = parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true });
  } catch (cause) {
    throw badFile((cause as Error).message);
  }
  const unknown = Object.keys(lines[0] ?? {}).filter(
    (column) => !(COLUMNS as readonly string[]).includes(column),
  );
  if (unknown.length > 0)
    throw badFile(
      `It has columns that no listing has: ${unknown.join(", ")}. There are ${COLUMNS.join(", ")}.`,
    );
  return lines.map(({ listingId = "", ...cells }) => ({
    ...{ listingId: listingId || null, draft: draftOf(cells) },
  }));
}

function draftOf({ [USD]: amount = "", ...cells }: Record<string, string>): Record<string, unknown> {
  const said = Object.entries(cells).filter(([, cell]) => cell !== "");
  const draft = Object.fromEntries(said.map(([field, cell]) => [field, valueIn(field, cell)]));
  if (amount === "") return draft;
  return {
    ...draft,
    pricing: { model: "fixed", amount, currency: "USDC", per: "hour", scope: "gpu" },
  };
}

/** What cannot be read stays text, for the schema to refuse it in words. */
function valueIn(field: string, cell: string): unknown {
  if ((NUMBERS as readonly string[]).includes(field)) return /^\d{1,15}$/.test(cell) ? Number(cell) : cell;
  if (!(VALUES as readonly string[]).includes(field)) return cell.replace(GUARDED, "");
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

function cellOf(column: string, listingId: string, draft: ListingDraft): string {
  if (column === "listingId") return listingId;
  const { pricing } = draft;
  const isPlain =
    pricing.model === "fixed" &&
    pricing.currency === "USDC" &&
    pricing.scope === "gpu" &&
    pricing.per === "hour";
  if (column === USD) return isPlain ? pricing.amount : "";
  if (column === "pricing" && isPlain) return "";
  const value = draft[column as keyof ListingDraft];
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * Spreadsheets run cells that begin like this, after blanks and in full width too; an apostrophe before it makes them text, and
 * is taken off again.
 */
const FORMULA = /^'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;
const GUARDED = /^'(?='*(?:[\t\r\n]|\s*[=+\-@＝＋－＠]))/;

function quoted(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badFile((cause as Error).message);
  }
}

const badFile = (why: string): NectoError =>
  new NectoError({ code: "request/bad-file", message: `This file cannot be read. ${why}` });
