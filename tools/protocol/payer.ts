import { z } from "zod";
import { ViewKey } from "./access.ts";
import { Address, Bytes32, HexBytes } from "./chain-values.ts";
import { DemoBuyer } from "./demo-accounts.ts";
import { PaymentWay } from "./payment.ts";

const capability = {
  viewKey: ViewKey.nullable().default(null),
  /** keccak256 of the random 32 bytes of the job's capability link. The bytes themselves stay with the buyer. */
  capabilityHash: Bytes32.nullable().default(null),
};

/** Who pays. A demo account signs on the server, only here, only after this approval. */
export const Payer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("demo"), account: DemoBuyer, ...capability }),
  z.strictObject({
    kind: z.enum(["wallet", "burner"]),
    address: Address,
    way: PaymentWay.default("authorization"),
    /** Of the plan's `typedData`; `0x` when it signs nothing. */
    signature: HexBytes,
    ...capability,
  }),
]);
export type Payer = z.output<typeof Payer>;
