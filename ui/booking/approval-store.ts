import type { ApprovalDecision, ApprovalView } from "@necto/tools/protocol/approval";
import type { Checkout, PaymentPlan, PaymentWay } from "@necto/tools/protocol/payment";
import { wordsOf } from "../api/error-words.ts";
import { ApiError } from "../api/necto-api.ts";
import { answerApproval, askFaucet, fetchApproval } from "./booking-api.ts";
import { createJobKeyStore, type JobKeyStore } from "./job-keys.ts";
import { makeBurner, type PayerChoice, readWays, readyPayer } from "./payer.ts";
import { PendingCard } from "./pending-card.ts";
import { Wallets } from "./wallets.ts";

/** After a refusal the server asks for a new price; that long its approval is waited for. */
const NEXT_WITHIN_MS = 15_000;

/** `signing` until the payer has signed; `sending` until the server has answered. */
export type ApprovalPhase = "open" | "signing" | "sending";

/** The wallets of this browser, for all cards. */
export const wallets = new Wallets();
export const jobKeys: JobKeyStore = createJobKeyStore(() => localStorage);
const tabs = new BroadcastChannel("necto:approvals");

/** One pending consent as this page sees it, and the choice of who pays. */
export class ApprovalStore extends PendingCard<ApprovalView, ApprovalDecision> {
  phase: ApprovalPhase = "open";
  choice: PayerChoice | null;
  /** The fresh key's account, once it was chosen; its balance as the faucet told it. */
  burner: { readonly address: string; readonly balanceUsdMicros: number | null } | null = null;
  /** How the chosen wallet or fresh key can pay; null until that is known, and for demo accounts. */
  checkout: Checkout | null = null;
  /** The way that was chosen; null takes the best. */
  #way: PaymentWay | null = null;
  /** The approval in its place, once this one is void and there is one. */
  next: ApprovalView | null = null;
  /** Epoch milliseconds. */
  #refusedAt = Number.NEGATIVE_INFINITY;

  constructor(view: ApprovalView) {
    super(view, { fetch: fetchApproval, answer: answerApproval, tabs });
    const [demo] = view.payers.demo;
    this.choice = demo ? { kind: "demo", account: demo.account } : null;
    wallets.addEventListener("change", () => this.changed());
  }

  protected override get isMoving(): boolean {
    const isAskedAgain = this.view.next === null && Date.now() < this.#refusedAt + NEXT_WITHIN_MS;
    return super.isMoving || isAskedAgain;
  }

  override watch(): void {
    if (this.view.payers.signature) wallets.ask();
    super.watch();
  }

  choose(choice: PayerChoice): void {
    this.choice = choice;
    this.problem = null;
    this.checkout = null;
    this.#way = null;
    if (choice.kind === "burner") this.#openBurner();
    this.changed();
    void this.#readWays();
  }

  /** The way to pay that the card shows; null for demo accounts, and when there is none. */
  get plan(): PaymentPlan | null {
    const { plans } = this.checkout ?? { plans: [] };
    return plans.find(({ way }) => way === this.#way) ?? plans[0] ?? null;
  }

  chooseWay(way: PaymentWay): void {
    this.#way = way;
    this.problem = null;
    this.changed();
  }

  async #readWays(): Promise<void> {
    const { choice } = this;
    if (!choice || choice.kind === "demo") return;
    try {
      const checkout = await readWays(this.view, choice, { store: jobKeys, wallets: wallets.found });
      if (choice === this.choice) this.checkout = checkout;
    } catch (error) {
      if (choice !== this.choice) return;
      this.problem = wordsOf(error);
      this.choice = null;
    }
    this.changed();
  }

  /** Test money for the fresh key; sandbox only. */
  async fillBurner(): Promise<void> {
    if (!this.burner) return;
    try {
      const { balanceUsdMicros } = await askFaucet({ address: this.burner.address, gas: true });
      this.burner = { ...this.burner, balanceUsdMicros };
      this.problem = null;
      await this.#readWays();
    } catch (error) {
      this.problem = wordsOf(error);
    }
    this.changed();
  }

  async approve(): Promise<void> {
    const { choice, plan } = this;
    if (!this.isOpen || this.phase !== "open" || !choice) return;
    this.#enter("signing");
    try {
      const way = plan?.way ?? null;
      const tools = { store: jobKeys, wallets: wallets.found };
      const { payer, keys } = await readyPayer(this.view, { choice, way }, tools);
      jobKeys.keep({ ...keys, isSent: true });
      await this.#answer({ decision: "approve", payer });
    } catch (error) {
      this.#fail(error);
    }
  }

  async decline(): Promise<void> {
    if (this.view.status !== "pending" || this.phase !== "open") return;
    try {
      await this.#answer({ decision: "decline" });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #answer(decision: ApprovalDecision): Promise<void> {
    this.#enter("sending");
    await this.send(decision);
    this.phase = "open";
    this.changed();
    this.dispatchEvent(new Event("answered"));
  }

  #openBurner(): void {
    try {
      const { address } = makeBurner(this.view, jobKeys);
      this.burner ??= { address, balanceUsdMicros: null };
    } catch (error) {
      this.problem = wordsOf(error);
      this.choice = null;
    }
  }

  #enter(phase: ApprovalPhase): void {
    this.phase = phase;
    this.problem = null;
    this.changed();
  }

  /** Refused, void or expired: the server's view says what is true now. */
  #fail(error: unknown): void {
    this.phase = "open";
    this.problem = wordsOf(error);
    if (error instanceof ApiError && error.problem.status === 409) this.#refusedAt = Date.now();
    this.changed();
    void this.refresh();
  }

  protected override take(view: ApprovalView): void {
    super.take(view);
    if (view.next !== null && !this.next) void this.#loadNext(view.next);
  }

  async #loadNext(approvalId: string): Promise<void> {
    const found = await fetchApproval(approvalId).catch(() => null);
    if (!found) return;
    this.next = found.answer;
    this.changed();
    // A run of its own asks for it: the conversation has that run by now.
    this.dispatchEvent(new Event("decided"));
  }
}

const stores = new Map<string, ApprovalStore>();

/** The store of an approval: one for all cards that show it. */
export function approvalStoreOf(view: ApprovalView): ApprovalStore {
  const known = stores.get(view.id);
  if (known) return known;
  const store = new ApprovalStore(view);
  stores.set(view.id, store);
  return store;
}
