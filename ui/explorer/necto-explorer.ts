// Before anything that makes a schema.
import "../verify/no-eval.ts";
import { css, html, LitElement, nothing } from "lit";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { PollController } from "../shell/poll-controller.ts";
import { StoreController } from "../shell/store-controller.ts";
import { lookupForm } from "../styles/lookup-form.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { type ExplorerPlace, pathOfPlace, readPlace, readWanted } from "./explorer-place.ts";
import { ExplorerStore, type Found } from "./explorer-store.ts";
import "./necto-explorer-account.ts";
import "./necto-explorer-block.ts";
import "./necto-explorer-file.ts";
import "./necto-explorer-heads.ts";
import "./necto-explorer-id.ts";
import "./necto-explorer-tx.ts";

/** The first page shows new blocks, and a transaction its block, this soon. */
const LOOK_MS = 3_000;

/** What was looked for, when it is not there. */
const NOUNS: Readonly<Record<ExplorerPlace["kind"], string>> = {
  home: "chain",
  find: "transaction, block, file, job or listing of that name",
  tx: "such transaction",
  block: "such block",
  file: "such file",
  address: "such account",
  id: "job, listing or organisation of that name",
};

/** Blocks, transactions, accounts and files of 0G, for chains that have no public explorer; read by the browser itself. */
export class NectoExplorer extends LitElement {
  static override properties = { place: {}, problem: { state: true } };
  /** The path below `/explorer`; null for the first page. */
  declare place: string | null;
  /** What is wrong with what was typed. */
  declare problem: string | null;

  static override styles = [
    base,
    buttons,
    callouts,
    jobStyles,
    lookupForm,
    css`
      :host > .page {
        gap: var(--n-sp-2);
        padding-bottom: 0;
      }
    `,
  ];

  readonly #store = new ExplorerStore();

  constructor() {
    super();
    this.problem = null;
    new StoreController(this, this.#store);
    this.#store.addEventListener("change", () => this.#nameFound());
    new PollController(this, {
      everyMs: LOOK_MS,
      load: () => this.#store.refresh(),
      isDue: () => isMoving(this.#store.state.found),
    });
  }

  override focus(): void {
    this.#field?.focus();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("place")) return;
    this.problem = null;
    const place = readPlace(this.place);
    if (place) void this.#store.open(place);
  }

  protected override render() {
    const place = readPlace(this.place);
    return html`<div class="page">
        <h1>Explorer</h1>
        ${place?.kind === "home" ? html`<p class="lead">Blocks, transactions and files as the chains and 0G tell them, read by this browser.</p>` : nothing}
        <form @submit=${this.#submit} novalidate role="search">
          <label
            >Transaction, block, address, root, job or listing
            <input
              type="search"
              spellcheck="false"
              autocomplete="off"
              autocapitalize="off"
              placeholder="0x…, or a number"
              .value=${place && place.kind !== "home" ? String(place.id) : ""}
              aria-invalid=${this.problem ? "true" : "false"}
              aria-describedby=${this.problem ? "problem" : nothing}
              @input=${this.#forgive}
            />
          </label>
          <button class="primary" type="submit">${icon("search")}Look up</button>
          ${this.problem ? html`<p id="problem" class="problem" role="alert">${icon("failed")}${this.problem}</p>` : nothing}
        </form>
        ${place === null ? html`<p class="callout warning" role="alert">${icon("question")}<span>This address names nothing that can be looked up.</span></p>` : nothing}
        ${place === null ? nothing : this.#notices(place)}
      </div>
      ${place === null ? nothing : this.#found(this.#store.state.found)}`;
  }

  #notices(place: ExplorerPlace) {
    const { phase, silent, problem, witness } = this.#store.state;
    if (phase === "loading") return html`<p class="lead" role="status">Looking…</p>`;
    if (phase === "unreachable")
      return html`<div class="callout danger" role="alert">
        ${icon("failed")}<div>Where to look could not be asked. ${problem}</div>
        <button @click=${() => void this.#store.open(place)}>Try again</button>
      </div>`;
    const asked = [...(witness?.chains ?? []).map(({ title }) => title), witness?.zeroG.network ?? "0G"];
    return html`${
      silent.length > 0
        ? html`<div class="callout warning" role="alert">
            ${icon("warning")}<div>${silent.join(" and ")} did not answer.</div>
            <button @click=${() => void this.#store.open(place)}>Try again</button>
          </div>`
        : nothing
    }
    ${
      phase === "absent"
        ? html`<div class="callout info" role="alert">
            ${icon("question")}
            <div><b>Not found here.</b> No ${NOUNS[place.kind]} is known to those that are asked (${asked.join(", ")}). That says nothing about whether it is somewhere else.</div>
          </div>`
        : nothing
    }`;
  }

  #found(found: Found | null) {
    switch (found?.kind) {
      case undefined:
        return nothing;
      case "home":
        return html`<necto-explorer-heads .heads=${found.heads}></necto-explorer-heads>`;
      case "tx":
        return found.transactions.map(
          (each) => html`<necto-explorer-tx .transaction=${each}></necto-explorer-tx>`,
        );
      case "block":
        return found.blocks.map((each) => html`<necto-explorer-block .block=${each}></necto-explorer-block>`);
      case "address":
        return html`<necto-explorer-account .accounts=${found.accounts}></necto-explorer-account>`;
      case "id":
        return html`<necto-explorer-id .subject=${found.id} .on=${found.on}></necto-explorer-id>`;
      case "file":
        return html`<necto-explorer-file .found=${found.file} .witness=${this.#store.state.witness}></necto-explorer-file>`;
    }
  }

  /** What a hash turned out to be is in the address from then on. */
  #nameFound(): void {
    const place = readPlace(this.place);
    const { found } = this.#store.state;
    if (place?.kind !== "find" || found === null || found.kind === "home") return;
    const path = `/explorer/${found.kind}/${place.id}`;
    if (location.pathname !== path) history.replaceState(history.state, "", path);
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const wanted = readWanted(this.#field?.value ?? "");
    if (wanted === null) {
      this.problem = "A hash, root or id is 0x and 64 hex digits, an address 0x and 40, a block a number.";
      return;
    }
    const path = pathOfPlace(wanted);
    // The address does not change when the same thing is asked for again.
    if (path === this.place) void this.#store.open(wanted);
    else intend(this, "necto-explore", { place: path });
  };

  readonly #forgive = (): void => {
    this.problem = null;
  };

  get #field(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }
}
customElements.define("necto-explorer", NectoExplorer);

/** Whether looking again can show more. */
function isMoving(found: Found | null): boolean {
  if (found?.kind === "tx") return found.transactions.some(({ status }) => status === "waiting");
  return found?.kind === "home";
}
