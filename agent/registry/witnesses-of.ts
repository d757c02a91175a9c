import type { WitnessView } from "@necto/tools/protocol/witness-view";
import { gatewayBytes } from "@necto/tools/trace/gateway-bytes";
import { jobWitness } from "@necto/tools/trace/job-witness";
import type { Witnesses } from "@necto/tools/trace/witnesses";

/** Where a verification asks. */
export interface WitnessPlaces extends Pick<WitnessView, "agentKeys" | "registry" | "escrow"> {
  /** Of 0G. */
  readonly gateway: string;
}

/** The witnesses at some places. Keys are asked of the registry where there is one, else taken from the list. */
export async function witnessesOf(
  { gateway, agentKeys, registry, escrow }: WitnessPlaces,
  asking: { readonly fetch: typeof globalThis.fetch; readonly signal: AbortSignal },
): Promise<Witnesses> {
  const storage = gatewayBytes({ gateway, ...asking });
  const job = escrow ? jobWitness({ ...escrow, escrow: escrow.address, ...asking }) : null;
  if (registry) {
    const { registryWitness } = await import("@necto/tools/chain/registry-witness");
    return { storage, ...registryWitness({ ...registry, url: registry.rpcUrl }), job };
  }
  const known = new Set(agentKeys);
  const isListed = async (signer: string) => known.has(signer);
  const listed = known.size === 0 ? null : { from: "the list of agent keys", isValid: isListed };
  return { storage, agentKeys: listed, registry: null, job };
}
