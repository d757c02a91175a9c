import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from "kysely";
import { expect, test } from "vitest";
import { openStore } from "../../store/open-store.ts";
import { listJobLogs } from "../booking/index/index-queries.ts";
import { countServed, findCredit, listMetered, listPayouts, sumByDay } from "./earnings-queries.ts";
import { addressOf, hex32 } from "./testing/generated-jobs.ts";

test("every question about a provider's jobs is answered by an index of that provider, job or account", async () => {
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
  const stretch = { provider: addressOf(2), from: 0, to: 1 };
  for (const ask of [sumByDay, countServed, listMetered, listPayouts] as const) await ask(db, key, stretch);
  await findCredit(db, key, stretch.provider);
  await listJobLogs(db, key, hex32(1));
  expect(asked.length).toBeGreaterThanOrEqual(7);
  for (const node of asked) {
    const { sql, parameters } = db.getExecutor().compileQuery(node, { queryId: "plan" });
    const { rows } = await store.db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
    );
    const steps = rows.map(({ detail }) => detail).filter((detail) => /^(SEARCH|SCAN)/.test(detail));
    for (const step of steps)
      expect(step).toMatch(/\(chain_id=\? AND address=\? AND \w+=\?|\(job_id=\?\)|^SCAN line$/);
  }
  await store.close();
});
