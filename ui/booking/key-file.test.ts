import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { expect, it } from "vitest";
import { createJobKeyStore, type JobKeys } from "./job-keys.ts";
import { takeKeyFile, toKeyFile } from "./key-file.ts";

const JOB = `0x${"ab".repeat(32)}`;
const burnerKey = generatePrivateKey();
const KEYS: JobKeys = {
  ...{ jobId: JOB, approvalId: "approval-1", payer: "burner", burnerKey, isSent: true, bookedAt: 1 },
  ...{ address: privateKeyToAccount(burnerKey).address, title: "8× H100" },
  deal: { chainId: 36_900, escrow: `0x${"44".repeat(20)}`, token: `0x${"33".repeat(20)}` },
  ...{ viewKey: `0x${"01".repeat(32)}`, capability: `0x${"02".repeat(32)}` },
};

function emptyStore() {
  const contents = new Map<string, string>();
  return createJobKeyStore(() => ({
    getItem: (key) => contents.get(key) ?? null,
    setItem: (key, value) => void contents.set(key, value),
  }));
}
const textOf = (changes: object = {}) => JSON.stringify({ ...KEYS, ...changes });

it("brings a job's keys into another browser, as they were saved", async () => {
  const { name, contents } = toKeyFile(KEYS);
  expect(name).toBe("necto-job-abababab.json");
  const store = emptyStore();
  expect(takeKeyFile(await contents.text(), JOB, store)).toEqual(KEYS);
  expect(store.find(JOB)).toEqual(KEYS);
  expect(store.findByApproval("approval-1")).toEqual(KEYS);
});

it.each([
  ["no JSON", "hello", "no key file"],
  ["no keys", "{}", "no key file"],
  ["a list", "[]", "no key file"],
  ["half a key", textOf({ viewKey: "0x01" }), "no key file"],
  ["another kind of deal", textOf({ deal: { chainId: "1" } }), "no key file"],
  ["another job's", textOf({ jobId: `0x${"cd".repeat(32)}` }), "of another job"],
  ["a key of another account", textOf({ burnerKey: generatePrivateKey() }), "damaged"],
])("takes nothing from a file with %s", (_, text, words) => {
  const store = emptyStore();
  expect(() => takeKeyFile(text, JOB, store)).toThrow(words);
  expect(store.all()).toEqual([]);
});

it("gives up no key of this browser for a file that has none", () => {
  const store = emptyStore();
  store.keep(KEYS);
  takeKeyFile(textOf({ payer: "wallet", burnerKey: null, viewKey: null, capability: null }), JOB, store);
  expect(store.find(JOB)).toMatchObject({ burnerKey, viewKey: KEYS.viewKey, capability: KEYS.capability });
});

it("takes no file of another account for a job that this browser knows", () => {
  const store = emptyStore();
  store.keep(KEYS);
  const other = textOf({ payer: "wallet", burnerKey: null, address: `0x${"99".repeat(20)}` });
  expect(() => takeKeyFile(other, JOB, store)).toThrow("of the account");
  expect(store.find(JOB)).toEqual(KEYS);
});

it("says so when this browser cannot keep it", () => {
  const blocked = createJobKeyStore(() => {
    throw new Error("denied");
  });
  expect(() => takeKeyFile(textOf(), JOB, blocked)).toThrow("cannot keep the keys");
});
