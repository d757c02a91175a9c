import { expect, test } from "vitest";
import { describeDiff, kindOf } from "./describe-diff.ts";
import { diffListings } from "./listing-diff.ts";
import { ProviderChange } from "./provider-change.ts";
import { aDraft, aRule, own, usdc } from "./testing/drafts.ts";
import { NOW } from "./testing/offers.ts";

type Said = Partial<typeof ProviderChange._zod.input>;
const lines = (said: Said, listing = own("0x1")) =>
  describeDiff(diffListings(ProviderChange.parse(said), [listing], NOW)[0]!).map(
    ({ label, from, to, change }) => [label, from, to, change],
  );

test("a price is told with its share, to the micro-USD", () => {
  expect(lines({ usdMicrosPerGpuHour: 1_950_000 })).toEqual([
    ["Price", "$2.0000 per GPU-hour", "$1.9500 per GPU-hour", "-2.5%"],
  ]);
  expect(lines({ percentBps: -750 }, own("0x1", { pricing: usdc("0.37") }))).toEqual([
    ["Price", "$0.3700 per GPU-hour", "$0.342250 per GPU-hour", "-7.5%"],
  ]);
});

test("a price for a whole unit is told per GPU-hour", () => {
  const unit = own("0x1", { gpuCount: 8, pricing: usdc("16", "unit") });
  expect(lines({ usdMicrosDelta: 100_000 }, unit)[0]).toEqual([
    "Price",
    "$2.0000 per GPU-hour",
    "$2.1000 per GPU-hour",
    "+5%",
  ]);
});

test("a rule is told as what it asks, and a ceiling that rises with the price is told too", () => {
  expect(lines({ rule: { followUndercutBps: 200, floorUsdMicros: 1_600_000 } })[0]![2]).toBe(
    "2% under the cheapest, $1.6000 to $3.0000 per GPU-hour",
  );
  expect(lines({ rule: { ceilingUsdMicros: 4_000_000 } }, own("0x1", { pricing: aRule() }))).toEqual([
    [
      "Price",
      "from $2.0000, $1.0000 to $3.0000 per GPU-hour",
      "from $2.0000, $1.0000 to $4.0000 per GPU-hour",
      null,
    ],
    ["Highest rate on chain", "$3.0000 per GPU-hour", "$4.0000 per GPU-hour", null],
  ]);
});

test("units out of service are told with their time", () => {
  const said = {
    status: "offline",
    gpuCount: 4,
    from: "2026-11-27T18:00:00.000Z",
    to: "2026-11-30T08:00:00.000Z",
  } as const;
  expect(lines(said)).toEqual([
    ["Out of service", "none", "4 units offline from 2026-11-27 18:00 UTC to 2026-11-30 08:00 UTC", null],
  ]);
  expect(lines({ status: "offline" })).toEqual([["Status", "available", "offline", null]]);
});

test("a listing is called by what it is, not by its own words", () => {
  expect(kindOf(aDraft({ title: "free money" }))).toBe("1× H100 SXM in Germany");
});
