import type { Order } from "@necto/tools/protocol/order";
import type { ChaosMandate } from "./chaos-mandates.ts";

/** A payment that the chain has. */
export interface Payment {
  /** Of its approval. */
  readonly id: string;
  readonly order: Pick<
    Order,
    "totalUsdMicros" | "rateUsdMicrosPerHour" | "gpuCount" | "units" | "durationSeconds"
  >;
  /** Address. */
  readonly payer: string;
  readonly mandateId: string | null;
  /** When it was agreed to: the UTC day that it counts for. */
  readonly decidedAt: string;
  /** When it was written down, epoch milliseconds. */
  readonly recordedAt: number;
}

/** Which payments no mandate allowed, and by which bound: counted from what was signed alone. Pure. */
export function findExceeded(
  payments: readonly Payment[],
  mandates: readonly Pick<ChaosMandate, "id" | "terms" | "revokedAt">[],
): readonly string[] {
  const wrong: string[] = [];
  const counts = new Map<string, number>();
  const spent = new Map<string, number>();
  const add = (to: Map<string, number>, key: string, amount: number) =>
    to.set(key, (to.get(key) ?? 0) + amount).get(key)!;
  for (const { id, order, payer, mandateId, decidedAt, recordedAt } of payments) {
    const mandate = mandates.find((one) => one.id === mandateId);
    if (mandate === undefined) {
      wrong.push(`${id}: of a mandate that nobody signed`);
      continue;
    }
    const { terms, revokedAt } = mandate;
    const { totalUsdMicros, rateUsdMicrosPerHour, gpuCount, units, durationSeconds } = order;
    const day = `${mandate.id} ${decidedAt.slice(0, 10)}`;
    const over = {
      "the bound of an order": totalUsdMicros > terms.maxOrderUsdMicros,
      "the bound of a day": add(spent, day, totalUsdMicros) > terms.maxDayUsdMicros,
      "its price": rateUsdMicrosPerHour > terms.maxUsdMicrosPerGpuHour * gpuCount * units,
      "its orders": add(counts, mandate.id, 1) > terms.maxOrders,
      "its expiry": recordedAt >= terms.validUntil * 1_000,
      "its revocation": revokedAt !== null && recordedAt > revokedAt,
      "its account": payer.toLowerCase() !== terms.account,
      "its time": durationSeconds !== terms.durationSeconds,
    };
    for (const [bound, isOver] of Object.entries(over)) if (isOver) wrong.push(`${id}: over ${bound}`);
  }
  return wrong;
}
