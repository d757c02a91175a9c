// Before anything that makes a schema.
import "../verify/no-eval.ts";
import type { Listings, ListingView } from "@necto/tools/protocol/listings";
import { css, html, LitElement, nothing } from "lit";
import { type AccountStore, accountName } from "../account/account-store.ts";
import { isDemoProvider } from "../account/necto-entrance.ts";
import { wallets } from "../booking/approval-store.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { exportUrl } from "./listing-api.ts";
import { ListingStore } from "./listing-store.ts";
import "./necto-listing-confirm.ts";
import "./necto-listing-form.ts";
import "./necto-listing-import.ts";
import "./necto-listing-market.ts";
import "./necto-listing-table.ts";
import type { WantedAction } from "./necto-listing-table.ts";

/** A provider's listings: the table of them, and the form for one. */
export class NectoListings extends LitElement {
  static override properties = {
    account: { attribute: false },
    isLive: { type: Boolean },
    subject: {},
  };
  declare account: AccountStore;
  declare isLive: boolean;
  /** Id of the listing in the form, or `new`; null for the table. */
  declare subject: string | null;

  #store: ListingStore | null = null;

  static override styles = [
    base,
    buttons,
    callouts,
    jobStyles,
    css`
      .page {
        max-width: 80rem;
      }
      .form {
        max-width: 60rem;
      }
      .head h1 {
        margin-inline-end: auto;
      }
      .button {
        display: inline-flex;
        align-items: center;
        gap: var(--n-sp-2);
        min-height: var(--n-ctl);
        padding: 0 var(--n-sp-3);
        border: 1px solid var(--n-border-strong);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
        color: var(--n-text);
        font-size: var(--n-fs-md);
        text-decoration: none;
      }
      .button.primary {
        border-color: transparent;
        background: var(--n-accent);
        color: var(--n-on-accent);
      }
      .empty {
        display: grid;
        gap: var(--n-sp-3);
        padding: var(--n-sp-6) var(--n-sp-4);
        border: 1px dashed var(--n-border-strong);
        border-radius: var(--n-r-lg);
        color: var(--n-text-2);
        justify-items: start;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#store ??= new ListingStore(this.account);
    new StoreController(this, this.#store, this.account);
    wallets.ask();
    this.#store.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store?.close();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("a, button")?.focus();
  }

  protected override render() {
    const { account, problem } = this.account;
    const store = this.#store!;
    const complaint = store.problem ?? problem;
    return html`<div class="page ${this.subject ? "form" : ""}">
      <div class="head">
        <h1>${this.#title()}</h1>
        ${account && this.subject === null ? this.#tools() : nothing}
      </div>
      <p class="lead">
        ${
          account
            ? html`What ${accountName(account)} rents out. <a href="/provider/jobs">Jobs</a> · <a href="/provider/earnings">Earnings</a>`
            : "Sign in with the account that is to be paid for your machines. In the sandbox, one click makes you one of its demo providers."
        }
      </p>
      ${account === null || this.subject === null ? html`<necto-entrance .account=${this.account} .isFor=${isDemoProvider} label="Demo providers of the sandbox"></necto-entrance>` : nothing}
      ${complaint ? html`<p class="callout warning" role="alert">${icon("warning")}<span>${complaint}</span></p>` : nothing}
      ${account === null ? nothing : store.listings === null ? html`<div aria-busy="true"></div>` : this.#body(store.listings)}
    </div>`;
  }

  #title(): string {
    if (this.subject === null) return "Listings";
    if (this.subject === "new") return "New listing";
    return this.#subjectOf(this.#store?.listings ?? null)?.draft.title ?? "Listing";
  }

  #subjectOf(listings: Listings | null): ListingView | null {
    return listings?.listings.find(({ listingId }) => listingId === this.subject) ?? null;
  }

  #tools() {
    const hasSome = (this.#store!.listings?.listings.length ?? 0) > 0;
    return html`
      ${
        hasSome
          ? html`<a class="button" href=${exportUrl("csv")} download>${icon("download")}CSV</a>
          <a class="button" href=${exportUrl("json")} download>${icon("download")}JSON</a>`
          : nothing
      }
      <button
        ?disabled=${this.#store!.listings === null}
        @click=${() => this.renderRoot.querySelector("necto-listing-import")!.open()}
      >${icon("file")}Import…</button>
      <a class="button primary" href="/provider/listings/new">${icon("plus")}New listing</a>
    `;
  }

  #body(listings: Listings) {
    const store = this.#store!;
    return html`
      ${listings.delegation ? this.#delegation() : nothing}
      ${this.subject === null ? this.#list(listings) : this.#form(listings)}
      <necto-listing-confirm
        .about=${listings}
        .isBusy=${store.acting !== null}
        .problem=${store.problem}
        .confirm=${store.act.bind(store)}
      ></necto-listing-confirm>
      <necto-listing-import @necto-imported=${() => void store.load()}></necto-listing-import>
    `;
  }

  #delegation() {
    const store = this.#store!;
    return html`<div class="callout info">
      ${icon("info")}
      <span>
        Nobody can book your listings here yet: each price must be signed. Name Necto as your operator in the registry, and it
        signs within your ceilings and sends your edits. You can take that back at any time.
      </span>
      <button ?disabled=${store.acting !== null || !this.isLive} @click=${() => void store.delegate()}>Allow by wallet</button>
    </div>`;
  }

  #list(listings: Listings) {
    const store = this.#store!;
    if (listings.listings.length === 0)
      return html`<div class="empty">
        <p>Nothing is listed yet. Describe a machine, see what keeps it from being published, and publish it when it is right.</p>
        <p>Only published listings are on chain and on the market; a draft is yours alone.</p>
        <a class="button primary" href="/provider/listings/new">${icon("plus")}New listing</a>
      </div>`;
    return html`<necto-listing-table
      .listings=${listings}
      .acting=${store.acting}
      .isLive=${this.isLive}
      @necto-wanted=${({ detail }: CustomEvent<WantedAction>) => void this.#wanted(detail)}
    ></necto-listing-table>`;
  }

  #form(listings: Listings) {
    const listing = this.#subjectOf(listings);
    if (listing === null && this.subject !== "new")
      return html`<p>You have no listing of this id. <a href="/provider/listings">Back to the listings</a></p>`;
    return html`<necto-listing-form
      .listing=${listing}
      .isLive=${this.isLive}
      @necto-saved=${({ detail }: CustomEvent<{ listing: ListingView; isToPublish: boolean }>) => void this.#saved(detail)}
    ></necto-listing-form>
    ${listing === null ? nothing : html`<necto-listing-market .listingId=${listing.listingId} .gpu=${(listing.published ?? listing.draft).gpu} .price=${listing.market?.usdMicrosPerGpuHour ?? null}></necto-listing-market>`}`;
  }

  async #saved({ listing, isToPublish }: { listing: ListingView; isToPublish: boolean }): Promise<void> {
    await this.#store!.load();
    intend(this, "necto-listing", { listingId: null });
    if (!isToPublish) return;
    await this.updateComplete;
    await this.#wanted({ listing, action: "publish" });
  }

  async #wanted({ listing, action }: WantedAction): Promise<void> {
    if (action === "send") await this.#store!.send(listing.listingId);
    else await this.renderRoot.querySelector("necto-listing-confirm")?.ask(listing, action);
  }
}
customElements.define("necto-listings", NectoListings);
