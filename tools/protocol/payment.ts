import { z } from "zod";
import { Count } from "../core/decimal.ts";
import { Address, Bytes32, HexBytes } from "./chain-values.ts";

/**
 * How a buyer pays: Permit2 with the terms as witness, EIP-3009, EIP-2612, or an allowance. The first two are relayed: the
 * buyer signs, and needs no gas. The escrow takes the last two only from the buyer itself.
 */
export const PAYMENT_WAYS = ["permit2", "authorization", "permit", "approve"] as const;
export const PaymentWay = z.enum(PAYMENT_WAYS);
export type PaymentWay = z.output<typeof PaymentWay>;

/** A transaction that the buyer's or the provider's own key sends: the contract takes these from nobody else. */
export const BuyerCall = z.object({ to: Address, data: HexBytes, chainId: Count });
export type BuyerCall = z.output<typeof BuyerCall>;

/** What a buyer sends itself to pay; `approve…` lets somebody take exactly the order's total, once. */
export const PAYMENT_CALLS = ["approvePermit2", "approve", "open", "openWithPermit"] as const;
export type PaymentCallName = (typeof PAYMENT_CALLS)[number];
export const PaymentCall = BuyerCall.extend({ name: z.enum(PAYMENT_CALLS) });
export type PaymentCall = z.output<typeof PaymentCall>;

/** EIP-712 data for `eth_signTypedData_v4`: whole numbers are decimal text. */
export const TypedDataView = z.object({
  domain: z.record(z.string(), z.union([z.string(), z.number()])),
  types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
  primaryType: z.string(),
  message: z.record(z.string(), z.json()),
});
export type TypedDataView = z.output<typeof TypedDataView>;

/** One way to pay an order, for one buyer. */
export const PaymentPlan = z.object({
  way: PaymentWay,
  /** What is signed before the approval; null when nothing is. */
  typedData: TypedDataView.nullable(),
  /** What the buyer sends after the approval, in order; `data` is null while it needs a signature. */
  calls: z.array(PaymentCall.extend({ data: HexBytes.nullable() })),
});
export type PaymentPlan = z.output<typeof PaymentPlan>;

/** An order for one buyer: the job that it opens, and how it can be paid now, best first. */
export const Checkout = z.object({
  buyer: Address,
  jobId: Bytes32,
  /** The token's EIP-2612 nonce of the buyer, uint256 as decimal text; null for a token without. */
  permitNonce: z
    .string()
    .regex(/^\d{1,78}$/)
    .nullable(),
  /** Empty when this account cannot pay: the token is paused, or takes no signature and the account has no gas. */
  plans: z.array(PaymentPlan),
});
export type Checkout = z.output<typeof Checkout>;
