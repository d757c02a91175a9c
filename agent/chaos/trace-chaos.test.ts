import { describe, expect, test } from "vitest";
import { insertThread } from "../store/threads.ts";
import { TEST_SIGNER } from "../testing/conversation.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { startTestServer } from "../testing/test-server.ts";
import { checkTraces } from "./check-traces.ts";
import { runTraceChaos } from "./trace-chaos.ts";

// A few kills of every run of the suite; `necto chaos --kills 300` is the whole of it.

test.each([
  ["outside", 5],
  ["inside", 3],
] as const)(
  "servers that are killed lose no trace and pay for none twice, with 0G %s",
  { timeout: 180_000 },
  async (zeroG, kills) => {
    const folder = await tempFolder();
    let draw = 0;
    const report = await runTraceChaos({
      kills,
      home: folder.path,
      environment: { PATH: process.env.PATH ?? "", NECTO_SOURCES: "necto,lambda" },
      zeroG,
      random: () => [0.1, 0.6, 0.35, 0.05, 0.8, 0.45][draw++ % 6]!,
      now: Date.now,
      onRound: () => {},
      signal: new AbortController().signal,
    });
    await folder.remove();
    expect(report).toMatchObject({ kills, lostRuns: [], lostTraces: [], paidTwice: [], unverified: [] });
    expect(report.runs).toBeGreaterThan(0);
    expect(report.traces).toBe(report.runs + report.decisions);
  },
);

describe("the check notices", () => {
  async function served() {
    const server = await startTestServer();
    await insertThread(server.store, { id: "t", mode: "untracked", createdAt: new Date().toISOString() });
    const { id } = await server.runs.start("t", { text: "cheapest H100 in EU under $3" });
    const roots = async () =>
      (await server.store.db.selectFrom("traces").select("root").execute()).map(({ root }) => root);
    const untilStored = async () => {
      while (
        (await server.store.db.selectFrom("traces").select("root").where("state", "=", "stored").execute())
          .length < 2
      )
        await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await untilStored();
    const check = async (paid: readonly string[], accepted = [id]) =>
      checkTraces(
        server.store,
        {
          paidRoots: async () => paid,
          gateway: "http://127.0.0.1:9",
          registry: {
            agentKeys: { from: "a list", isValid: async (signer) => signer === TEST_SIGNER.address },
            registry: null,
          },
        },
        accepted,
      );
    return { server, id, roots: await roots(), check };
  }

  test("a trace that was paid for twice, one that nobody paid for, one that cannot be read, and a run that is gone", async () => {
    const { server, roots, check } = await served();
    expect((await check(roots)).paidTwice).toEqual([]);
    expect((await check([...roots, roots[0]!])).paidTwice).toEqual([roots[0]]);
    expect((await check([...roots, "0xstranger"])).paidTwice).toEqual(["0xstranger"]);
    expect((await check(roots.slice(1))).lostTraces).toEqual([roots[0]]);
    // Nothing listens at that gateway.
    expect((await check(roots)).unverified).toEqual(expect.arrayContaining([...roots]));
    expect((await check(roots, ["ghost"])).lostRuns).toEqual(["ghost"]);
    await server.store.db.deleteFrom("traces").where("kind", "=", "run").execute();
    expect((await check(roots)).lostTraces).toContain("1 runs ended, 0 have a trace");
    await server.store.db.deleteFrom("traces").execute();
    expect((await check([])).lostTraces).toHaveLength(2);
    await server.close();
  });
});
