import { expect, it } from "vitest";
import { createJobKeyStore, type JobKeys, KeysNotKept } from "./job-keys.ts";

const storageOf = (contents = new Map<string, string>()) => ({
  getItem: (key: string) => contents.get(key) ?? null,
  setItem: (key: string, value: string) => void contents.set(key, value),
});

const job = (jobId: string, changes: Partial<JobKeys> = {}): JobKeys => ({
  jobId,
  approvalId: `approval-${jobId}`,
  isSent: true,
  payer: "burner",
  address: "0x01",
  burnerKey: "0x02",
  viewKey: "0x03",
  capability: null,
  title: "8× H100",
  bookedAt: 1,
  ...changes,
});

it("finds a job's keys again after a reload, newest first", () => {
  const contents = new Map<string, string>();
  createJobKeyStore(() => storageOf(contents)).keep(job("a"));
  createJobKeyStore(() => storageOf(contents)).keep(job("b"));
  const again = createJobKeyStore(() => storageOf(contents));
  expect(again.all().map(({ jobId }) => jobId)).toEqual(["b", "a"]);
  expect(again.find("a")).toEqual(job("a"));
  expect(again.find("c")).toBeNull();
});

it("finds the job that an approval led to once its answer was sent, and forgets what is forgotten", () => {
  const storage = storageOf();
  const store = createJobKeyStore(() => storage);
  store.keep(job("a", { isSent: false }));
  expect(store.findByApproval("approval-a")).toBeNull();
  store.keep(job("a"));
  expect(store.findByApproval("approval-a")).toEqual(job("a"));
  store.forget("a");
  expect(store.all()).toEqual([]);
});

const named = (name: string) => Object.assign(new Error(name), { name });

it.each([
  [
    "full",
    "storage is full",
    () => ({
      getItem: () => null,
      setItem: () => {
        throw named("QuotaExceededError");
      },
    }),
  ],
  [
    "blocked",
    "storage is blocked",
    () => {
      throw named("SecurityError");
    },
  ],
  ["forgetful", "storage is blocked", () => ({ getItem: () => null, setItem: () => {} })],
])("refuses a key that a %s storage cannot keep, in words", (_, words, storageOf) => {
  const store = createJobKeyStore(storageOf);
  expect(() => store.keep(job("a"))).toThrow(KeysNotKept);
  expect(() => store.keep(job("a"))).toThrow(words);
  expect(() => store.keep(job("a"))).toThrow("Nothing was signed or paid");
  expect([store.all(), store.find("a"), store.findByApproval("approval-a")]).toEqual([[], null, null]);
});

it("keeps what was kept when there is no room for one more", () => {
  const contents = new Map<string, string>();
  createJobKeyStore(() => storageOf(contents)).keep(job("a"));
  const full = createJobKeyStore(() => ({
    getItem: (key) => contents.get(key) ?? null,
    setItem: () => {
      throw named("QuotaExceededError");
    },
  }));
  expect(() => full.keep(job("b"))).toThrow(KeysNotKept);
  expect(full.all()).toEqual([job("a")]);
});
