import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from "kysely";
import { expect, test } from "vitest";
import { openStore } from "../../store/open-store.ts";
import { addressOf, hex32 } from "../earnings/testing/generated-jobs.ts";
import { listScopedJobs, type SpendScope, sumByJobDay } from "./spend-queries.ts";

test("every question about a buyer's jobs goes from its jobs to what belongs to each, and through no whole table", async () => {
  const store = await openStore(":memory:", () => "e");
  const asked: RootOperationNode[] = [];
  const listen: KyselyPlugin = {
    transformQuery({ node }) {
      asked.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const db = store.db.withPlugin(listen);
  const key = { chainId: 1, address: addressOf(1) };
  const scopes: readonly SpendScope[] = [
    { org: null, account: addressOf(2) },
    { org: hex32(1), member: null },
    { org: hex32(1), member: addressOf(2) },
  ];
  for (const scope of scopes)
    for (const ask of [listScopedJobs, sumByJobDay]) await ask(db, key, scope, { from: 0, to: 1 });
  expect(asked).toHaveLength(6);
  for (const node of asked) {
    const { sql, parameters } = db.getExecutor().compileQuery(node, { queryId: "plan" });
    const { rows } = await store.db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
    );
    const steps = rows.map(({ detail }) => detail).filter((detail) => /^(SEARCH|SCAN)/.test(detail));
    expect(steps[0]).toMatch(/^SEARCH booked USING INDEX jobs_by_(org|thread)/);
    for (const step of steps) expect(step).toMatch(/^SEARCH/);
  }
  await store.close();
});
