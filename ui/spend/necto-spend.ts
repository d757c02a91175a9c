// Before anything that makes a schema.
import "../verify/no-eval.ts";
import { SPEND_GROUPS, type SpendGroup, type SpendSum, type SpendView } from "@necto/tools/protocol/spend";
import type { OrgRow } from "@necto/tools/protocol/team";
import { html, LitElement, nothing } from "lit";
import { type AccountStore, accountName } from "../account/account-store.ts";
import "../account/necto-entrance.ts";
import { wordsOf } from "../api/error-words.ts";
import "../figures/necto-period-chart.ts";
import { tokenText } from "../format/money.ts";
import { saveFile } from "../format/save-file.ts";
import { countText, UNKNOWN } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { earningsStyles } from "../provider/earnings-styles.ts";
import { exactText } from "../provider/earnings-text.ts";
import { PeriodController } from "../provider/period-controller.ts";
import { lastDays, RANGES } from "../provider/period-query.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { fetchOrgs, fetchSpend } from "./spend-api.ts";
import { groupsToCsv, periodsToCsv } from "./spend-csv.ts";
import { providersTable, savingsTable } from "./spend-sections.ts";
import { spendStyles } from "./spend-styles.ts";
import { GROUP_TITLES, groupName, sumCells, sumHeadings } from "./spend-text.ts";

const FILTERS = ["member", "provider", "gpu", "source", "region"] as const;
const FIELDS = ["org", "by", "group", ...FILTERS, "job"];
/** Rows that are shown at once. */
const ROWS = 200;

/** The sandbox's accounts that book. */
const isBuyer = ({ demo }: { readonly demo: string }): boolean =>
  demo === "buyer" || demo.startsWith("team-");

/** What was spent: figures, bars, tables and drill-down of one choice, which is in the address. */
export class NectoSpend extends LitElement {
  static override properties = {
    account: { attribute: false },
    orgs: { state: true },
    shown: { state: true },
    orgProblem: { state: true },
  };
  declare account: AccountStore;
  declare orgs: readonly Pick<OrgRow, "id" | "name">[];
  /** Rows of the table of groups that are shown. */
  declare shown: number;
  declare orgProblem: string | null;
  readonly #range = new PeriodController<SpendView>(this, { fields: FIELDS, load: fetchSpend });

  constructor() {
    super();
    this.orgs = [];
    this.shown = ROWS;
    this.orgProblem = null;
  }

  static override styles = [base, buttons, callouts, jobStyles, earningsStyles, spendStyles];

  readonly #accountChanged = () => void this.#loadOrgs();

  override connectedCallback(): void {
    super.connectedCallback();
    this.account.addEventListener("account", this.#accountChanged);
    void this.account.known.then(this.#accountChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("necto-entrance, select, button")?.focus();
  }

  async #loadOrgs(): Promise<void> {
    const owner = this.account.account?.address;
    this.orgs = [];
    if (owner === undefined) return;
    try {
      const orgs = await fetchOrgs();
      if (owner === this.account.account?.address) Object.assign(this, { orgs, orgProblem: null });
    } catch (error) {
      this.orgProblem = wordsOf(error);
    }
  }

  #choose(fields: Readonly<Record<string, string>>): void {
    this.shown = ROWS;
    this.#range.choose(fields);
  }

  protected override render() {
    const { account } = this.account;
    const { view, problem } = this.#range;
    const told = problem ?? this.orgProblem;
    return html`<div class="page">
      <div class="head"><h1>Spend</h1></div>
      <p class="lead">
        ${account ? this.#lead(accountName(account), view) : "Sign in with the account that books. What untracked jobs cost is in no spend: they are not linked to an account by us."}
      </p>
      <nav aria-label="Buyer"><a href="/jobs">Jobs</a><a href="/">New conversation</a></nav>
      <necto-entrance .account=${this.account} .isFor=${isBuyer} label="Demo accounts of the sandbox that book"></necto-entrance>
      ${told ? html`<p class="callout warning" role="alert">${icon("warning")}<span>${told}</span></p>` : nothing}
      ${account === null ? nothing : view === null ? html`<div aria-busy="true"></div>` : this.#body(view)}
    </div>`;
  }

