import { readSpend } from "@necto/agent/features/spend/read-spend";
import { ORGS, saveGeneratedSpend } from "@necto/agent/features/spend/testing/generated-spend";
import { openStore } from "@necto/agent/store/open-store";
import { SpendQuery, type SpendView } from "@necto/tools/protocol/spend";
import type { Page } from "playwright-core";

/** A team's answers to whatever the page asks, from a year of made-up jobs; the year stands for every range. */
export async function scriptSpend(page: Page): Promise<void> {
  const store = await openStore(":memory:", () => "e");
  const { key } = await saveGeneratedSpend(store, { count: 400, seed: 4, isOneTeams: true });
  await page.route("**/api/spend?*", async (route) => {
    const asked = Object.fromEntries(new URL(route.request().url()).searchParams);
    const query = SpendQuery.parse({ ...asked, from: "2026-10-03", to: "2026-11-26" });
    const told = await readSpend(store, { key, scope: { org: ORGS[0], member: null }, now: 0 }, query);
    const view: SpendView = {
      ...{ ...told, isOfAll: true, org: { id: ORGS[0], name: "Vision team" } },
      chain: { name: "sandbox", explorerUrl: null, symbol: "tUSDC" },
      budget: {
        limitUsdMicros: 9_000_000_000,
        usedUsdMicros: 6_543_210_000,
        from: "2026-11-01",
        to: "2026-11-30",
      },
    };
    await route.fulfill({ json: view });
  });
  const orgs = [{ id: ORGS[0], name: "Vision team", role: "admin" }];
  await page.route("**/api/orgs", (route) => route.fulfill({ json: { isOn: true, orgs, uncreated: [] } }));
  page.on("close", () => void store.close());
}
