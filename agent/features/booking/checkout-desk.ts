import { type EscrowDoor, readJob } from "@necto/tools/chain/escrow";
import { toCheckout, toJobId, toTerms } from "@necto/tools/protocol/checkout";
import type { Order } from "@necto/tools/protocol/order";
import type { Checkout, PaymentCall } from "@necto/tools/protocol/payment";
import { toPaymentCall } from "@necto/tools/protocol/payment-call";
import type { Address, Hex } from "viem";
import type { Approval } from "./approval-queries.ts";
import type { GatedOrder, MoneyPolicy } from "./gate-order.ts";
import { readPaymentFacts } from "./payment-facts.ts";

/** What a buyer has to do to pay. */
export interface CheckoutDesk {
  /** What an account signs and sends to pay an order, each way that works for it now. */
  readonly checkout: (order: Order, buyer: string) => Promise<Checkout>;
  /**
   * What the payer of an approved order still has to send itself, each as the gate let it pass.
   *
   * @throws NectoError what the gate refuses
   */
  readonly callsFor: (approval: Approval) => Promise<PaymentCall[]>;
}

export interface CheckoutDeskOptions {
  readonly door: EscrowDoor;
  readonly policy: MoneyPolicy;
  readonly gate: (approval: Approval) => Promise<GatedOrder>;
}

export function createCheckoutDesk({ door, policy, gate }: CheckoutDeskOptions): CheckoutDesk {
  async function checkout(order: Order, buyer: string): Promise<Checkout> {
    const amount = BigInt(order.totalUsdMicros);
    return toCheckout(
      order,
      buyer,
      await readPaymentFacts(door.client, policy, { buyer: buyer as Address, amount }),
    );
  }

  async function callsFor(approval: Approval): Promise<PaymentCall[]> {
    const { order, payer, state } = approval;
    if (state !== "waiting-for-buyer" || payer === null) return [];
    if ((await readJob(door, toJobId(order, payer.address))) !== null) return [];
    await gate(approval);
    const { plans } = await checkout(order, payer.address);
    const calls = plans.find(({ way }) => way === payer.way)?.calls ?? [];
    const terms = toTerms(order, payer.address);
    return calls.map(({ name }) => toPaymentCall(order, terms, name, payer.signature as Hex));
  }

  return { checkout, callsFor };
}