  #lead(name: string, view: SpendView | null) {
    const own = "Untracked jobs are in no spend: they are not linked to an account by us.";
    if (view?.org)
      return view.isOfAll
        ? `What ${view.org.name} spent on jobs, by the escrow's books. ${own}`
        : `What ${name} spent on jobs for ${view.org.name}, by the escrow's books: as a User you are told of your own jobs. ${own}`;
    return `What ${name} spent on jobs of its own tracked conversations, by the escrow's books. ${own}`;
  }

  #body(view: SpendView) {
    const { total, chain } = view;
    const isEmpty = total.jobs === 0 && total.depositedUsdMicros === 0 && total.spentUsdMicros === 0;
    const isNothing = isEmpty && total.refundedUsdMicros === 0 && total.heldUsdMicros === 0;
    return html`${this.#controls(view)} ${this.#chosen(view)} ${this.#budget(view)} ${this.#tiles(view)}
      ${
        isNothing
          ? html`<p class="note">
              Nothing was spent in this range${this.#hasFilter ? " on what is chosen" : ""}. Choose a longer one, or
              <a href="/">ask for a GPU in a tracked conversation</a>: what it costs is here as soon as its deposit is in escrow.
            </p>`
          : html`${this.#chart(view)} ${this.#groups(view)} ${providersTable(view)} ${savingsTable(view)}`
      }
      ${meaning(chain.symbol)}`;
  }

  get #hasFilter(): boolean {
    const { query } = this.#range;
    return [...FILTERS, "job"].some((name) => query.has(name));
  }

  #controls(view: SpendView) {
    const { query } = this.#range;
    const { chain, choices, group, by } = view;
    const on = (name: string) => (event: Event) =>
      this.#choose({ [name]: (event.target as HTMLInputElement).value });
    const option = (name: string, value: string, text: string, usual = "") =>
      html`<option value=${value} .selected=${(query.get(name) ?? usual) === value}>${text}</option>`;
    const orgs =
      view.org && !this.orgs.some(({ id }) => id === view.org!.id) ? [view.org, ...this.orgs] : this.orgs;
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      <div class="ranges" role="group" aria-label="Range">
        ${RANGES.map((days) => {
          const range = lastDays(days, Date.now());
          const isOn = range.from === query.get("from") && range.to === query.get("to");
          return html`<button type="button" aria-pressed=${isOn} @click=${() => this.#choose(range)}>${days} d</button>`;
        })}
      </div>
      <label>From<input type="date" .value=${query.get("from")!} @change=${on("from")} /></label>
      <label>To<input type="date" .value=${query.get("to")!} @change=${on("to")} /></label>
      ${
        orgs.length === 0
          ? nothing
          : html`<label>Whose<select aria-label="Whose" @change=${(event: Event) => this.#chooseOrg((event.target as HTMLSelectElement).value)}>
              ${option("org", "", "Your own")}${orgs.map(({ id, name }) => option("org", id, name))}
            </select></label>`
      }
      <label>Period<select aria-label="Period" @change=${on("by")}>${["day", "week", "month"].map((period) => option("by", period, period, "day"))}</select></label>
      <label>Group by<select aria-label="Group by" @change=${on("group")}>
        ${SPEND_GROUPS.filter((one) => one !== "member" || view.org !== null).map((one) => option("group", one, GROUP_TITLES[one].toLowerCase(), "provider"))}
      </select></label>
      ${FILTERS.filter((name) => (name === "member" ? view.org !== null && view.isOfAll : true)).map(
        (
          name,
        ) => html`<label>${GROUP_TITLES[name]}<select aria-label=${GROUP_TITLES[name]} @change=${on(name)}>
          ${option(name, "", "All")}
          ${choices[name].map((choice) => option(name, choice.key, groupName(name, choice)))}
        </select></label>`,
      )}
      <button type="button" @click=${() => this.#save(group, groupsToCsv(view))}>${icon("download")}CSV by ${GROUP_TITLES[group].toLowerCase()} (${chain.symbol})</button>
      <button type="button" @click=${() => this.#save(by, periodsToCsv(view))}>${icon("download")}CSV by ${by} (${chain.symbol})</button>
    </form>`;
  }

  /** What was chosen of one team says nothing of another. */
  #chooseOrg(org: string): void {
    this.#choose({ org, ...Object.fromEntries([...FILTERS, "job"].map((name) => [name, ""])), group: "" });
  }

  #chosen({ choices }: SpendView) {
    const { query } = this.#range;
    const chosen: [name: string, text: string][] = FILTERS.filter((name) => query.has(name)).map((name) => {
      const key = query.get(name)!;
      const choice = choices[name].find((one) => one.key === key) ?? { key, title: null };
      return [name, `${GROUP_TITLES[name]}: ${groupName(name, choice)}`];
    });
    if (query.has("job")) chosen.push(["job", "One job"]);
    if (chosen.length === 0) return nothing;
    return html`<div class="chosen" role="group" aria-label="Chosen">
      ${chosen.map(([name, text]) => html`<button type="button" aria-label=${`${text}: take out`} @click=${() => this.#choose({ [name]: "" })}>${text} ${icon("close")}</button>`)}
    </div>`;
  }

  #save(by: string, csv: string): void {
    const { from, to } = this.#range.view!;
    saveFile(`necto-spend-by-${by}-${from}-${to}.csv`, new Blob([csv], { type: "text/csv" }));
  }

  #budget({ budget, chain }: SpendView) {
    if (budget === null) return nothing;
    const { limitUsdMicros: limit, usedUsdMicros: used, from, to } = budget;
    const isOver = used > limit;
    return html`<section class="budget ${isOver ? "over" : ""}">
      <h2>Budget, ${from} to ${to}</h2>
      <progress max=${limit} value=${Math.min(used, limit)} aria-label="Used of the budget"></progress>
      <p class="note">
        ${tokenText(used)} of ${tokenText(limit)} ${chain.symbol} used, as the team's policy counts it${isOver ? ": the budget is exceeded." : "."}
      </p>
    </section>`;
  }

  #tiles({ total, chain, to }: SpendView) {
    const tile = (name: string, value: string, exact = "") =>
      html`<div><dt>${name}</dt><dd title=${exact}>${value}</dd></div>`;
    const money = (name: string, micros: number) =>
      tile(`${name} (${chain.symbol})`, tokenText(micros), exactText(micros));
    return html`<dl class="tiles">
      ${money("Spent", total.spentUsdMicros)} ${money("To providers", total.toProvidersUsdMicros)} ${money("Fees", total.feeUsdMicros)}
      ${money("Deposited", total.depositedUsdMicros)} ${money("Came back", total.refundedUsdMicros)}
      ${money(`In escrow, ${to}`, total.heldUsdMicros)} ${tile("Jobs opened", countText(total.jobs))}
    </dl>`;
  }

  #chart(view: SpendView) {
    const { periods, by, total, chain, from, to } = view;
    let sum = 0;
    const figures = {
      days: periods.map(({ day }) => day),
      bars: periods.map(({ spentUsdMicros }) => spentUsdMicros),
      line: periods.map(({ spentUsdMicros }) => {
        sum += spentUsdMicros;
        return sum;
      }),
    };
    const label = `Spent from ${from} to ${to}, by ${by} and in all by then: ${tokenText(total.spentUsdMicros)} ${chain.symbol}. The table has every figure.`;
    return html`<section>
      <h2>Spent by ${by} (${chain.symbol})</h2>
      <p class="note"><span class="legend">by ${by}, left scale</span> <span class="legend line">in all by then, right scale</span></p>
      <necto-period-chart .figures=${figures} .label=${label}></necto-period-chart>
      <details>
        <summary>Show as table</summary>
        ${table(
          { title: `Spend by ${by}`, first: "From (UTC)", view },
          periods.map((sum) => [sum.day, sum] as const),
        )}
      </details>
    </section>`;
  }

  #groups(view: SpendView) {
    const { group, groups, rest, chain } = view;
    const rows = groups.slice(0, this.shown).map((one) => [this.#link(group, one), one] as const);
    const hidden = groups.length - rows.length;
    return html`<section>
      <h2>By ${GROUP_TITLES[group].toLowerCase()}</h2>
      ${table({ title: `By ${GROUP_TITLES[group].toLowerCase()}`, first: GROUP_TITLES[group], view }, [
        ...rows,
        ...(rest && hidden === 0 ? [[`${countText(rest.groups)} more`, rest] as const] : []),
      ])}
      ${
        hidden === 0
          ? nothing
          : html`<p class="actions">
              <button type="button" @click=${() => {
                this.shown += ROWS;
              }}>Show ${countText(Math.min(hidden, ROWS))} more of ${countText(hidden)}</button>
              <span class="note">The totals, and the CSV in ${chain.symbol}, have all of them.</span>
            </p>`
      }
    </section>`;
  }

  /** A group leads to its jobs, and a job to its page. */
  #link(group: SpendGroup, one: SpendView["groups"][number]) {
    const name = groupName(group, one);
    if (group === "job") return html`<a href=${`/jobs/${one.key}`}>${name}</a>`;
    const query = new URLSearchParams([...this.#range.query, [group, one.key]]);
    query.set("group", "job");
    const open = (event: Event) => {
      event.preventDefault();
      this.#choose({ [group]: one.key, group: "job" });
    };
    return html`<a href=${`/spend?${query}`} title=${one.key} @click=${open}>${name}</a>`;
  }
}

type Row = readonly [name: unknown, sum: SpendSum];

function table(
  { title, first, view }: { readonly title: string; readonly first: string; readonly view: SpendView },
  rows: readonly Row[],
) {
  const names = sumHeadings(view.chain.symbol);
  const line = ([name, sum]: Row) =>
    html`<tr><th scope="row">${name}</th>${sumCells(sum).map((cell, index) => html`<td data-label=${names[index]!}>${cell || UNKNOWN}</td>`)}</tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${title}>
    <table>
      <thead><tr><th scope="col">${first}</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.map(line)}</tbody>
      <tfoot>${line(["Total", view.total])}</tfoot>
    </table>
  </div>`;
}

const meaning = (symbol: string) => html`<details>
  <summary>What the figures say</summary>
  <dl class="meaning">
    <dt>Spent</dt>
    <dd>To providers and fees: what is gone for good, on the UTC day whose block settled it. A provider's gross earnings of the same jobs are the same figure.</dd>
    <dt>Deposited, came back</dt>
    <dd>What went from the paying account into the escrow, extensions too, and what the escrow gave back, each on the day of its block.</dd>
    <dt>In escrow at the end</dt>
    <dd>What was held before, plus deposits, less what came back, less what was spent. It is not spent yet, and may come back.</dd>
    <dt>Jobs opened</dt>
    <dd>Jobs whose deposit was made in that time. Money of earlier jobs may move in it too.</dd>
    <dt>Whose jobs</dt>
    <dd>Those of tracked conversations, as the ledger of the escrow has them, in ${symbol}, exact to the last of six decimals. Untracked jobs are in none of it, and neither is a price that was never paid.</dd>
  </dl>
</details>`;

customElements.define("necto-spend", NectoSpend);
