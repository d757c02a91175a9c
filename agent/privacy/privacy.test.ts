import { expect, test } from "vitest";
import { ALLOWED } from "./allowed.ts";
import { checkPrivacy } from "./check-privacy.ts";
import { JOIN, LEAKS } from "./leaks.ts";

const SOME = { jobs: 20, atOnce: 3, seed: "test", flowFiles: 2 };

test("of untracked jobs nothing that a browser told is kept or published anywhere", async () => {
  const { jobs, hits, allowed, searched } = await checkPrivacy({ ...SOME, leaks: [] });
  expect(hits).toEqual([]);
  expect(jobs).toBe(SOME.jobs);
  // What must be somewhere is found there: so it is looked for.
  expect(new Set(allowed)).toEqual(new Set(ALLOWED.map(({ why }) => why)));
  for (const where of [
    ...["calldata", "events", "0G file", "0G payment", "Flow calldata", "log", "file checkpoints.sqlite"],
    ...["table run_events", "table approvals", "table idempotency", "table intents", "table jobs"],
  ])
    expect([where, searched[where]! > 1_000]).toEqual([where, true]);
});

test("each of twelve mistakes is found, and a job that its account is told of", async () => {
  const { hits } = await checkPrivacy({ ...SOME, jobs: 1, leaks: LEAKS });
  const told = hits.map(({ kind, where, encoding }) => ({ kind, encoding, where }));
  expect(told).toEqual(expect.arrayContaining([...LEAKS, JOIN]));
  expect(new Set(LEAKS.map(({ kind }) => kind)).size).toBe(12);
});
