import type { MandateList, MandateTerms } from "@necto/tools/protocol/mandate";
import { toMandateData } from "@necto/tools/protocol/mandate-data";
import { toTypedDataView } from "@necto/tools/protocol/typed-data-view";
import type { WatchView } from "@necto/tools/protocol/watch";
import { css, html, LitElement, nothing } from "lit";
import { type Hex, toHex } from "viem";
import { wallets } from "../booking/approval-store.ts";
import { connectWallet, signWithWallet, WalletError } from "../booking/sign-with-wallet.ts";
import type { Wallet } from "../booking/wallets.ts";
import { shortHash } from "../format/text.ts";
import { formStyles } from "../provider/form-styles.ts";
import { icon } from "../shell/icons.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { mandateKeys } from "./mandate-keys.ts";
import { mandates } from "./mandate-store.ts";
import { boundsText, type MandateWish, readWish, toTerms, wishFor } from "./mandate-terms.ts";

interface Field {
  readonly name: keyof MandateWish;
  readonly label: (symbol: string) => string;
  readonly wrong: string;
}

const FIELDS: readonly Field[] = [
  { name: "price", label: () => "Highest price, $ per GPU-hour", wrong: "A price such as 1.95." },
  { name: "hours", label: () => "Hours of each order", wrong: "1 to 720 whole hours." },
  { name: "order", label: (symbol) => `Most for one order, ${symbol}`, wrong: "An amount such as 20.00." },
  { name: "day", label: (symbol) => `Most in a day, ${symbol}`, wrong: "An amount such as 20.00." },
  { name: "orders", label: () => "Orders at most", wrong: "1 to 100." },
  { name: "days", label: () => "Days until it expires", wrong: "1 to 90." },
];

/** Asks what Necto may book by itself when a watch fires, says what that means, and has it signed. */
export class NectoMandateForm extends LitElement {
  static override properties = { watch: { attribute: false }, wish: { state: true }, now: { state: true } };
  declare watch: WatchView;
  declare wish: MandateWish | null;
  /** When the form was last looked at, epoch milliseconds: the expiry is counted from then. */
  declare now: number;

  constructor() {
    super();
    this.wish = null;
    this.now = Date.now();
  }

  static override styles = [
    base,
    buttons,
    callouts,
    formStyles,
    css`
      .total {
        font-weight: var(--n-fw-semi);
      }
      .hint {
        display: grid;
        gap: var(--n-sp-1);
      }
      .hint li::before {
        content: "· ";
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, mandates, wallets);
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  /** Opens the dialog, with as little as makes sense in it. */
  async ask(): Promise<void> {
    mandates.problem = null;
    wallets.ask();
    this.now = Date.now();
    this.wish = wishFor(this.watch);
    await this.updateComplete;
    this.#dialog.showModal();
  }

  protected override render() {
    const { list } = mandates;
    const { wish } = this;
    return html`<dialog aria-labelledby="title">
      ${wish && list?.deal ? this.#form(wish, list, list.deal) : nothing}
    </dialog>`;
  }

  #form(wish: MandateWish, list: MandateList, deal: NonNullable<MandateList["deal"]>) {
    const read = readWish(wish, this.now);
    const wrong = "wrong" in read ? read.wrong : null;
    return html`<form @submit=${this.#submit}>
      <h2 id="title">Book by itself</h2>
      <p>
        When this watch fires, Necto books the best offer that matches
        ${list.canPay ? html`and pays from <span class="mono">${shortHash(list.account)}</span>, without asking you again` : "as far as it can without you"}.
      </p>
      ${
        list.canPay
          ? nothing
          : html`<p class="callout info">${icon("info")}<span>Necto cannot sign for your wallet: it prepares the order and asks you. Nothing is paid before you sign.</span></p>`
      }
      <fieldset>${FIELDS.map((field) => this.#field(field, wish, deal.symbol, wrong))}</fieldset>
      <p class="total figure" role="status">${"wrong" in read ? nothing : boundsText(read, deal.symbol, this.now)}</p>
      <ul class="hint">
        <li>Each firing books one order at most. A day ends at midnight UTC.</li>
        <li>You can revoke it at any time, at once. What is written to the chain by then stays.</li>
        <li>The key to what it books stays in this browser.</li>
      </ul>
      ${mandates.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${mandates.problem}</span></p>` : nothing}
      <div class="buttons">
        <button type="button" @click=${() => this.#dialog.close()}>Go back</button>
        ${list.canPay ? html`<button class="primary" ?disabled=${wrong !== null || mandates.isBusy}>${mandates.isBusy ? "Sending…" : "Allow"}</button>` : this.#wallets(wrong !== null)}
      </div>
    </form>`;
  }

  #field({ name, label, wrong: complaint }: Field, wish: MandateWish, symbol: string, wrong: string | null) {
    const isWrong = wrong === name;
    return html`<div class="field">
      <label for=${name}>${label(symbol)}</label>
      <input
        id=${name}
        inputmode="decimal"
        required
        autocomplete="off"
        aria-invalid=${isWrong}
        aria-describedby="${name}-hint"
        .value=${wish[name]}
        @input=${this.#type}
      />
      <span id="${name}-hint" class="problem">${isWrong ? complaint : nothing}</span>
    </div>`;
  }

  #wallets(isWrong: boolean) {
    if (wallets.found.length === 0)
      return html`<p class="hint">No wallet of this browser has announced itself.</p>`;
    return wallets.found.map(
      (wallet) =>
        html`<button type="button" class="primary" ?disabled=${isWrong || mandates.isBusy} @click=${() => void this.#sign(wallet)}>Sign with ${wallet.info.name}</button>`,
    );
  }

  readonly #type = (event: Event) => {
    const { id, value } = event.target as HTMLInputElement;
    this.now = Date.now();
    this.wish = { ...this.wish!, [id]: value };
  };

  #submit(event: Event): void {
    event.preventDefault();
    if (mandates.list?.canPay) void this.#sign(null);
  }

  /** Signs what this page makes of the form, and nothing that a server gave. */
  async #sign(wallet: Wallet | null): Promise<void> {
    const { list } = mandates;
    const bounds = readWish(this.wish!, Date.now());
    if (!list?.deal || "wrong" in bounds) return;
    try {
      const keys = { ...mandateKeys.make(), nonce: toHex(crypto.getRandomValues(new Uint8Array(32))) };
      const terms = toTerms(bounds, this.watch, { account: list.account, deal: list.deal }, keys);
      const signature = wallet && (await signTerms(wallet, terms));
      if (await mandates.sign({ terms, signature })) this.#dialog.close();
    } catch (error) {
      mandates.fail(error);
    }
  }
}
customElements.define("necto-mandate-form", NectoMandateForm);

async function signTerms({ provider }: Wallet, terms: MandateTerms): Promise<Hex> {
  const address = await connectWallet(provider);
  if (address.toLowerCase() !== terms.account)
    throw new WalletError(
      "wrong-account",
      `The wallet shows ${shortHash(address)}: choose the account there that you are signed in with.`,
    );
  return signWithWallet(provider, address, toTypedDataView(toMandateData(terms)));
}

declare global {
  interface HTMLElementTagNameMap {
    "necto-mandate-form": NectoMandateForm;
  }
}
