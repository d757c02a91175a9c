// Before anything that makes a schema.
import "../verify/no-eval.ts";
import type { EarningsSum, EarningsView, ReputationView } from "@necto/tools/protocol/earnings";
import { html, LitElement, nothing } from "lit";
import { type AccountStore, accountName } from "../account/account-store.ts";
import { isPaidDemo } from "../account/necto-entrance.ts";
import { wallets } from "../booking/approval-store.ts";
import { explorerAnchor } from "../format/explorer-link.ts";
import { amountText } from "../format/money.ts";
import { saveFile } from "../format/save-file.ts";
import { countOf, countText, percentText, shortHash, timeText, UNKNOWN } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { sendByWallet } from "../jobs/send-by-wallet.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { fetchEarnings, fetchReputation, fetchWithdrawalCall, withdraw } from "./earnings-api.ts";
import { earningsToCsv, sumCells, sumHeadings } from "./earnings-csv.ts";
import { earningsStyles } from "./earnings-styles.ts";
import { exactText } from "./earnings-text.ts";
import { PeriodController } from "./period-controller.ts";
import { lastDays, RANGES } from "./period-query.ts";
import "../figures/necto-period-chart.ts";

const FIELDS = ["by", "listing", "gpu"];
const KINDS = { paid: "Paid", credited: "Credited, waits", withdrawn: "Withdrawn" } as const;

/** What a provider earned: figures, bars and tables of one choice, which is in the address. */
export class NectoEarnings extends LitElement {
  static override properties = {
    account: { attribute: false },
    isLive: { type: Boolean },
    isBusy: { state: true },
  };
  declare account: AccountStore;
  declare isLive: boolean;
  declare isBusy: boolean;

  constructor() {
    super();
    this.isBusy = false;
  }

  static override styles = [base, buttons, callouts, jobStyles, earningsStyles];

