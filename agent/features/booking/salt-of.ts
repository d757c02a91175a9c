import { type Hex, keccak256, stringToBytes } from "viem";

/** Salts are on chain: from one that could be guessed, anybody could tell whose approval it was. */
const MIN_LENGTH = 22;

/**
 * The salt of the job that an approval is for. The same approval is the same job, whoever sends it, how often, and after
 * which crash; the chain opens a job once.
 *
 * @param approvalId random, at least 128 bits (22 characters), and never shown to anybody but its buyer
 */
export function saltOf(approvalId: string): Hex {
  if (approvalId.length < MIN_LENGTH)
    throw new Error(
      `An approval id of ${approvalId.length} characters can be guessed; use at least ${MIN_LENGTH}.`,
    );
  return keccak256(stringToBytes(`necto.salt/1:${approvalId}`));
}
