import { ed25519 } from "@noble/curves/ed25519";
import { hkdf } from "@noble/hashes/hkdf";
import { sha256 } from "@noble/hashes/sha2";
import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils";

export interface SshKey {
  /** A line of `authorized_keys`. */
  readonly publicKey: string;
  /** PEM, as `ssh -i` takes it. */
  readonly privateKey: string;
}

const TYPE = "ssh-ed25519";
const INFO = "necto.ssh/1";
const PEM_WIDTH = 70;

/**
 * The key that lets a job's buyer in: Ed25519, made from a broker's secret and the job's id (HKDF-SHA256). Made again after a
 * crash it is the same key, so that none has to be kept anywhere.
 *
 * @param secret 32 bytes as hex; never leaves the broker
 */
export function sshKeyOf(secret: string, jobId: string): SshKey {
  const seed = hkdf(sha256, fromHex(secret), fromHex(jobId), utf8ToBytes(INFO), 32);
  const key = ed25519.getPublicKey(seed);
  const comment = `necto-${jobId.slice(2, 18)}`;
  const publicBlob = concatBytes(text(TYPE), string(key));
  return {
    publicKey: `${TYPE} ${base64(publicBlob)} ${comment}`,
    privateKey: toPem(
      openSshKey(
        publicBlob,
        concatBytes(text(TYPE), string(key), string(concatBytes(seed, key)), text(comment)),
      ),
    ),
  };
}

/** As OpenSSH's PROTOCOL.key says, without a passphrase. */
function openSshKey(publicBlob: Uint8Array, fields: Uint8Array): Uint8Array {
  // Two equal numbers show a reader with a passphrase that it was right; without one they say nothing.
  const check = new Uint8Array(8);
  const inner = concatBytes(check, fields);
  const padding = Uint8Array.from({ length: (8 - (inner.length % 8)) % 8 }, (_, i) => i + 1);
  return concatBytes(
    utf8ToBytes("openssh-key-v1\0"),
    text("none"),
    text("none"),
    string(new Uint8Array()),
    uint32(1),
    string(publicBlob),
    string(concatBytes(inner, padding)),
  );
}

const fromHex = (hex: string): Uint8Array => hexToBytes(hex.replace(/^0x/, ""));
const uint32 = (number: number): Uint8Array =>
  Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
const string = (bytes: Uint8Array): Uint8Array => concatBytes(uint32(bytes.length), bytes);
const text = (words: string): Uint8Array => string(utf8ToBytes(words));
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

function toPem(bytes: Uint8Array): string {
  const lines = base64(bytes).match(new RegExp(`.{1,${PEM_WIDTH}}`, "g"))!;
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join(
    "\n",
  );
}
