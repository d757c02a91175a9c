import { keccakText } from "../core/digest.ts";

/**
 * keccak256(salt ‖ whom): says nothing without the salt, and nothing else can be shown to be behind it.
 *
 * @param salt 32 random bytes as hex; deleting it makes the commitment unlinkable
 */
export const commitTo = (salt: string, whom: string): string => keccakText(`${salt}:${whom}`);
