import { permit2Address } from "@necto/contracts/abi/networks";
import { type Terms, termsFields, toAbiTerms } from "@necto/contracts/abi/terms";
import { type Address, decodeFunctionData, encodeFunctionData, type Hex } from "viem";
import type { Order } from "./order.ts";
import type { PaymentCall, PaymentCallName } from "./payment.ts";

export { permit2Address };

const TERMS = { name: "terms", type: "tuple", components: termsFields } as const;
const CALL = { type: "function", stateMutability: "nonpayable", outputs: [] } as const;
/** Of the whole ABI only what a page sends: a page loads no bytecode. A test holds it against the contracts' own. */
const ABI = [
  { ...CALL, name: "open", inputs: [TERMS] },
  {
    ...CALL,
    name: "openWithPermit",
    inputs: [TERMS, { name: "deadline", type: "uint256" }, { name: "signature", type: "bytes" }],
  },
  {
    ...CALL,
    name: "approve",
    inputs: [
      { name: "spender", type: "address" },
      { name: "value", type: "uint256" },
    ],
  },
] as const;

/**
 * A transaction that the buyer sends to pay an order: to the token, for an allowance of exactly the total, or to the escrow.
 *
 * @param permit the buyer's signature, which `openWithPermit` carries
 */
export function toPaymentCall(order: Order, terms: Terms, name: PaymentCallName, permit: Hex): PaymentCall {
  const { token, escrow, chain, totalUsdMicros, validBefore } = order;
  const about = { name, chainId: chain.id };
  const allow = (spender: Address) =>
    encodeFunctionData({ abi: ABI, functionName: "approve", args: [spender, BigInt(totalUsdMicros)] });
  const words = toAbiTerms(terms);
  switch (name) {
    case "approvePermit2":
      return { ...about, to: token.address, data: allow(permit2Address) };
    case "approve":
      return { ...about, to: token.address, data: allow(escrow as Address) };
    case "open":
      return {
        ...{ ...about, to: escrow },
        data: encodeFunctionData({ abi: ABI, functionName: "open", args: [words] }),
      };
    case "openWithPermit": {
      const args = [words, BigInt(validBefore), permit] as const;
      return {
        ...{ ...about, to: escrow },
        data: encodeFunctionData({ abi: ABI, functionName: "openWithPermit", args }),
      };
    }
  }
}

/** The signature that an `openWithPermit` carries. @throws viem's error when the data is no such call */
export function permitIn(data: string): Hex {
  const { functionName, args } = decodeFunctionData({ abi: ABI, data: data as Hex });
  if (functionName !== "openWithPermit") throw new Error(`${functionName} carries no permit.`);
  return args[2];
}
