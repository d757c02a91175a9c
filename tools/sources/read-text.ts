import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { NectoError } from "../errors.ts";
import { fetchBody } from "./fetch-body.ts";

export interface TextFile {
  /** Path or URL path, from which a catalogue may take its cloud's name. */
  readonly path: string;
  readonly text: string;
  /** ISO time of the last change, when the file system or the server says. */
  readonly modifiedAt: string | null;
}

/**
 * Reads a CSV file, a URL, or all CSV files below a folder in order of path; of a folder with `vms.csv` files only
 * those, because SkyPilot keeps lists of images and quotas beside them.
 *
 * @throws NectoError `source/upstream` for a path that cannot be read; for a URL as `fetchBody`.
 */
export function createTextReader(fetch: typeof globalThis.fetch) {
  return async (location: string, signal: AbortSignal): Promise<readonly TextFile[]> => {
    try {
      if (/^https?:/.test(location)) return [await readUrl(location, fetch, signal)];
      return await readPath(location.startsWith("file:") ? fileURLToPath(location) : location, signal);
    } catch (cause) {
      if (cause instanceof NectoError || signal.aborted) throw cause;
      throw unreadable(cause);
    }
  };
}

async function readUrl(url: string, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<TextFile> {
  const { text, headers } = await fetchBody({ source: "catalog", url }, { fetch, signal });
  const changed = Date.parse(headers.get("last-modified") ?? "");
  const modifiedAt = Number.isNaN(changed) ? null : new Date(changed).toISOString();
  return { path: new URL(url).pathname, text, modifiedAt };
}

async function readPath(path: string, signal: AbortSignal): Promise<readonly TextFile[]> {
  if (!(await stat(path)).isDirectory()) return [await readOne(path, path, signal)];
  const all = (await readdir(path, { recursive: true })).filter((name) => name.endsWith(".csv")).sort();
  const catalogues = all.filter((name) => basename(name) === "vms.csv");
  const names = catalogues.length > 0 ? catalogues : all;
  return Promise.all(
    names.map((name) => readOne(join(path, name), relative(path, join(path, name)), signal)),
  );
}

async function readOne(file: string, path: string, signal: AbortSignal): Promise<TextFile> {
  const [text, { mtime }] = await Promise.all([readFile(file, { encoding: "utf8", signal }), stat(file)]);
  return { path, text, modifiedAt: mtime.toISOString() };
}

const unreadable = (cause: unknown): NectoError =>
  new NectoError({
    code: "source/upstream",
    message: "The catalogue could not be read. Check that NECTO_CATALOG names a file, a folder or a URL.",
    cause,
  });
