import { NectoError } from "../errors.ts";
import { MAX_TRACE_BYTES } from "./parse-trace.ts";
import type { StoredBytes } from "./witnesses.ts";

export interface GatewayOptions {
  /** `https://indexer-storage-testnet-turbo.0g.ai`: an indexer serves files too. */
  readonly gateway: string;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

/**
 * Files of 0G by the REST gateway of an indexer (0g-storage-client `indexer/gateway`, read 2026-11-22):
 * `GET /file?root=0x…`. It answers failures with status 200 and `{ code, message }`: 101 not found, 102 pruned,
 * 103 not final yet. What it serves is not trusted.
 */
export function gatewayBytes({ gateway, fetch, signal }: GatewayOptions): StoredBytes {
  const from = gateway.replace(/\/$/, "");
  return {
    from,
    async fetch(root) {
      const response = await fetch(`${from}/file?root=${root}`, { signal, redirect: "error" });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const failure = failureOf(bytes);
      if (response.status === 404 || failure?.code === 101) return null;
      if (!response.ok || failure || bytes.length > MAX_TRACE_BYTES)
        throw new NectoError({
          code: "storage/unreachable",
          message: `It answered ${failure ? `${failure.code} (${failure.message})` : response.status}.`,
          retryable: true,
        });
      return bytes;
    },
  };
}

/** Longer answers are files. */
const LONGEST_FAILURE = 1024;

function failureOf(bytes: Uint8Array): { readonly code: number; readonly message: string } | null {
  if (bytes.length > LONGEST_FAILURE) return null;
  try {
    const { code, message, body } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    return typeof code === "number" && code !== 0 && body === undefined
      ? { code, message: String(message).slice(0, 100) }
      : null;
  } catch {
    // Not JSON: whatever it is, it is what is stored.
    return null;
  }
}
