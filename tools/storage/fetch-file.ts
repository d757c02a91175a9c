import { z } from "zod";
import { rootOf } from "../trace/merkle-root.ts";
import { mismatch, notFound, rejected, unreachable } from "./storage-errors.ts";

/** Far above any trace: what is longer is not read to its end. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const WHAT = "The 0G gateway";

/** What 0G's gateway says instead of a file, with HTTP status 200. */
const GatewayError = z.object({ code: z.int(), message: z.string() });
const NOT_FOUND = 101;
const PRUNED = 102;
const NOT_FINAL = 103;

/**
 * The bytes of a root from the gateway, proved by their root. Nothing else the gateway says is believed: its errors
 * have status 200 and are JSON, as traces are.
 *
 * @throws NectoError as `TraceStorage.fetch`; the signal's reason when it aborts
 */
export async function fetchFile(indexerUrl: string, root: string, signal: AbortSignal): Promise<Uint8Array> {
  const wanted = root.toLowerCase();
  if (!/^0x[0-9a-f]{64}$/.test(wanted)) throw notFound(root, "that is no root");
  const bytes = await download(new URL(`file?root=${wanted}`, withSlash(indexerUrl)), wanted, signal);
  const received = bytes.length === 0 ? null : rootOf(bytes);
  if (received === wanted) return bytes;
  throw errorIn(bytes, wanted) ?? mismatch(wanted, received);
}

async function download(url: URL, root: string, signal: AbortSignal): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > MAX_FILE_BYTES) break;
      parts.push(part);
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw unreachable(WHAT, cause);
  }
  if (length > MAX_FILE_BYTES) throw rejected(root, `the gateway sends more than ${MAX_FILE_BYTES} bytes`);
  return new Uint8Array(Buffer.concat(parts));
}

function errorIn(bytes: Uint8Array, root: string) {
  const error = GatewayError.safeParse(parseJson(new TextDecoder().decode(bytes.subarray(0, 1_000))));
  if (!error.success) return null;
  const { code, message } = error.data;
  if (code === NOT_FOUND) return notFound(root, "nobody stored it");
  if (code === PRUNED) return notFound(root, "the network no longer keeps it");
  if (code === NOT_FINAL) return notFound(root, "its upload is not final");
  return unreachable(WHAT, new Error(`${code}: ${message}`));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const withSlash = (url: string): string => (url.endsWith("/") ? url : `${url}/`);
