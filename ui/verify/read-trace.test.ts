import { anOffer, fixed, marketOf, route } from "@necto/tools/core/testing/offers";
import { packTable, unpackTable } from "@necto/tools/trace/pack-table";
import { sealTrace } from "@necto/tools/trace/seal-trace";
import { AGENT, bodyOf } from "@necto/tools/trace/testing/traces";
import type { DecisionBody } from "@necto/tools/trace/trace";
import { expect, it } from "vitest";
import { readTrace } from "./read-trace.ts";

const market = marketOf([
  anOffer({ id: "a:1", pricing: fixed("2") }),
  anOffer({ id: "b:1", provider: "b", pricing: fixed("3") }),
  anOffer({ id: "c:1", provider: "c", pricing: fixed("9") }),
  anOffer({ id: "d:1", provider: "d", pricing: fixed("8"), unitsAvailable: 0 }),
]);
const body = bodyOf(route(market, { maxUsdMicrosPerGpuHour: 4_000_000 }));
const SIGNATURE = { signer: AGENT.address, signature: "0x" };

const read = (changed: DecisionBody = body) =>
  readTrace({ trace: { body: changed, signature: SIGNATURE }, root: "0x1", digest: "0x2", size: 3 });
const all = { offset: 0, limit: 10 };

it("gives rows by page and rejected ones by reason", () => {
  const { view, ranked, rejected } = read();
  if (view.kind !== "decision") throw new TypeError("it is a decision");
  expect(view.decision).toMatchObject({ offersSeen: 4, rankedTotal: 2, rejectedTotal: 2, chosen: "a:1" });
  expect(view.decision!.rejectedGroups).toEqual([
    { constraint: "maxUsdMicrosPerGpuHour", reason: "violates", offers: 2, alone: 1 },
    { constraint: "availability", reason: "unavailable", offers: 1, alone: 0 },
  ]);
  expect(ranked({ offset: 1, limit: 1 })).toMatchObject({ total: 2, rows: [{ offer: { id: "b:1" } }] });
  const sold = { constraint: "availability", reason: "unavailable" } as const;
  expect(rejected(sold, all).rows.map(({ offer }) => offer.id)).toEqual(["d:1"]);
  expect(rejected(null, all).total).toBe(2);
});

it("says that the tables of a hostile file cannot be read", () => {
  const broken = { ...body, decision: { ...body.decision, ranked: packTable([{ offer: 99, why: null }]) } };
  expect(read(broken).view).toMatchObject({ kind: "decision", decision: null });
  const reasonless = { ...body.decision, rejected: packTable([{ offer: 0, reasons: "none" }]) };
  expect(read({ ...body, decision: reasonless }).view).toMatchObject({ decision: null });
});

it("counts rows that no wording takes, and shows the others", () => {
  const [first, second] = unpackTable(body.decision.rejected) as { reasons: unknown[] }[];
  const unsayable = { constraint: "gpuCount", reason: "shape", required: 8, actual: null };
  const rejected = packTable([{ ...first, reasons: [unsayable] }, second]);
  const page = read({ ...body, decision: { ...body.decision, rejected } }).rejected(null, all);
  expect(page.rows.map(({ offer }) => offer.id)).toEqual(["d:1"]);
  expect(page.unreadable).toBe(1);
});

it("shows a run by its steps and outcome", async () => {
  const { format, engine, nonce, commitment, steps } = body;
  const outcome = { status: "finished" as const, code: null };
  const run = {
    format,
    engine,
    nonce,
    commitment,
    steps,
    kind: "run" as const,
    role: "buyer" as const,
    outcome,
    decision: null,
  };
  const { bytes } = await sealTrace(run, AGENT);
  const { view, ranked } = readTrace({
    trace: { body: run, signature: SIGNATURE },
    root: "0x1",
    digest: "0x2",
    size: bytes.length,
  });
  expect(view).toMatchObject({ kind: "run", role: "buyer", outcome });
  expect(ranked(all).total).toBe(0);
});
