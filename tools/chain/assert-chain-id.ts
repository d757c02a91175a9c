import { NectoError } from "../errors.ts";
import { type ChainAt, readClient } from "./chain-clients.ts";
import { describeChainId, RETIRED_CHAIN_IDS } from "./networks.ts";

/**
 * Asks a node for its chain id, and refuses any but the one that was configured, before anything is signed for it.
 *
 * @throws NectoError `chain/wrong-network` (both ids are named; a retired 0G id is refused without asking),
 * `chain/unreachable` when the node does not answer in time
 */
export async function assertChainId(at: ChainAt): Promise<void> {
  const current = RETIRED_CHAIN_IDS[at.chainId];
  if (current !== undefined)
    throw new NectoError({
      code: "chain/wrong-network",
      message: `Chain ${describeChainId(at.chainId)} is gone. Use ${describeChainId(current)}.`,
      meta: { expected: current, found: at.chainId },
    });
  const found = await readClient(at)
    .getChainId()
    .catch((cause) => {
      throw unreachable(at, cause);
    });
  if (found === at.chainId) return;
  throw new NectoError({
    code: "chain/wrong-network",
    message: `The node at ${hostOf(at)} is on chain ${describeChainId(found)}, expected is ${describeChainId(at.chainId)}. Check the RPC URL and the chain id.`,
    meta: { expected: at.chainId, found },
  });
}

function unreachable(at: ChainAt, cause: unknown): NectoError {
  return new NectoError({
    code: "chain/unreachable",
    message: `The node at ${hostOf(at)} for chain ${describeChainId(at.chainId)} does not answer.`,
    meta: { chainId: at.chainId },
    cause,
    retryable: true,
  });
}

/** Without path and query, where providers put keys. */
const hostOf = ({ url }: ChainAt): string => new URL(url).host;
