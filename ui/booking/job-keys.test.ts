import { expect, it } from "vitest";
import { createJobKeyStore, type JobKeys } from "./job-keys.ts";

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
  createJobKeyStore(storageOf(contents)).keep(job("a"));
  createJobKeyStore(storageOf(contents)).keep(job("b"));
  const again = createJobKeyStore(storageOf(contents));
  expect(again.all().map(({ jobId }) => jobId)).toEqual(["b", "a"]);
  expect(again.find("a")).toEqual(job("a"));
  expect(again.find("c")).toBeNull();
});

it("finds the job that an approval led to once its answer was sent, and forgets what is forgotten", () => {
  const store = createJobKeyStore(storageOf());
  store.keep(job("a", { isSent: false }));
  expect(store.findByApproval("approval-a")).toBeNull();
  store.keep(job("a"));
  expect(store.findByApproval("approval-a")).toEqual(job("a"));
  store.forget("a");
  expect(store.all()).toEqual([]);
});

it("fails loudly when nothing can be stored, so that no money goes to a lost key", () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error("QuotaExceededError");
    },
  };
  expect(() => createJobKeyStore(full).keep(job("a"))).toThrow("QuotaExceededError");
});
