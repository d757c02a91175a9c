import { expect, test } from "vitest";
import type { RulesVersion } from "../core/rules-version.ts";
import { anOffer, dynamic, fixed, iso, marketOf, NOW, route, spot } from "../core/testing/offers.ts";
import { packTable, unpackTable } from "./pack-table.ts";
import { sealTrace } from "./seal-trace.ts";
import { AGENT, bodyOf, sealed, verdictsOf, witnesses } from "./testing/traces.ts";
import type { DecisionBody } from "./trace.ts";

/** A demand curve at 91 %, a cheap night, and a follower; worked out by hand: 2.30, 1.89 and 1.96 USD. */
const market = marketOf([
  anOffer({
    ...{ id: "necto:demand", provider: "nordlys" },
    pricing: dynamic(
      {
        baseUsdMicros: 2_000_000,
        demandCurve: [
          { fromUtilisationBps: 0, multiplierBps: 9_500 },
          { fromUtilisationBps: 9_000, multiplierBps: 11_500 },
        ],
      },
      { utilisationBps: 9_100 },
    ),
  }),
  anOffer({
    ...{ id: "necto:night", provider: "lattice" },
    pricing: dynamic(
      {
        baseUsdMicros: 2_100_000,
        timeTiers: [{ days: [0], fromMinute: 0, toMinute: 360, multiplierBps: 9_000 }],
      },
      { at: iso(NOW - 4 * 3_600_000) },
    ),
  }),
  anOffer({ id: "necto:follows", provider: "rhine", pricing: dynamic({ follow: { undercutBps: 200 } }) }),
  anOffer({ id: "necto:fixed", provider: "seine", pricing: fixed("2") }),
]);
const decision = route(market, { gpuModels: ["H100"] });
const witnessed = async (body: DecisionBody) => {
  const trace = await sealTrace(body, AGENT);
  return verdictsOf({ kind: "root", root: trace.root }, witnesses([trace]));
};

test("a decision over listings with rules is replayed and Verified", async () => {
  const order = Array.from(decision.ranking.order, (i) => [market.offers[i]!.id, market.prices[i]]);
  expect(order).toEqual([
    ["necto:night", 1_890_000],
    ["necto:follows", 1_960_000],
    ["necto:fixed", 2_000_000],
    ["necto:demand", 2_300_000],
  ]);
  const trace = await sealed(decision);
  const verdicts = await verdictsOf({ kind: "root", root: trace.root }, witnesses([trace]));
  expect(verdicts).toMatchObject({ overall: "verified", replay: "verified" });
});

type Priced = { id: string; pricing: { rule: Record<string, unknown>; ruleInputs: Record<string, unknown> } };

test.each<[name: string, id: string, change: (pricing: Priced["pricing"]) => void]>([
  [
    "another utilisation",
    "necto:demand",
    ({ ruleInputs }) => Object.assign(ruleInputs, { utilisationBps: 8_999 }),
  ],
  ["another moment", "necto:night", ({ ruleInputs }) => Object.assign(ruleInputs, { at: iso(NOW) })],
  ["another undercut", "necto:follows", ({ rule }) => Object.assign(rule, { follow: { undercutBps: 201 } })],
])("with %s than recorded it does not match, even under the agent's own key", async (_, id, change) => {
  const body = structuredClone(bodyOf(decision));
  const offers = unpackTable(body.snapshot.offers) as Priced[];
  change(offers.find((offer) => offer.id === id)!.pricing);
  const forged = { ...body, snapshot: { ...body.snapshot, offers: packTable(offers) } };
  expect(await witnessed(forged)).toMatchObject({ overall: "mismatch", replay: "mismatch" });
});

const spotMarket = (rulesVersion: RulesVersion) =>
  marketOf(
    [
      anOffer({
        id: "necto:follows",
        provider: "rhine",
        pricing: dynamic({ follow: { undercutBps: 1000 } }),
      }),
      anOffer({ id: "aws:spot", provider: "aws", pricing: spot("1.5"), fulfilment: { kind: "quote-only" } }),
      anOffer({ id: "necto:fixed", provider: "seine", pricing: fixed("2") }),
    ],
    { rulesVersion },
  );

test.each<[RulesVersion, followed: number]>([
  ["necto.rules/1", 1_350_000],
  ["necto.rules/2", 1_800_000],
])("a decision by %s is checked by those rules: its follower asks %i", async (rulesVersion, followed) => {
  const old = spotMarket(rulesVersion);
  expect(old.prices[old.offers.findIndex(({ id }) => id === "necto:follows")]).toBe(followed);
  const body = bodyOf(route(old, { gpuModels: ["H100"] }));
  expect(body.rulesVersion).toBe(rulesVersion);
  expect(await witnessed(body)).toMatchObject({ overall: "verified", replay: "verified" });
  const other = rulesVersion === "necto.rules/1" ? "necto.rules/2" : "necto.rules/1";
  expect(await witnessed({ ...body, rulesVersion: other })).toMatchObject({ replay: "mismatch" });
});
