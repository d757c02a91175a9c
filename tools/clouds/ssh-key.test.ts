import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { expect, test } from "vitest";
import { sshKeyOf } from "./ssh-key.ts";

const SECRET = `0x${"11".repeat(32)}`;
const JOB = `0x${"22".repeat(32)}`;

/** Strings of the wire format, one after the other. */
function stringsOf(bytes: Buffer, count: number): Buffer[] {
  let at = 0;
  return Array.from({ length: count }, () => {
    const length = bytes.readUInt32BE(at);
    const value = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return value;
  });
}

test("the private half signs what the public half verifies", () => {
  const { publicKey, privateKey } = sshKeyOf(SECRET, JOB);
  const [type, blob, comment] = publicKey.split(" ");
  expect([type, comment]).toEqual(["ssh-ed25519", "necto-2222222222222222"]);
  const key = stringsOf(Buffer.from(blob!, "base64"), 2)[1]!;
  const body = Buffer.from(privateKey.split("\n").slice(1, -2).join(""), "base64");
  expect(body.subarray(0, 15).toString()).toBe("openssh-key-v1\0");
  const inner = stringsOf(body.subarray(15 + 4 + 4 + 4 + 4 + 4 + 4), 2)[1]!;
  const [, , both] = stringsOf(inner.subarray(8), 3);
  expect(inner.length % 8).toBe(0);
  const pkcs8 = Buffer.concat([
    Buffer.from("302e020100300506032b657004220420", "hex"),
    both!.subarray(0, 32),
  ]);
  const signer = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key]);
  const verifier = createPublicKey({ key: spki, format: "der", type: "spki" });
  expect(verify(null, Buffer.from("x"), verifier, sign(null, Buffer.from("x"), signer))).toBe(true);
});

test("the same job has the same key again, another job or broker another one", () => {
  expect(sshKeyOf(SECRET, JOB)).toEqual(sshKeyOf(SECRET, JOB));
  expect(sshKeyOf(SECRET, JOB).publicKey).not.toBe(sshKeyOf(SECRET, `0x${"23".repeat(32)}`).publicKey);
  expect(sshKeyOf(`0x${"12".repeat(32)}`, JOB).publicKey).not.toBe(sshKeyOf(SECRET, JOB).publicKey);
});
