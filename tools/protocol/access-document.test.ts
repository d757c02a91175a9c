import { createPrivateKey, createPublicKey } from "node:crypto";
import { expect, it } from "vitest";
import type { AccessDocument } from "./access.ts";
import { openAccess, sealAccess, viewKeyOf } from "./access-document.ts";

const bytes = (byte: string, count = 32) => `0x${byte.repeat(count)}`;
const SECRET = bytes("11");
const JOB = bytes("22");
const RANDOM = bytes("33", 56);
const DOCUMENT: AccessDocument = {
  host: "gpu-7.rheinwerk.example",
  port: 22,
  user: "necto",
  secret: "correct horse battery staple",
  url: null,
  notes: null,
};
const sealed = sealAccess(DOCUMENT, { viewKey: viewKeyOf(SECRET), jobId: JOB, random: RANDOM });

it("opens with the job's key, and shows nothing of itself without", () => {
  expect(openAccess(sealed, { secret: SECRET, jobId: JOB })).toEqual(DOCUMENT);
  for (const word of [DOCUMENT.host!, DOCUMENT.secret!])
    expect(sealed).not.toContain(Buffer.from(word).toString("hex"));
});

it("derives the view key that another implementation of X25519 derives", () => {
  /** RFC 8410: a PKCS #8 key is this head and the 32 bytes. */
  const der = Buffer.concat([
    Buffer.from("302e020100300506032b656e04220420", "hex"),
    Buffer.from("11".repeat(32), "hex"),
  ]);
  const publicKey = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  expect(viewKeyOf(SECRET)).toBe(`0x${raw.toString("hex")}`);
});

it.each([
  ["another key", sealed, { secret: bytes("12"), jobId: JOB }],
  ["another job", sealed, { secret: SECRET, jobId: bytes("23") }],
  ["a changed byte", `${sealed.slice(0, -2)}00`, { secret: SECRET, jobId: JOB }],
  ["a cut end", sealed.slice(0, -32), { secret: SECRET, jobId: JOB }],
  ["another format", `0x02${sealed.slice(4)}`, { secret: SECRET, jobId: JOB }],
  ["nothing", "0x", { secret: SECRET, jobId: JOB }],
])("stays shut with %s", (_, ciphertext, key) => {
  expect(() => openAccess(ciphertext, key)).toThrow("does not open with this job's key");
});

it("has the same length for a short secret and a long one", () => {
  const other = sealAccess(
    { ...DOCUMENT, secret: "x" },
    { viewKey: viewKeyOf(SECRET), jobId: JOB, random: RANDOM },
  );
  expect(other.length).toBe(sealed.length);
  expect(other).not.toBe(sealed);
});
