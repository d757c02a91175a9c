import { viewKeyOf } from "@necto/tools/protocol/access-document";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import { toJobId } from "@necto/tools/protocol/checkout";
import type { DemoBuyer } from "@necto/tools/protocol/demo-accounts";
import type { Payer } from "@necto/tools/protocol/payer";
import type { Checkout, PaymentPlan, PaymentWay } from "@necto/tools/protocol/payment";
import { type Hex, keccak256, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { agreeCheckout, CheckoutMismatch } from "./agree-checkout.ts";
import { fetchApproval } from "./booking-api.ts";
import type { JobKeyStore, JobKeys } from "./job-keys.ts";
import { gpuTitle } from "./order-text.ts";
import { connectWallet, signWithWallet } from "./sign-with-wallet.ts";
import type { Wallet } from "./wallets.ts";

/** Who shall pay, as chosen on the card. */
export type PayerChoice =
  | { readonly kind: "demo"; readonly account: DemoBuyer }
  | { readonly kind: "burner" }
  | { readonly kind: "wallet"; readonly uuid: string };

/** A payer that is ready to be sent, and what this browser keeps of the job. */
export interface ReadyPayer {
  readonly payer: Payer;
  readonly keys: JobKeys;
}

/** 32 random bytes. */
const newSecret = (): Hex => toHex(crypto.getRandomValues(new Uint8Array(32)));

/** The keys of that job: those that an earlier try has kept already, or new ones, kept now. */
function keepKeys(
  store: JobKeyStore,
  view: ApprovalView,
  fresh: Pick<JobKeys, "jobId" | "payer" | "address"> & Partial<JobKeys>,
): JobKeys {
  const known = store.find(fresh.jobId);
  if (known) return known;
  const keys: JobKeys = {
    approvalId: view.id,
    burnerKey: null,
    viewKey: newSecret(),
    capability: newSecret(),
    isSent: false,
    deal: dealOf(view),
    title: gpuTitle(view.order),
    bookedAt: Date.now(),
    ...fresh,
  };
  store.keep(keys);
  return keys;
}

const dealOf = ({ order: { chain, escrow, token } }: ApprovalView): NonNullable<JobKeys["deal"]> => ({
  ...{ chainId: chain.id, escrow, token: token.address },
});

/** What goes to the server of the keys: a public half, and a hash. */
const publicPart = ({ viewKey, capability }: JobKeys) => ({
  viewKey: viewKey && viewKeyOf(viewKey),
  capabilityHash: capability && keccak256(capability),
});

/**
 * A fresh key for one job. It is kept before anybody is told its address: money may come to it from then on.
 *
 * @throws when this browser stores nothing
 */
export function makeBurner(view: ApprovalView, store: JobKeyStore): JobKeys {
  const known = store.all().find((keys) => keys.approvalId === view.id && keys.payer === "burner");
  if (known) return known;
  const burnerKey = generatePrivateKey();
  const { address } = privateKeyToAccount(burnerKey);
  const jobId = toJobId(view.order, address);
  return keepKeys(store, view, { jobId, payer: "burner", address, burnerKey });
}

export interface PayerTools {
  readonly store: JobKeyStore;
  readonly wallets: readonly Wallet[];
}

/**
 * How the chosen account can pay, as this page and the server agree. A wallet is asked which account it is.
 *
 * @throws CheckoutMismatch, WalletError, ApiError
 */
export async function readWays(
  view: ApprovalView,
  choice: Exclude<PayerChoice, { readonly kind: "demo" }>,
  { store, wallets }: PayerTools,
): Promise<Checkout> {
  if (choice.kind === "burner") return agreeWithServer(view, makeBurner(view, store).address);
  return agreeWithServer(view, await connectWallet(walletOf(choice, wallets).provider));
}

/**
 * Signs what its way takes, or names who signs on the server. Nothing is sent, and nothing is signed but what this page
 * computed from the card.
 *
 * @throws CheckoutMismatch, WalletError, ApiError
 */
export async function readyPayer(
  view: ApprovalView,
  { choice, way }: { readonly choice: PayerChoice; readonly way: PaymentWay | null },
  { store, wallets }: PayerTools,
): Promise<ReadyPayer> {
  if (choice.kind === "demo") {
    const demo = view.payers.demo.find(({ account }) => account === choice.account)!;
    const { jobId } = agreeCheckout(view.order, demo.address, demo);
    const keys = keepKeys(store, view, { jobId, payer: "demo", address: demo.address });
    return { keys, payer: { kind: "demo", account: choice.account, ...publicPart(keys) } };
  }
  const checkout = await readWays(view, choice, { store, wallets });
  const { jobId, buyer: address } = checkout;
  const { typedData, ...plan } = planOf(checkout, way);
  if (choice.kind === "burner") {
    const keys = makeBurner(view, store);
    const account = privateKeyToAccount(keys.burnerKey!);
    const signature = typedData ? await account.signTypedData(typedData as never) : NO_SIGNATURE;
    return { keys, payer: { kind: "burner", address, way: plan.way, signature, ...publicPart(keys) } };
  }
  const { provider } = walletOf(choice, wallets);
  const keys = keepKeys(store, view, { jobId, payer: "wallet", address });
  const signature = typedData ? await signWithWallet(provider, address as Hex, typedData) : NO_SIGNATURE;
  return { keys, payer: { kind: "wallet", address, way: plan.way, signature, ...publicPart(keys) } };
}

const NO_SIGNATURE = "0x";

const walletOf = ({ uuid }: { readonly uuid: string }, wallets: readonly Wallet[]): Wallet =>
  wallets.find(({ info }) => info.uuid === uuid)!;

/** The plan of a way; what was shown may have gone since. @throws CheckoutMismatch */
function planOf({ plans, buyer }: Checkout, way: PaymentWay | null): PaymentPlan {
  const plan = plans.find((one) => one.way === way);
  if (plan) return plan;
  throw new CheckoutMismatch(`Nothing was signed: ${buyer} cannot pay that way any more. Choose again.`);
}

async function agreeWithServer(view: ApprovalView, address: string): Promise<Checkout> {
  const { answer } = await fetchApproval(view.id, address);
  if (!answer.checkout)
    throw new CheckoutMismatch("Nothing was signed: the order is answered or over by now. Look at its card.");
  return agreeCheckout(view.order, address, answer.checkout);
}
