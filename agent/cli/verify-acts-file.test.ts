import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chainOfActs } from "@necto/tools/audit/testing/chain-of-acts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere } from "../testing/cli.ts";
import { tempFolder } from "../testing/temp-folder.ts";

const SCOPE = `org:0x${"0".repeat(64)}`;
const ACTS = chainOfActs(SCOPE, 5);
const HEADS = ACTS.map(({ act, hash }) => ({ seq: act.seq, hash }));

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeAll(async () => {
  folder = await tempFolder();
});
afterAll(() => folder.remove());

async function verify(acts: readonly object[], { partial = false, args = [] as readonly string[] } = {}) {
  const path = join(folder.path, "log.jsonl");
  const head = HEADS.at(-1);
  const header = {
    format: "necto.acts/1",
    scope: SCOPE,
    exportedAt: "2026-11-26T10:00:00.000Z",
    head,
    partial,
  };
  await writeFile(path, [header, ...acts].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return runHere(["verify", path, ...args], { environment: {} });
}

test("a whole log is verified with nothing running, and says what it cannot tell", async () => {
  const { code, out } = await verify(ACTS);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^Verified\.\n {2}log {3}org:0x0+\n {2}head {2}5:0x[0-9a-f]{64}\n\nNothing was changed/,
  );
  expect(out).toContain("Compare the head with one that you kept.");
});

test("a head that was kept is found in it, or the log is another", async () => {
  const kept = `3:${HEADS[2]!.hash}`;
  const same = await verify(ACTS, { args: ["--head", kept, "--json"] });
  expect([same.code, JSON.parse(same.out)]).toMatchObject([
    0,
    { verdict: "verified", scope: SCOPE, checked: 5 },
  ]);
  const other = await verify(ACTS, { args: ["--head", `3:${HEADS[1]!.hash}`] });
  expect(other.code).toBe(1);
  expect(other.out).toContain("Act 3: the log does not have the one whose head you kept.");
  expect((await verify(ACTS, { args: ["--head", "newest"] })).code).toBe(64);
});

test("a changed act does not match, and some acts of a log could not be checked as a whole", async () => {
  const changed = ACTS.with(2, { ...ACTS[2]!, act: { ...ACTS[2]!.act, result: "refused" } });
  const tampered = await verify(changed);
  expect(tampered.code).toBe(1);
  expect(tampered.out).toContain("Act 3: its contents are not those that were hashed.");
  expect((await verify(ACTS.toSpliced(1, 1), { partial: true })).code).toBe(2);
  expect((await verify(ACTS.toSpliced(1, 1))).code).toBe(1);
});
