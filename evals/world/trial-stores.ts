import { seedDemoListings } from "@necto/agent/features/listings/seed-demo-listings";
import { type Store, storeTemplate } from "@necto/agent/store/open-store";
import type { TrialChain } from "./open-chain.ts";

/** Before the clock of any scenario. */
const LISTED_AT = Date.parse("2026-01-02T00:00:00Z");

const templates = new Map<string, Promise<() => Store>>();

/** A database with the demo listings of a chain's registry; migrated and filled once in a process, and copied from then on. */
export async function openTrialStore({ chainId, deployment }: TrialChain): Promise<Store> {
  const registry = deployment.contracts.registry.address;
  const template =
    templates.get(registry) ??
    storeTemplate(
      () => "epoch",
      (store) => seedDemoListings(store, { chainId, registry }, () => LISTED_AT),
    );
  templates.set(registry, template);
  return (await template)();
}
