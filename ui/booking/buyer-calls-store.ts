import type { ApprovalView } from "@necto/tools/protocol/approval";
import type { PaymentCall, PaymentCallName } from "@necto/tools/protocol/payment";
import { wordsOf } from "../api/error-words.ts";
import { agreeCalls, CheckoutMismatch } from "./agree-checkout.ts";
import type { JobKeys } from "./job-keys.ts";

/** After so long without a sign of it on chain, a transaction may be sent again; that does nothing twice. */
const AGAIN_MS = 60_000;

export interface BuyerCallsOptions {
  readonly keys: Pick<JobKeys, "address" | "burnerKey">;
  readonly fetchView: (buyer: string) => Promise<ApprovalView>;
  /** Sends by the payer's own key or wallet, and gives the transaction's hash. */
  readonly send: (call: PaymentCall) => Promise<string>;
  readonly now: () => number;
}

/**
 * The transactions that a payer still sends itself for an approved order: what the server names and this page computes alike.
 * Dispatches `change`.
 */
export class BuyerCallsStore extends EventTarget {
  /** The order, once it was read; its next calls, as this page computed them. */
  view: ApprovalView | null = null;
  calls: readonly PaymentCall[] = [];
  isSending = false;
  readonly #options: BuyerCallsOptions;
  #readProblem: string | null = null;
  #sendProblem: string | null = null;
  readonly #sent = new Map<PaymentCallName, number>();

  constructor(options: BuyerCallsOptions) {
    super();
    this.#options = options;
  }

  get problem(): string | null {
    return this.#sendProblem ?? this.#readProblem;
  }

  /** The first one that is still to be sent; null while one that was sent is not on chain yet. */
  get next(): PaymentCall | null {
    const [call] = this.calls;
    if (!call) return null;
    const sentAt = this.#sent.get(call.name);
    return sentAt === undefined || this.#options.now() - sentAt >= AGAIN_MS ? call : null;
  }

  async refresh(): Promise<void> {
    const { keys, fetchView } = this.#options;
    try {
      const view = await fetchView(keys.address);
      this.calls = agreeCalls(view.order, keys.address, view.booking?.calls ?? []);
      this.view = view;
      this.#readProblem = null;
    } catch (error) {
      if (error instanceof CheckoutMismatch) this.calls = [];
      this.#readProblem = wordsOf(error);
    }
    this.dispatchEvent(new Event("change"));
  }

  /** Sends the next one, once however often it is asked for meanwhile. */
  async send(): Promise<void> {
    const call = this.next;
    if (!call || this.isSending) return;
    this.isSending = true;
    this.#sendProblem = null;
    this.dispatchEvent(new Event("change"));
    try {
      await this.#options.send(call);
      this.#sent.set(call.name, this.#options.now());
    } catch (error) {
      this.#sendProblem = wordsOf(error);
    } finally {
      this.isSending = false;
    }
    await this.refresh();
  }
}
