import type { JobView } from "../job.ts";
import { TEST_ORDER } from "./order.ts";

const at = "2026-11-26T10:00:00.000Z";

/** `TEST_ORDER` as a running job of one buyer. */
export const testJob = (buyer: string, changes: Partial<JobView> = {}): JobView => ({
  ...{ jobId: `0x${"88".repeat(32)}`, status: "active", reason: "none", buyer, payee: TEST_ORDER.payee },
  order: null,
  ...{ rateUsdMicrosPerHour: 19_600_000, durationSeconds: 7_200, usedSeconds: null },
  amounts: {
    ...{ depositUsdMicros: 39_200_000, earnedUsdMicros: 0, feeUsdMicros: 0, refundUsdMicros: 39_200_000 },
  },
  ...{ feeBps: 250, at, startedAt: at, endsAt: null, deadline: null, timeline: [] },
  ...{ decisionRoot: TEST_ORDER.traceRoot, chain: TEST_ORDER.chain, escrow: TEST_ORDER.escrow },
  ...{ token: TEST_ORDER.token, access: null, hasViewKey: true, stars: null },
  ...{
    org: null,
    orgName: null,
    member: null,
    brokered: null,
    resolution: null,
    actions: ["end", "extend", "dispute"],
    acts: "transaction",
  },
  ...changes,
});
