import type { EscrowEvent } from "@necto/contracts/abi/fold-events";
import { nectoEscrow } from "@necto/contracts/abi/generated";
import { type Hex, parseEventLogs } from "viem";
import type { EscrowDoor } from "./escrow.ts";

/** Where an event of the escrow is on chain. */
export interface EscrowLog {
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly logIndex: number;
  readonly txHash: Hex;
  readonly eventName: EscrowEvent["eventName"];
  readonly args: EscrowEvent["args"];
}

/**
 * The escrow's events in a range of blocks, both included, in the order of the chain. A log of an event that the escrow
 * does not have is an error: nothing may be counted past it.
 *
 * @throws viem's error when the node refuses or does not answer
 */
export async function fetchEscrowLogs(
  { client, escrow }: EscrowDoor,
  range: { readonly fromBlock: bigint; readonly toBlock: bigint },
): Promise<readonly EscrowLog[]> {
  const raw = await client.getLogs({ address: escrow, ...range });
  const logs = parseEventLogs({ abi: nectoEscrow.abi, logs: raw });
  if (logs.length !== raw.length)
    throw new Error(
      `The escrow at ${escrow} has ${raw.length - logs.length} events that it should not have.`,
    );
  return logs
    .map(({ blockNumber, blockHash, logIndex, transactionHash, eventName, args }) => ({
      ...{ blockNumber, blockHash, logIndex, txHash: transactionHash, eventName, args },
    }))
    .sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
}
