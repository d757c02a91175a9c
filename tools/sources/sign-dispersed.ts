import { sha256 } from "./sha256.ts";

/** A key pair of Dispersed's console. */
export interface DispersedKeys {
  /** `pk_…`, sent with every request. */
  readonly publicKey: string;
  /** `sk_…`, never sent: it signs. */
  readonly secretKey: string;
}

export interface UnsignedRequest {
  readonly method: string;
  /** Its query must be sorted by name, as it is signed and sent. */
  readonly url: URL;
  readonly body?: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** 32 hex digits, never twice the same. */
  readonly nonce: string;
}

const encoder = new TextEncoder();

/** What is signed, of which only the secret is not sent: `pk|time|nonce|GET|/path|a=1&b=2|<SHA-256 of the body>`. */
export async function canonicalRequest(
  { method, url, body = "", time, nonce }: UnsignedRequest,
  publicKey: string,
): Promise<string> {
  const query = new URLSearchParams(url.searchParams);
  query.sort();
  return [publicKey, time, nonce, method, url.pathname, query.toString(), await sha256(body)].join("|");
}

/**
 * The four headers that Dispersed wants on every request (otoyinc.mintlify.app, authentication, read 2026-11-22):
 * HMAC-SHA256 of the canonical request, lower-case hex. Runs wherever WebCrypto does.
 */
export async function signDispersed(
  request: UnsignedRequest,
  { publicKey, secretKey }: DispersedKeys,
): Promise<Record<string, string>> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secretKey), algorithm, false, ["sign"]);
  const canonical = encoder.encode(await canonicalRequest(request, publicKey));
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, canonical));
  return {
    "x-api-key": publicKey,
    "x-time": String(request.time),
    "x-nonce": request.nonce,
    "x-signature": Array.from(signature, (byte) => byte.toString(16).padStart(2, "0")).join(""),
  };
}
