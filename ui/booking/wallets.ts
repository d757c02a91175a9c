/** What a wallet says of itself (EIP-6963, eips.ethereum.org/EIPS/eip-6963, read 2026-11-26). */
export interface WalletInfo {
  readonly uuid: string;
  readonly name: string;
  /** A data URL; only shown when it is one of an image. */
  readonly icon: string;
  readonly rdns: string;
}

/** The part of EIP-1193 that is used: a request with its answer, or an error with a `code`. */
export interface WalletProvider {
  request(call: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>;
}

export interface Wallet {
  readonly info: WalletInfo;
  readonly provider: WalletProvider;
}

/** Wallets of this browser, as they announce themselves. Dispatches `change` for each. */
export class Wallets extends EventTarget {
  found: readonly Wallet[] = [];
  #isAsking = false;

  /** Asks all wallets to announce themselves; wallets that come later announce themselves unasked. */
  ask(): void {
    if (!this.#isAsking) window.addEventListener("eip6963:announceProvider", this.#announced);
    this.#isAsking = true;
    window.dispatchEvent(new Event("eip6963:requestProvider"));
  }

  readonly #announced = (event: Event) => {
    const wallet = (event as CustomEvent<unknown>).detail;
    if (!isWallet(wallet) || this.found.some(({ info }) => info.uuid === wallet.info.uuid)) return;
    this.found = [...this.found, wallet];
    this.dispatchEvent(new Event("change"));
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Any script of the page could announce anything; what lacks a name or cannot be asked is no wallet. */
function isWallet(value: unknown): value is Wallet {
  const { info, provider } = (value ?? {}) as Partial<Wallet>;
  return isText(info?.uuid) && isText(info.name) && typeof provider?.request === "function";
}
