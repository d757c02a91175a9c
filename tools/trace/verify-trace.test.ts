import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../core/decide.ts";
import { Requirements } from "../core/requirements.ts";
import {
  anOffer,
  fixed,
  iso,
  marketOf,
  markets,
  NOW,
  requirements,
  route,
  STAMP,
  token,
  tokenPrice,
} from "../core/testing/offers.ts";
import { rootOf } from "./merkle-root.ts";
import { packTable, unpackTable } from "./pack-table.ts";
import { compareReplay, REPLAY_PARTS, type ReplayPart } from "./replay-decision.ts";
import { sealTrace } from "./seal-trace.ts";
import { AGENT, bodyOf, STRANGER, sealed, verdictsOf, witnesses } from "./testing/traces.ts";
import type { DecisionBody } from "./trace.ts";
import { verifyTrace } from "./verify-trace.ts";

const market = marketOf(
  [
    anOffer(),
    anOffer({
      id: "lambda:1",
      source: "lambda",
      provider: "lambda",
      pricing: fixed("2.1"),
      fulfilment: { kind: "quote-only" },
    }),
    anOffer({ id: "nosana:1", source: "nosana", provider: "nosana", pricing: token("5") }),
    anOffer({ id: "dear:1", pricing: fixed("9") }),
  ],
  { tokenPrices: [tokenPrice("0.309")] },
);
const decision = route(market, { gpuModels: ["H100"], maxUsdMicrosPerGpuHour: 4_000_000 });
const ALL_GOOD = {
  overall: "verified",
  bytes: "verified",
  root: "verified",
  "chain-root": "not-applicable",
  final: "not-applicable",
  signature: "verified",
  replay: "verified",
  completeness: "not-applicable",
};

test("a stored decision is verified by its root, and by its file", async () => {
  const trace = await sealed(decision);
  const given = witnesses([trace]);
  expect(await verdictsOf({ kind: "root", root: trace.root }, given)).toEqual(ALL_GOOD);
  expect(await verdictsOf({ kind: "file", bytes: trace.bytes }, given)).toEqual(ALL_GOOD);
});

test("a copy of what 0G does not have yet is read and replayed, and never verified", async () => {
  const trace = await sealed(decision);
  const subject = { kind: "root", root: trace.root, copy: trace.bytes } as const;
  expect(await verdictsOf(subject, witnesses([]))).toEqual({
    ...ALL_GOOD,
    overall: "unchecked",
    bytes: "unchecked",
    root: "unchecked",
  });
  expect(await verdictsOf(subject, witnesses([trace]))).toEqual(ALL_GOOD);
  const another = { ...subject, root: `0x${"0".repeat(64)}` };
  expect(await verdictsOf(another, witnesses([]))).toMatchObject({ overall: "mismatch", root: "mismatch" });
});

test("a replay says which part it is at", () => {
  const parts: ReplayPart[] = [];
  compareReplay(bodyOf(decision), (part) => parts.push(part));
  expect(parts).toEqual(REPLAY_PARTS);
});

test("whatever the market and the question, a sealed decision is verified", async () => {
  await fc.assert(
    fc.asyncProperty(markets(), requirements(), async (snapshot, asked) => {
      const trace = await sealed(decide(snapshot, asked, STAMP));
      expect(await verdictsOf({ kind: "root", root: trace.root }, witnesses([trace]))).toEqual(ALL_GOOD);
    }),
    { numRuns: 60 },
  );
});

test("a flip of any single byte is never verified", async () => {
  const { bytes, root } = await sealed(route(marketOf([anOffer(), anOffer({ id: "necto:2" })]), {}));
  for (let at = 0; at < bytes.length; at++) {
    const flipped = bytes.slice();
    flipped[at]! ^= 1 << (at % 8);
    const served = { root, bytes: flipped };
    const byRoot = await verdictsOf({ kind: "root", root }, witnesses([served]));
    expect(byRoot, `byte ${at}`).toMatchObject({ overall: "mismatch", root: "mismatch" });
  }
});

