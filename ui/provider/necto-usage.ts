// Before anything that makes a schema.
import "../verify/no-eval.ts";
import type { UsageRow, UsageView } from "@necto/tools/protocol/earnings";
import { html, LitElement, nothing } from "lit";
import { type AccountStore, accountName } from "../account/account-store.ts";
import { isPaidDemo } from "../account/necto-entrance.ts";
import { explorerAnchor } from "../format/explorer-link.ts";
import { saveFile } from "../format/save-file.ts";
import { countOf, countText, shortHash, timeText, UNKNOWN } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { fetchUsage } from "./earnings-api.ts";
import { statusOf, usageToCsv } from "./earnings-csv.ts";
import { earningsStyles } from "./earnings-styles.ts";
import { exactText } from "./earnings-text.ts";
import { PeriodController } from "./period-controller.ts";

const FIELDS = ["listing", "status", "mode"];
const STATUSES = ["funded", "active", "ended", "disputed", "closed"];

/** Every job of a provider in a range; who rented is told of tracked jobs only. */
export class NectoUsage extends LitElement {
  static override properties = { account: { attribute: false } };
  declare account: AccountStore;

  static override styles = [base, buttons, callouts, jobStyles, earningsStyles];

  readonly #period = new PeriodController<UsageView>(this, { fields: FIELDS, load: fetchUsage });

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("select, a, button")?.focus();
  }

  protected override render() {
    const { account } = this.account;
    const { view, problem } = this.#period;
    return html`<div class="page">
      <div class="head"><h1>Usage log</h1></div>
      <p class="lead">
        ${account ? html`Every job of ${accountName(account)}, by the escrow's events. An untracked job names nobody.` : "Sign in with the account that is paid for your machines."}
      </p>
      <nav aria-label="Provider"><a href="/provider/earnings">Earnings</a><a href="/provider/listings">Listings</a><a href="/provider/jobs">Jobs</a></nav>
      <necto-entrance .account=${this.account} .isFor=${isPaidDemo} label="Demo providers of the sandbox"></necto-entrance>
      ${problem ? html`<p class="callout warning" role="alert">${icon("warning")}<span>${problem}</span></p>` : nothing}
      ${account === null ? nothing : view === null ? html`<div aria-busy="true"></div>` : html`${this.#controls(view)} ${this.#body(view)}`}
    </div>`;
  }

  #controls(view: UsageView) {
    const { query } = this.#period;
    const on = (name: string) => (event: Event) =>
      this.#period.choose({ [name]: (event.target as HTMLInputElement).value });
    const option = (name: string, value: string, text: string) =>
      html`<option value=${value} .selected=${(query.get(name) ?? "") === value}>${text}</option>`;
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      <label>From<input type="date" .value=${query.get("from")!} @change=${on("from")} /></label>
      <label>To<input type="date" .value=${query.get("to")!} @change=${on("to")} /></label>
      <label>Listing<select aria-label="Listing" @change=${on("listing")}>
        ${option("listing", "", "All listings")}
        ${view.choices.map(({ listingId, title }) => option("listing", listingId, title ?? shortHash(listingId)))}
      </select></label>
      <label>Status<select aria-label="Status" @change=${on("status")}>${option("status", "", "Any")}${STATUSES.map((status) => option("status", status, status))}</select></label>
      <label>Tracking<select aria-label="Tracking" @change=${on("mode")}>
        ${option("mode", "", "Both")}${option("mode", "tracked", "tracked")}${option("mode", "untracked", "untracked")}
      </select></label>
      <button type="button" @click=${() => this.#save(view)}>${icon("download")}CSV</button>
    </form>`;
  }

  #save(view: UsageView): void {
    const { from, to } = view;
    saveFile(`necto-usage-${from}-${to}.csv`, new Blob([usageToCsv(view)], { type: "text/csv" }));
  }

  #body({ rows, total, count, chain }: UsageView) {
    if (count === 0) {
      const isFiltered = FIELDS.some((name) => this.#period.query.has(name));
      return html`<p class="note">${isFiltered ? "No job of this range is like that. Choose less." : "No job was opened in this range."}</p>`;
    }
    const heads = [
      "Rate ($/hr)",
      "Used (s)",
      `Gross (${chain.symbol})`,
      `Fee (${chain.symbol})`,
      `Net (${chain.symbol})`,
    ];
    return html`<section>
      <h2>${countOf(count, "job")}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Jobs">
        <table>
          <thead>
            <tr>
              <th scope="col">Opened (UTC)</th><th scope="col" class="text">Status</th><th scope="col" class="text">Listing</th>
              <th scope="col" class="text">GPU</th><th scope="col">Units</th><th scope="col" class="text">Buyer</th>
              ${heads.map((name) => html`<th scope="col">${name}</th>`)}
              <th scope="col" class="text">Transaction</th>
            </tr>
          </thead>
          <tbody>${rows.map((row) => this.#row(row, chain))}</tbody>
          <tfoot>
            <tr>
              <th scope="row">Total</th><td></td><td></td><td></td><td></td><td></td><td></td>
              <td data-label="Used (s)">${countText(total.usedSeconds)}</td><td data-label="Gross (${chain.symbol})">${exactText(total.grossUsdMicros)}</td>
              <td data-label="Fee (${chain.symbol})">${exactText(total.feeUsdMicros)}</td><td data-label="Net (${chain.symbol})">${exactText(total.netUsdMicros)}</td><td></td>
            </tr>
          </tfoot>
        </table>
      </div>
      ${count > rows.length ? html`<p class="note">The newest ${countText(rows.length)} of ${countText(count)}; the total is of all.</p>` : nothing}
    </section>`;
  }

  #row(row: UsageRow, chain: UsageView["chain"]) {
    const { txHash, buyer } = row;
    const { symbol } = chain;
    return html`<tr>
      <th scope="row">${timeText(row.openedAt).replace(" UTC", "")}</th>
      <td class="text" data-label="Status">${statusOf(row)}</td>
      <td class="text" data-label="Listing">${row.title ?? shortHash(row.listingId)}</td>
      <td class="text" data-label="GPU">${row.gpu ?? UNKNOWN}</td>
      <td data-label="Units">${row.units}</td>
      <td class="text" data-label="Buyer" title=${buyer ?? "Untracked: not told"}>${buyer === null ? "untracked" : shortHash(buyer)}</td>
      <td data-label="Rate ($/hr)">${exactText(row.rateUsdMicrosPerHour)}</td>
      <td data-label="Used (s)">${countText(row.usedSeconds)}</td>
      <td data-label="Gross (${symbol})">${exactText(row.grossUsdMicros)}</td>
      <td data-label="Fee (${symbol})">${exactText(row.feeUsdMicros)}</td>
      <td data-label="Net (${symbol})">${exactText(row.netUsdMicros)}</td>
      <td class="text" data-label="Transaction" title=${txHash ?? "Untracked: not told"}>
        ${txHash === null ? UNKNOWN : explorerAnchor({ kind: "tx", id: txHash }, chain, shortHash(txHash))}
      </td>
    </tr>`;
  }
}
customElements.define("necto-usage", NectoUsage);
