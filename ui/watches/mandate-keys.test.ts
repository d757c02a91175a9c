import { sealAccess } from "@necto/tools/protocol/access-document";
import { expect, test } from "vitest";
import { createMandateKeys } from "./mandate-keys.ts";

const jobId = `0x${"2".repeat(64)}`;
const sealed = (viewKey: string) =>
  sealAccess(
    { host: "h", port: 22, user: "u", url: null, secret: "s", notes: null },
    { viewKey, jobId, random: `0x${"3".repeat(112)}` },
  );

function storage() {
  const contents = new Map<string, string>();
  return {
    getItem: (key: string) => contents.get(key) ?? null,
    setItem: (key: string, value: string) => void contents.set(key, value),
  };
}

test("each mandate has a key of its own, and the right one is found for a job", () => {
  const kept = storage();
  const keys = createMandateKeys(() => kept);
  const [one, two] = [keys.make(), keys.make()];
  expect(one.viewKey).not.toBe(two.viewKey);
  const again = createMandateKeys(() => kept);
  const [newest, oldest] = again.all();
  expect(again.opening({ jobId, ciphertext: sealed(one.viewKey) })).toBe(oldest);
  expect(again.opening({ jobId, ciphertext: sealed(two.viewKey) })).toBe(newest);
  const other = createMandateKeys(storage).make();
  expect(again.opening({ jobId, ciphertext: sealed(other.viewKey) })).toBe(null);
});

test("a browser that keeps nothing makes no key", () => {
  const keys = createMandateKeys(() => {
    throw new Error("blocked");
  });
  expect(() => keys.make()).toThrow("blocked");
  expect(keys.all()).toEqual([]);
});
