import type { EarningsSum, EarningsView, UsageView } from "@necto/tools/protocol/earnings";
import { expect, test } from "vitest";
import { earningsToCsv, usageToCsv } from "./earnings-csv.ts";

const sum = (net: number, fee: number): EarningsSum => ({
  ...{ jobs: 1, grossUsdMicros: net + fee, feeUsdMicros: fee, netUsdMicros: net },
  ...{ rentedUnitSeconds: 1_800, offeredUnitSeconds: 86_400, utilisationBps: 208 },
});
const chain = { name: "sandbox", explorerUrl: null, symbol: "tUSDC" };

test("earnings keep every micro-USDC, so that the rows add up to the row of totals", () => {
  const periods = [
    { day: "2026-11-25", ...sum(1_218_750, 31_250) },
    { day: "2026-11-26", ...sum(1, 0) },
  ];
  const total = { ...sum(1_218_751, 31_250), jobs: 2 };
  expect(earningsToCsv({ periods, total, chain } as unknown as EarningsView)).toBe(
    [
      "From (UTC),Jobs served,Gross (tUSDC),Fee (tUSDC),Net (tUSDC),Rented (unit-hours),Offered (unit-hours),Utilisation (%)",
      "2026-11-25,1,1.250000,0.031250,1.218750,0.50,24.00,2.08",
      "2026-11-26,1,0.000001,0.000000,0.000001,0.50,24.00,2.08",
      "Total,2,1.250001,0.031250,1.218751,0.50,24.00,2.08",
      "",
    ].join("\r\n"),
  );
});

test("a title is never a formula, and an untracked job has no buyer, id or transaction", () => {
  const row = {
    ...{ openedAt: "2026-11-26T10:00:00.000Z", startedAt: null, endedAt: null, status: "closed" },
    ...{
      reason: "no-show",
      listingId: "0x1",
      title: "=HYPERLINK(1)",
      gpu: "H100",
      units: 2,
      mode: "untracked",
    },
    ...{ rateUsdMicrosPerHour: 2_000_000, durationSeconds: 60, usedSeconds: 0, grossUsdMicros: 0 },
    ...{ feeUsdMicros: 0, netUsdMicros: 0, buyer: null, jobId: null, txHash: null },
  };
  const total = { usedSeconds: 0, grossUsdMicros: 0, feeUsdMicros: 0, netUsdMicros: 0 };
  const [, line] = usageToCsv({ rows: [row], total, chain } as unknown as UsageView).split("\r\n");
  expect(line).toBe(
    "2026-11-26T10:00:00.000Z,,,no-show,'=HYPERLINK(1),H100,2,untracked,,2.000000,0,0.000000,0.000000,0.000000,,",
  );
});
