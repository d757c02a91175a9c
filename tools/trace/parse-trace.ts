import { canonicalBytes } from "./canonical.ts";
import { Trace } from "./trace.ts";

/** A file read as a trace, or why it is none. `body` is as it stands in the file: what the digest is over. */
export type ParsedTrace =
  | { readonly trace: Trace; readonly body: unknown; readonly fault: null }
  | { readonly trace: null; readonly body: null; readonly fault: string };

/** Larger files are no trace of any market. */
export const MAX_TRACE_BYTES = 32 * 1024 * 1024;

const none = (fault: string): ParsedTrace => ({ trace: null, body: null, fault });

/** Bytes → trace. Only the canonical bytes of a trace are one: nothing can hide between them. */
export function parseTrace(bytes: Uint8Array): ParsedTrace {
  if (bytes.length > MAX_TRACE_BYTES) return none(`It has ${bytes.length} bytes; no trace is that large.`);
  try {
    return toTrace(
      JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)),
      bytes,
    );
  } catch {
    // Neither JSON, nor JSON of a depth that anything could be read from.
    return none("It is not JSON.");
  }
}

function toTrace(value: unknown, bytes: Uint8Array): ParsedTrace {
  const parsed = Trace.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return none(`It is not a Necto trace: ${issue!.path.join(".") || "the file"}: ${issue!.message}.`);
  }
  if (!isEqual(canonicalBytes(value), bytes))
    return none("Its JSON is not in the canonical form of a trace.");
  return { trace: parsed.data, body: (value as { readonly body: unknown }).body, fault: null };
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
