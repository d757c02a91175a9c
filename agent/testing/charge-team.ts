import type { Order } from "@necto/tools/protocol/order";
import { createTeamPurse } from "../features/policy/team-purse.ts";
import { openStore } from "../store/open-store.ts";

/**
 * Charges a team as one of its Users until the first refusals, several at once, and prints the amounts that were accepted.
 * Arguments: what `openStore` takes, the thread, a name, micro-USD of each, how many at once.
 */
const [place, threadId, name, amount, width] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const store = await openStore(place, () => "unused");
const purse = createTeamPurse({
  ...{ store, door: null as never, now: () => Date.parse("2026-11-26T12:00:00.000Z") },
  access: { roleOf: async () => "user", adminsOf: async () => [] },
});
const totalUsdMicros = Number(amount);
const order = {
  ...{ source: "necto", country: "FI", gpu: "H100", gpuCount: 1, units: 1, payee: "0xc" },
  ...{ rateUsdMicrosPerHour: totalUsdMicros, durationSeconds: 3_600, totalUsdMicros },
} as Order;

/** One order after the other, until the policy has something against one. */
async function chargeOn(lane: number): Promise<number> {
  for (let accepted = 0; ; accepted++) {
    const id = `${name}-${lane}-${accepted}`;
    const charge = await purse.forOrder(threadId, order);
    try {
      await store.db.transaction().execute((db) => charge!(db, { approvalId: id, jobId: `0x${id}` }));
    } catch (error) {
      if ((error as { code?: string }).code?.startsWith("policy/")) return accepted;
      throw error;
    }
  }
}

const lanes = await Promise.all(Array.from({ length: Number(width) }, (_, lane) => chargeOn(lane)));
process.stdout.write(String(lanes.reduce((sum, accepted) => sum + accepted, 0)));
await store.close();