  readonly #period = new PeriodController(this, {
    fields: FIELDS,
    load: async (query, owner) => {
      const [view, reputation] = await Promise.all([fetchEarnings(query), fetchReputation(owner)]);
      return { view, reputation };
    },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    wallets.ask();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("select, a, button")?.focus();
  }

  async #withdraw({ sends }: EarningsView): Promise<void> {
    this.isBusy = true;
    try {
      if (sends === "server") await withdraw(crypto.randomUUID());
      else {
        const { call } = await fetchWithdrawalCall();
        if (call !== null) await sendByWallet(call, this.account.account!.address, wallets.found);
      }
      await this.#period.load();
    } catch (error) {
      this.#period.fail(error);
    } finally {
      this.isBusy = false;
    }
  }

  protected override render() {
    const { account } = this.account;
    const { view: shown, problem } = this.#period;
    return html`<div class="page">
      <div class="head"><h1>Earnings</h1></div>
      <p class="lead">
        ${account ? html`What ${accountName(account)} earned, by the escrow's books.` : "Sign in with the account that is paid for your machines."}
      </p>
      <nav aria-label="Provider"><a href="/provider/usage">Usage log</a><a href="/provider/listings">Listings</a><a href="/provider/jobs">Jobs</a></nav>
      <necto-entrance .account=${this.account} .isFor=${isPaidDemo} label="Demo providers of the sandbox"></necto-entrance>
      ${problem ? html`<p class="callout warning" role="alert">${icon("warning")}<span>${problem}</span></p>` : nothing}
      ${account === null ? nothing : shown === null ? html`<div aria-busy="true"></div>` : html`${this.#body(shown.view)} ${this.#reputation(shown.reputation)}`}
    </div>`;
  }

  #body(view: EarningsView) {
    const { total, periods, listings, gpus, chain } = view;
    const isEmpty = total.jobs === 0 && total.grossUsdMicros === 0 && total.rentedUnitSeconds === 0;
    return html`${this.#controls(view)} ${this.#tiles(view)}
      ${
        isEmpty
          ? html`<p class="note">
              ${view.choices.length === 0 ? html`Nothing is listed yet. <a href="/provider/listings/new">List a machine</a>, and what it earns is here.` : "Nothing was earned in this range. Choose a longer one, or wait for the first job to be paid."}
            </p>`
          : html`<section>
                <h2>Net by ${view.by} (${chain.symbol})</h2>
                <necto-period-chart
                  .figures=${{ days: periods.map(({ day }) => day), bars: periods.map(({ netUsdMicros }) => netUsdMicros), line: null }}
                  .label=${`Net earnings from ${view.from} to ${view.to}: ${amountText(total.netUsdMicros)} ${chain.symbol} in all. The table has every figure.`}
                ></necto-period-chart>
              </section>
              ${this.#table(
                "By period",
                "From (UTC)",
                periods.map((sum) => [sum.day, sum] as const),
                view,
              )}
              ${this.#table(
                "By listing",
                "Listing",
                listings.map((sum) => [sum.title ?? shortHash(sum.listingId), sum] as const),
                view,
              )}
              ${this.#table(
                "By GPU",
                "GPU",
                gpus.map((sum) => [sum.gpu ?? "not described", sum] as const),
                view,
              )}`
      }
      ${this.#payouts(view)}`;
  }

  #controls(view: EarningsView) {
    const { choices, chain } = view;
    const { query } = this.#period;
    const gpus = [...new Set(choices.flatMap(({ gpu }) => gpu ?? []))];
    const on = (name: string) => (event: Event) =>
      this.#period.choose({ [name]: (event.target as HTMLInputElement).value });
    const option = (name: string, value: string, text: string) =>
      html`<option value=${value} .selected=${(query.get(name) ?? "") === value}>${text}</option>`;
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      <div class="ranges" role="group" aria-label="Range">
        ${RANGES.map((days) => {
          const range = lastDays(days, Date.now());
          const isOn = range.from === query.get("from") && range.to === query.get("to");
          return html`<button type="button" aria-pressed=${isOn} @click=${() => this.#period.choose(range)}>${days} d</button>`;
        })}
      </div>
      <label>From<input type="date" .value=${query.get("from")!} @change=${on("from")} /></label>
      <label>To<input type="date" .value=${query.get("to")!} @change=${on("to")} /></label>
      <label>Period<select aria-label="Period" @change=${on("by")}>${["day", "week", "month"].map((by) => option("by", by, by))}</select></label>
      <label>Listing<select aria-label="Listing" @change=${on("listing")}>
        ${option("listing", "", "All listings")}
        ${choices.map(({ listingId, title }) => option("listing", listingId, title ?? shortHash(listingId)))}
      </select></label>
      <label>GPU<select aria-label="GPU" @change=${on("gpu")}>${option("gpu", "", "All GPUs")}${gpus.map((gpu) => option("gpu", gpu, gpu))}</select></label>
      <button type="button" @click=${() => this.#save(view)}>${icon("download")}CSV (${chain.symbol})</button>
    </form>`;
  }

  #save(view: EarningsView): void {
    const { from, to } = view;
    saveFile(`necto-earnings-${from}-${to}.csv`, new Blob([earningsToCsv(view)], { type: "text/csv" }));
  }

  #tiles({ total, payouts, chain }: EarningsView) {
    const tile = (name: string, value: string, exact = "") =>
      html`<div><dt>${name}</dt><dd title=${exact}>${value}</dd></div>`;
    const money = (name: string, micros: number) =>
      tile(`${name} (${chain.symbol})`, amountText(micros), exactText(micros));
    return html`<dl class="tiles">
      ${tile("Jobs served", countText(total.jobs))} ${money("Gross", total.grossUsdMicros)} ${money("Fee", total.feeUsdMicros)}
      ${money("Net", total.netUsdMicros)}
      ${tile("Utilisation", total.utilisationBps === null ? UNKNOWN : percentText(total.utilisationBps))}
      ${money("Claimable now", payouts.claimableUsdMicros)}
    </dl>`;
  }

  #table(
    title: string,
    first: string,
    rows: readonly (readonly [string, EarningsSum])[],
    { total, chain }: EarningsView,
  ) {
    const names = sumHeadings(chain.symbol);
    const line = (name: string, sum: EarningsSum) =>
      html`<tr><th scope="row">${name}</th>${sumCells(sum).map((cell, index) => html`<td data-label=${names[index]!}>${cell || UNKNOWN}</td>`)}</tr>`;
    return html`<section>
      <h2>${title}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label=${title}>
        <table>
          <thead><tr><th scope="col">${first}</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
          <tbody>${rows.map(([name, sum]) => line(name, sum))}</tbody>
          <tfoot>${line("Total", total)}</tfoot>
        </table>
      </div>
    </section>`;
  }

  #payouts(view: EarningsView) {
    const { payouts, chain, from, to } = view;
    const { claimableUsdMicros, withdrawal, transactions, count } = payouts;
    return html`<section>
      <h2>Payouts</h2>
      <p class="note">
        Of the whole account, ${from} to ${to}: ${exactText(payouts.paidUsdMicros)} ${chain.symbol} paid,
        ${exactText(payouts.creditedUsdMicros)} credited because the token refused the push, ${exactText(payouts.withdrawnUsdMicros)} withdrawn.
        One transaction may pay several jobs.
      </p>
      ${
        claimableUsdMicros > 0
          ? html`<p class="actions">
              <button class="primary" ?disabled=${!this.isLive || this.isBusy || withdrawal?.state === "sending"} @click=${() => void this.#withdraw(view)}>
                Withdraw ${exactText(claimableUsdMicros)} ${chain.symbol}
              </button>
              ${withdrawal?.state === "sending" ? html`<span role="status">On its way to the chain…</span>` : nothing}
            </p>`
          : nothing
      }
      ${withdrawal?.state === "failed" ? html`<p class="callout warning">${icon("warning")}<span>The last withdrawal was refused. ${withdrawal.problem}</span></p>` : nothing}
      ${
        count === 0
          ? html`<p class="note">No money moved in this range.</p>`
          : html`<div class="scroll" tabindex="0" role="region" aria-label="Payouts">
              <table>
                <thead>
                  <tr><th scope="col">Time (UTC)</th><th scope="col" class="text">What</th><th scope="col">Amount (${chain.symbol})</th><th scope="col" class="text">Transaction</th></tr>
                </thead>
                <tbody>
                  ${transactions.map(
                    ({ at, kind, amountUsdMicros, txHash }) => html`<tr>
                      <th scope="row">${timeText(at).replace(" UTC", "")}</th>
                      <td class="text" data-label="What">${KINDS[kind]}</td>
                      <td data-label="Amount (${chain.symbol})">${exactText(amountUsdMicros)}</td>
                      <td class="text" data-label="Transaction" title=${txHash}>
                        ${explorerAnchor({ kind: "tx", id: txHash }, chain, shortHash(txHash))}
                      </td>
                    </tr>`,
                  )}
                </tbody>
              </table>
            </div>
            ${count > transactions.length ? html`<p class="note">The newest ${transactions.length} of ${countText(count)}.</p>` : nothing}`
      }
    </section>`;
  }

  #reputation(view: ReputationView) {
    const share = (bps: number | null) => (bps === null ? "not told yet" : percentText(bps));
    return html`<section>
      <h2>Reputation</h2>
      <p class="note">
        Uptime ${share(view.uptimeBps)}, rating ${share(view.ratingBps)}: from ${countOf(view.jobs, "closed job")} (${view.paid} paid,
        ${view.noShows} no-shows, ${view.declined} declined, ${view.disputes} disputed) and ${countOf(view.ratings, "rating")}, up to block ${view.block}. While
        a number is not told, the market shows it as unknown, or for listings of the sandbox's demo providers what they declare of themselves.
      </p>
      <details>
        <summary>How it is counted</summary>
        <ul>${view.formula.map((line) => html`<li>${line}</li>`)}</ul>
        <p class="note">Chain ${view.chainId}, escrow ${view.escrow}. <a href=${`/api/providers/${view.provider}/reputation`} target="_blank">As JSON</a></p>
      </details>
    </section>`;
  }
}
customElements.define("necto-earnings", NectoEarnings);
