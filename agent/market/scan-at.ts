import type { OpenRegistry } from "../registry/open-registry.ts";
import type { Scan } from "./market.ts";
import { withBrokers } from "./with-brokers.ts";

/** A scan at a block of the registry, which says who brokers for a source. */
export const scanAt =
  (scan: Scan, registry: Pick<OpenRegistry, "now" | "brokers">): Scan =>
  async (onReport, kept) => {
    // Before the sources are asked: what is registered later may be missing, what was registered by then may not.
    const at = await registry.now();
    const brokers = await registry.brokers(at.block);
    const quotes = await scan(onReport, kept);
    return { ...quotes, offers: withBrokers(quotes.offers, brokers), registry: at };
  };