test("a flip of a byte in a file that was stored under its own root is never verified either", async () => {
  const { bytes } = await sealed(route(marketOf([anOffer()]), {}));
  const signature = bytes.length - 250;
  for (let at = 0; at < bytes.length; at += at < signature ? 5 : 1) {
    const flipped = bytes.slice();
    flipped[at]! ^= 1 << (at % 8);
    const asFile = { root: rootOf(flipped), bytes: flipped };
    const { overall } = await verdictsOf({ kind: "file", bytes: flipped }, witnesses([asFile]));
    expect(overall, `byte ${at}`).toBe("mismatch");
  }
});

/** Paths of all values inside a JSON value. */
const leavesOf = (value: unknown, path: readonly string[] = []): string[][] =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
    : [[...path]];

function changed(body: DecisionBody, path: readonly string[]): DecisionBody {
  const copy = structuredClone(body);
  let at = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const key = path.at(-1)!;
  const value = at[key];
  at[key] =
    typeof value === "number"
      ? value + 1
      : typeof value === "string"
        ? `${value}1`
        : value === true
          ? false
          : value === false
            ? true
            : "x";
  return copy;
}

test("a change of any field, signed by another key, is never verified", async () => {
  const body = bodyOf(decision);
  for (const path of leavesOf(body)) {
    const forged = await sealTrace(changed(body, path), STRANGER);
    const { overall } = await verdictsOf({ kind: "root", root: forged.root }, witnesses([forged]));
    expect(overall, path.join(".")).toBe("mismatch");
  }
});

test("a change of any recorded price, rank, reason or choice is found, even under the agent's own key", async () => {
  const body = bodyOf(decision);
  const outcomes = leavesOf(body).filter(
    ([part, inner]) =>
      part === "normalised" || (part === "decision" && !["id", "parentId", "decidedAt"].includes(inner!)),
  );
  expect(outcomes.length).toBeGreaterThan(40);
  for (const path of outcomes) {
    const forged = await sealTrace(changed(body, path), AGENT);
    const verdicts = await verdictsOf({ kind: "root", root: forged.root }, witnesses([forged]));
    expect(verdicts.overall, path.join(".")).toBe("mismatch");
  }
});

describe("under the agent's own key", () => {
  const forge = async (change: (body: DecisionBody) => DecisionBody) => {
    const forged = await sealTrace(change(structuredClone(bodyOf(decision))), AGENT);
    return verifyTrace({ kind: "root", root: forged.root }, witnesses([forged]));
  };

  test.each<[string, (body: DecisionBody) => DecisionBody, RegExp]>([
    [
      "a dropped offer",
      (body) => ({
        ...body,
        snapshot: { ...body.snapshot, offers: packTable(unpackTable(body.snapshot.offers).slice(1)) },
      }),
      /snapshotDigest/,
    ],
    [
      "a token price that is off by one in the last place",
      (body) => ({ ...body, snapshot: { ...body.snapshot, tokenPrices: [tokenPrice("0.310")] } }),
      /snapshotDigest/,
    ],
    [
      "two ranks that were swapped",
      (body) => {
        const [first, second, ...rest] = unpackTable(body.decision.ranked);
        return { ...body, decision: { ...body.decision, ranked: packTable([second, first, ...rest]) } };
      },
      /ranked\[0\]/,
    ],
    ["another choice", (body) => ({ ...body, decision: { ...body.decision, chosen: "dear:1" } }), /chosen/],
    [
      "a looser limit than the one decided by",
      (body) => ({ ...body, requirements: { ...body.requirements, maxUsdMicrosPerGpuHour: null } }),
      /ranked/,
    ],
    [
      "offers in another order",
      (body) => ({
        ...body,
        snapshot: { ...body.snapshot, offers: packTable(unpackTable(body.snapshot.offers).reverse()) },
      }),
      /offers\[0\]/,
    ],
  ])("%s does not match, and the difference is named", async (_, change, path) => {
    const { overall, checks } = await forge(change);
    const replay = checks.find(({ id }) => id === "replay")!;
    expect([overall, replay.verdict]).toEqual(["mismatch", "mismatch"]);
    expect(replay.differences.map((difference) => difference.path).join(" ")).toMatch(path);
  });

  test("offers that are no offers do not match", async () => {
    const { checks } = await forge((body) => ({
      ...body,
      snapshot: { ...body.snapshot, offers: packTable([{ id: 1 }]) },
    }));
    expect(checks.find(({ id }) => id === "replay")).toMatchObject({
      verdict: "mismatch",
      says: expect.stringContaining("broken"),
    });
  });

  test("a step that was taken out does not match", async () => {
    const { checks } = await forge((body) => ({
      ...body,
      steps: body.steps.filter(({ node }) => node !== "filter"),
    }));
    expect(checks.find(({ id }) => id === "replay")).toMatchObject({
      verdict: "mismatch",
      says: expect.stringContaining("Step 3 (rank)"),
    });
  });

  test("a decision by other rules could not be checked, and the release that can is named", async () => {
    const { overall, checks } = await forge((body) => ({ ...body, rulesVersion: "necto-rules/0" }));
    expect(overall).toBe("unchecked");
    expect(checks.find(({ id }) => id === "replay")).toMatchObject({
      verdict: "unchecked",
      says: expect.stringContaining("release 0.0.0"),
    });
  });
});

