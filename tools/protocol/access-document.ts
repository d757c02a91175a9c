import { xchacha20poly1305 } from "@noble/ciphers/chacha";
import { x25519 } from "@noble/curves/ed25519";
import { hkdf } from "@noble/hashes/hkdf";
import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils";
import { NectoError } from "../errors.ts";
import type { AccessDocument } from "./access.ts";

/** Names the format; another one gets another first byte and another name. */
const VERSION = 1;
const INFO = "necto.access/1";
const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const HEAD_BYTES = 1 + KEY_BYTES + NONCE_BYTES;
/** Plain text is filled up to a multiple of this, so that its length tells nothing of a password. */
const BLOCK_BYTES = 256;

const toHex = (bytes: Uint8Array): string => `0x${bytesToHex(bytes)}`;
const fromHex = (hex: string): Uint8Array => hexToBytes(hex.replace(/^0x/, ""));

/**
 * The public half of a view key: what an access document is encrypted to (X25519, RFC 7748).
 *
 * @param secret 32 random bytes as hex; they stay with the buyer
 */
export const viewKeyOf = (secret: string): string => toHex(x25519.getPublicKey(fromHex(secret)));

/** Bound to the job: a document of one job opens for no other, even with one view key. */
const cipherOf = (shared: Uint8Array, { ephemeral, viewKey, nonce, jobId }: Record<string, Uint8Array>) => {
  const key = hkdf(sha256, shared, undefined, utf8ToBytes(INFO), KEY_BYTES);
  return xchacha20poly1305(key, nonce!, concat(ephemeral!, viewKey!, jobId!));
};

/**
 * Encrypts an access document to a job's view key: `1 ‖ ephemeral key (32) ‖ nonce (24) ‖ XChaCha20-Poly1305`, the key by
 * X25519 and HKDF-SHA256, ephemeral key, view key and job id authenticated beside it.
 *
 * @param random 56 fresh random bytes as hex, used once: the ephemeral secret and the nonce
 * @returns hex
 */
export function sealAccess(
  document: AccessDocument,
  { viewKey, jobId, random }: { readonly viewKey: string; readonly jobId: string; readonly random: string },
): string {
  const bytes = fromHex(random);
  if (bytes.length !== KEY_BYTES + NONCE_BYTES) throw new RangeError("sealAccess needs 56 random bytes");
  const secret = bytes.subarray(0, KEY_BYTES);
  const nonce = bytes.subarray(KEY_BYTES);
  const ephemeral = x25519.getPublicKey(secret);
  const shared = x25519.getSharedSecret(secret, fromHex(viewKey));
  const cipher = cipherOf(shared, { ephemeral, nonce, viewKey: fromHex(viewKey), jobId: fromHex(jobId) });
  return toHex(concat(Uint8Array.of(VERSION), ephemeral, nonce, cipher.encrypt(pad(document))));
}

/**
 * Opens an access document with the secret half of the job's view key.
 *
 * @throws NectoError `auth/access-unreadable` when it was made for another key or job, or was changed
 */
export function openAccess(
  ciphertext: string,
  { secret, jobId }: { readonly secret: string; readonly jobId: string },
): AccessDocument {
  try {
    const bytes = fromHex(ciphertext);
    if (bytes[0] !== VERSION) throw new RangeError(`unknown format ${bytes[0]}`);
    const ephemeral = bytes.subarray(1, 1 + KEY_BYTES);
    const nonce = bytes.subarray(1 + KEY_BYTES, HEAD_BYTES);
    const shared = x25519.getSharedSecret(fromHex(secret), ephemeral);
    const viewKey = x25519.getPublicKey(fromHex(secret));
    const cipher = cipherOf(shared, { ephemeral, nonce, viewKey, jobId: fromHex(jobId) });
    const text = new TextDecoder().decode(cipher.decrypt(bytes.subarray(HEAD_BYTES)));
    return readDocument(JSON.parse(text) as Readonly<Record<string, unknown>>);
  } catch (cause) {
    throw new NectoError({
      code: "auth/access-unreadable",
      message:
        "The access document does not open with this job's key: it was made for another one, or was changed.",
      cause,
    });
  }
}

/** By hand, so that a page that opens one carries no schema library. */
function readDocument(value: Readonly<Record<string, unknown>>): AccessDocument {
  const text = (name: string): string | null => {
    const field = value[name] ?? null;
    if (field !== null && typeof field !== "string") throw new TypeError(`${name} is no text`);
    return field;
  };
  const port = value.port ?? null;
  if (port !== null && !Number.isInteger(port)) throw new TypeError("port is no whole number");
  return {
    ...{ host: text("host"), port: port as number | null, user: text("user") },
    ...{ secret: text("secret"), url: text("url"), notes: text("notes") },
  };
}

/** JSON with spaces behind it, which mean nothing. */
function pad(document: AccessDocument): Uint8Array {
  const text = utf8ToBytes(JSON.stringify(document));
  const padded = new Uint8Array(Math.ceil(text.length / BLOCK_BYTES) * BLOCK_BYTES).fill(0x20);
  padded.set(text);
  return padded;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
