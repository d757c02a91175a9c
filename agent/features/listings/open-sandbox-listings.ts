import { demoProvider } from "@necto/tools/sandbox/adi/demo-registry";
import type { AdiSandbox } from "@necto/tools/sandbox/adi/open-adi";
import { DEMO_ORGS } from "@necto/tools/sandbox/demo-listings";
import { type OpenListings, type OpenListingsOptions, openListings } from "./open-listings.ts";
import { seedDemoListings } from "./seed-demo-listings.ts";

export interface SandboxListingsOptions extends Omit<OpenListingsOptions, "nameOf" | "fromBlock"> {
  readonly adi: AdiSandbox;
}

/** Listings on the sandbox's own chain, those of the demo providers among them. */
export async function openSandboxListings({
  adi,
  ...options
}: SandboxListingsOptions): Promise<OpenListings> {
  const { registry } = adi.deployment.contracts;
  await seedDemoListings(
    options.store,
    { chainId: adi.chain.chainId, registry: registry.address },
    options.now,
  );
  const names = new Map<string, string>(
    DEMO_ORGS.map((org) => [demoProvider(org).address.toLowerCase(), org]),
  );
  return openListings({
    ...options,
    fromBlock: BigInt(adi.deployment.fromBlock),
    nameOf: (owner) => names.get(owner) ?? null,
  });
}