test("what could not be asked is never verified", async () => {
  const trace = await sealed(decision);
  const given = witnesses([trace]);
  const subject = { kind: "root", root: trace.root } as const;
  const failing = { from: "0G", fetch: () => Promise.reject(new Error("it is down\nURL: http://0g")) };
  expect(await verdictsOf(subject, { ...given, storage: failing })).toMatchObject({
    overall: "unchecked",
    bytes: "unchecked",
  });
  const { checks } = await verifyTrace(subject, { ...given, storage: failing });
  expect(checks[0]?.says).toBe("0G did not give the file: it is down.");
  expect(await verdictsOf(subject, { ...given, storage: null })).toMatchObject({ overall: "unchecked" });
  expect(await verdictsOf(subject, witnesses([]))).toMatchObject({
    overall: "unchecked",
    bytes: "unchecked",
  });
  expect(await verdictsOf(subject, { ...given, agentKeys: null })).toMatchObject({
    overall: "unchecked",
    signature: "unchecked",
    replay: "verified",
  });
  const file = { kind: "file", bytes: trace.bytes } as const;
  expect(await verdictsOf(file, witnesses([]))).toMatchObject({
    overall: "unchecked",
    signature: "verified",
    replay: "verified",
  });
});

test.each([
  ["no bytes", new Uint8Array()],
  ["no JSON", new TextEncoder().encode("hello")],
  ["JSON of something else", new TextEncoder().encode('{"body":1}')],
  ["JSON deeper than any stack", new TextEncoder().encode("[".repeat(200_000))],
  ["bytes that are no text", Uint8Array.of(0xff, 0xfe)],
])("a file with %s is no trace", async (_, bytes) => {
  expect((await verdictsOf({ kind: "file", bytes }, witnesses([{ root: "0x", bytes }]))).overall).not.toBe(
    "verified",
  );
});

test("a trace with a space in it, or zeros after it, is not the trace", async () => {
  const { bytes } = await sealed(decision);
  const text = new TextDecoder().decode(bytes);
  for (const other of [
    `${text}\0`,
    `${text} `,
    text.replace(",", ", "),
    JSON.stringify(JSON.parse(text), null, 1),
  ]) {
    const changedBytes = new TextEncoder().encode(other);
    const file = { root: rootOf(changedBytes), bytes: changedBytes };
    expect((await verdictsOf({ kind: "root", root: file.root }, witnesses([file]))).overall).toBe("mismatch");
  }
});

test("the twin of a signature does not count", async () => {
  const { bytes } = await sealed(decision);
  const trace = JSON.parse(new TextDecoder().decode(bytes));
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const { signature } = trace.signature as { signature: string };
  const s = order - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith("1b") ? "1c" : "1b";
  trace.signature.signature = `${signature.slice(0, 66)}${s.toString(16).padStart(64, "0")}${v}`;
  const twin = new TextEncoder().encode(JSON.stringify(trace));
  const file = { root: rootOf(twin), bytes: twin };
  expect(await verdictsOf({ kind: "root", root: file.root }, witnesses([file]))).toMatchObject({
    signature: "mismatch",
  });
});

test("equal decisions and contexts give equal bytes", async () => {
  const again = decide(
    marketOf([...market.offers].reverse(), { tokenPrices: [...market.tokenPrices.values()] }),
    Requirements.parse({ maxUsdMicrosPerGpuHour: 4_000_000, gpuModels: ["H100"] }),
    { ...STAMP, decidedAt: Date.parse(iso(NOW)) },
  );
  expect((await sealed(again)).root).toBe((await sealed(decision)).root);
});
