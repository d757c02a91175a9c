import { toDiff } from "@necto/tools/core/listing-diff";
import type { ListingDraft } from "@necto/tools/core/listing-draft";
import type { ListingAction, Listings, ListingView } from "@necto/tools/protocol/listings";
import { css, html, LitElement, nothing } from "lit";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { fieldText, valueText } from "./change-text.ts";
import { formStyles } from "./form-styles.ts";
import { ACTION_WORDS, gpuText, usdText } from "./listing-text.ts";

/** What is done when somebody has agreed; true when it was. */
export type ConfirmListing = (listingId: string, action: ListingAction) => Promise<boolean>;

/** Asks before a listing changes for buyers: what changes, what goes on chain, and who sends it. */
export class NectoListingConfirm extends LitElement {
  static override properties = {
    confirm: { attribute: false },
    about: { attribute: false },
    isBusy: { type: Boolean },
    problem: {},
    asked: { state: true },
  };
  declare confirm: ConfirmListing;
  declare about: Pick<Listings, "sends" | "registry">;
  declare isBusy: boolean;
  declare problem: string | null;
  declare asked: { readonly listing: ListingView; readonly action: ListingAction } | null;

  static override styles = [
    base,
    buttons,
    callouts,
    formStyles,
    css`
      ul {
        display: grid;
        gap: var(--n-sp-1);
        font-size: var(--n-fs-md);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--n-sp-2);
        overflow-wrap: anywhere;
      }
      del {
        color: var(--n-text-3);
      }
      ins {
        text-decoration: none;
        font-weight: var(--n-fw-med);
      }
    `,
  ];

  constructor() {
    super();
    this.asked = null;
    this.problem = null;
  }

  /** Opens the dialog. */
  async ask(listing: ListingView, action: ListingAction): Promise<void> {
    this.asked = { listing, action };
    await this.updateComplete;
    this.renderRoot.querySelector("dialog")!.showModal();
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  protected override render() {
    const { asked } = this;
    return html`<dialog aria-labelledby="title">${asked ? this.#form(asked) : nothing}</dialog>`;
  }

  #form({ listing, action }: NonNullable<typeof this.asked>) {
    const word = ACTION_WORDS[action];
    return html`<form @submit=${this.#submit}>
      <h2 id="title">${word} ${listing.draft.title}?</h2>
      ${this.#words(listing, action)}
      <p class="hint">${this.#sender(listing, action)}</p>
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      <div class="buttons">
        <button type="button" @click=${() => this.#dialog.close()}>Go back</button>
        <button class="primary" ?disabled=${this.isBusy}>${this.isBusy ? "Sending…" : word}</button>
      </div>
    </form>`;
  }

  #words({ draft, published, units }: ListingView, action: ListingAction) {
    if (action === "pause")
      return html`<p>Buyers see it as offline at once, and nobody can book it. Jobs that run go on.</p>`;
    if (action === "resume") return html`<p>Buyers can book it again as soon as the chain has it.</p>`;
    if (action === "withdraw")
      return html`<p>
        It leaves the market. ${units && units.reserved > 0 ? `${units.reserved} of its units are in jobs or promised; those go on.` : ""}
        You can publish it again later.
      </p>`;
    if (published === null)
      return html`<p class="figure">
        ${draft.unitsTotal} ${draft.unitsTotal === 1 ? "unit" : "units"} of ${gpuText(draft)}, at most
        $${usdText(draft.ceilingUsdMicros)} per GPU-hour. It is registered on chain and on the market from then on.
      </p>`;
    return this.#changes(published, { ...draft, status: "available" });
  }

  #changes(before: ListingDraft, after: ListingDraft) {
    const { changes, needsNewVersion } = toDiff({ listingId: "", version: 0, draft: before }, after, []);
    return html`<ul class="figure" aria-label="Changes">
        ${changes.map(
          ({ field, from, to }) => html`<li>
            <span class="hint">${fieldText(field)}</span>
            <del>${valueText(field, from)}</del><span aria-hidden="true">→</span><ins>${valueText(field, to)}</ins>
          </li>`,
        )}
      </ul>
      <p>
        ${
          needsNewVersion
            ? "This is a new version on chain. Approvals that buyers have open for the old one become void, and they are asked anew."
            : "Nothing of this is on chain: it takes effect at once."
        }
      </p>`;
  }

  #sender({ chain }: ListingView, action: ListingAction): string {
    const { sends, registry } = this.about;
    const isWallets = sends === "wallet" || (action === "publish" && chain === null && sends !== "server");
    return isWallets
      ? `Your wallet sends what goes to the registry on ${registry.name}.`
      : `The server sends what goes to the registry on ${registry.name}.`;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const { asked } = this;
    if (asked && (await this.confirm(asked.listing.listingId, asked.action))) this.#dialog.close();
  }
}
customElements.define("necto-listing-confirm", NectoListingConfirm);

declare global {
  interface HTMLElementTagNameMap {
    "necto-listing-confirm": NectoListingConfirm;
  }
}
