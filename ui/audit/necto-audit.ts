// Before anything that makes a schema.
import "../verify/no-eval.ts";
import { parseActsFile } from "@necto/tools/audit/acts-file";
import type { ActRow, AuditPage } from "@necto/tools/protocol/audit";
import type { Orgs } from "@necto/tools/protocol/team";
import { html, LitElement, nothing } from "lit";
import { type AccountStore, accountName } from "../account/account-store.ts";
import "../account/necto-entrance.ts";
import { wordsOf } from "../api/error-words.ts";
import { saveFile } from "../format/save-file.ts";
import { countOf, shortHash, UNKNOWN } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { earningsStyles } from "../provider/earnings-styles.ts";
import { icon } from "../shell/icons.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { decisionCell, fileCell, targetCell, transactionCell } from "./act-cells.ts";
import { actionText, actPath, KINDS, momentText, personText, RESULTS } from "./act-text.ts";
import { exportPath, fetchActs, fetchExport, fetchOrgs } from "./audit-api.ts";
import { actsToCsv, toActRow } from "./audit-csv.ts";
import { isFiltered, readAuditQuery, toApiQuery, withoutPlace } from "./audit-query.ts";
import { auditStyles } from "./audit-styles.ts";
import "./necto-act.ts";
import "./necto-log-check.ts";

const POLL_MS = 5_000;
const isForAll = () => true;

/** A log of what was done: an account's own, or with `?org=` an organisation's; one act of it with `act`. */
export class NectoAudit extends LitElement {
  static override properties = {
    account: { attribute: false },
    act: {},
    view: { state: true },
    orgs: { state: true },
    problem: { state: true },
    isSaving: { state: true },
  };
  declare account: AccountStore;
  /** `<scope>/<seq>` of one act; null for the log. */
  declare act: string | null;
  declare view: AuditPage | null;
  declare orgs: Orgs["orgs"];
  declare problem: string | null;
  declare isSaving: boolean;

  constructor() {
    super();
    this.act = null;
    this.view = null;
    this.orgs = [];
    this.problem = null;
    this.isSaving = false;
  }

  static override styles = [base, buttons, callouts, jobStyles, earningsStyles, auditStyles];

  #timer = 0;
  readonly #reload = () => void this.#load();
  readonly #accountChanged = () => {
    this.view = null;
    this.orgs = [];
    void this.#load();
    void this.#loadOrgs();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    this.account.addEventListener("account", this.#accountChanged);
    window.addEventListener("popstate", this.#reload);
    this.#timer = window.setInterval(() => {
      // An older page stays as it is: what is added comes before it.
      if (document.visibilityState === "visible" && !this.#query.has("before")) this.#reload();
    }, POLL_MS);
    void this.account.known.then(this.#accountChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
    window.removeEventListener("popstate", this.#reload);
    window.clearInterval(this.#timer);
  }

  override focus(): void {
    const first = this.renderRoot.querySelector<HTMLElement>("select, a, button");
    (first ?? this.renderRoot.querySelector<HTMLElement>("necto-entrance"))?.focus();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("act") && this.act === null && changed.get("act") !== undefined) this.#reload();
  }

  get #query(): URLSearchParams {
    return readAuditQuery(location.search);
  }

  async #load(): Promise<void> {
    const owner = this.account.account?.address;
    if (owner === undefined || this.act !== null) return;
    const query = this.#query;
    try {
      const view = await fetchActs(toApiQuery(query));
      if (owner !== this.account.account?.address || String(query) !== String(this.#query)) return;
      Object.assign(this, { view, problem: null });
    } catch (error) {
      Object.assign(this, { problem: wordsOf(error), view: null });
    }
  }

  /** Once for each account: whoever becomes a member meanwhile comes with a link. */
  async #loadOrgs(): Promise<void> {
    const owner = this.account.account?.address;
    if (owner === undefined) return;
    try {
      const orgs = await fetchOrgs();
      if (owner === this.account.account?.address) this.orgs = orgs;
    } catch (error) {
      this.problem = wordsOf(error);
    }
  }

  /** Another choice begins at the newest act; another page is a step that Back takes back. */
  #choose(name: string, value: string): void {
    const query = name === "before" ? this.#query : withoutPlace(this.#query);
    if (value) query.set(name, value);
    else query.delete(name);
    const path = `${location.pathname}${query.size > 0 ? `?${query}` : ""}`;
    if (name === "before") history.pushState(history.state, "", path);
    else history.replaceState(history.state, "", path);
    this.requestUpdate();
    void this.#load();
  }

  async #saveCsv(): Promise<void> {
    this.isSaving = true;
    try {
      const { acts } = parseActsFile(await fetchExport(withoutPlace(toApiQuery(this.#query))));
      const rows = acts.map(toActRow).reverse();
      const csv = actsToCsv(rows, this.account.session);
      saveFile(
        `necto-audit-${new Date().toISOString().slice(0, 10)}.csv`,
        new Blob([csv], { type: "text/csv" }),
      );
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.isSaving = false;
    }
  }

  protected override render() {
    const { account } = this.account;
    const org = this.#query.get("org");
    return html`<div class="page">
      <div class="head"><h1>Audit log</h1></div>
      ${
        this.act !== null
          ? html`<necto-act .act=${this.act} .account=${this.account}></necto-act>`
          : html`<p class="lead">${this.#lead(org)}</p>
              ${account === null ? nothing : this.#logs(org)}
              <necto-entrance .account=${this.account} .isFor=${isForAll} label="Demo accounts of the sandbox"></necto-entrance>
              ${this.problem ? html`<p class="callout warning" role="alert">${icon("warning")}<span>${this.problem}</span></p>` : nothing}
              ${account === null || this.problem ? nothing : this.view === null ? html`<div aria-busy="true"></div>` : this.#body(this.view, org)}`
      }
    </div>`;
  }

  #lead(org: string | null) {
    const { account } = this.account;
    if (account === null)
      return "Sign in: a log is read by the account that it is of, and by members of the organisation that it is of.";
    return org === null
      ? html`What ${accountName(account)} did, and what became of it. Untracked conversations leave nothing here.`
      : html`What was done for ${this.orgs.find(({ id }) => id === org)?.name ?? "the organisation"}, by whom, and what became of it.`;
  }

  #logs(org: string | null) {
    const known = this.orgs.find(({ id }) => id === org);
    const others = known || org === null ? this.orgs : [...this.orgs, { id: org, name: shortHash(org) }];
    if (others.length === 0) return nothing;
    const current = (id: string | null) => (id === org ? "page" : nothing);
    return html`<nav aria-label="Logs">
      <a href="/audit" aria-current=${current(null)}>Your own</a>
      ${others.map(({ id, name }) => html`<a href=${`/audit?org=${id}`} aria-current=${current(id)}>${name}</a>`)}
    </nav>`;
  }

  #body(view: AuditPage, org: string | null) {
    return html`${this.#controls()}
      ${view.partial ? html`<p class="note">You see what you did and what was done to you; Admins and Viewers see all of it.</p>` : nothing}
      ${view.acts.length === 0 ? this.#empty() : this.#table(view)}
      <necto-log-check .org=${org} .head=${view.head}></necto-log-check>`;
  }

  #controls() {
    const query = this.#query;
    const on = (name: string) => (event: Event) =>
      this.#choose(name, (event.target as HTMLInputElement).value.trim());
    const option = (name: string, value: string, text: string) =>
      html`<option value=${value} .selected=${(query.get(name) ?? "") === value}>${text}</option>`;
    const action = query.get("action") ?? "";
    const input = (name: string, title: string, type: string) =>
      html`<label>${title}<input type=${type} .value=${query.get(name) ?? ""} @change=${on(name)} /></label>`;
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      ${input("from", "From", "date")} ${input("to", "To", "date")}
      <label>What<select aria-label="What" @change=${on("action")}>
        ${option("action", "", "Everything")} ${Object.entries(KINDS).map(([kind, title]) => option("action", kind, title))}
        ${action in KINDS || action === "" ? nothing : option("action", action, actionText({ action, facts: {} }))}
      </select></label>
      <label>Result<select aria-label="Result" @change=${on("result")}>
        ${option("result", "", "Any")} ${Object.entries(RESULTS).map(([result, title]) => option("result", result, title))}
      </select></label>
      ${input("actor", "Who (address)", "text")} ${input("target", "Target (id)", "text")}
      <button type="button" ?disabled=${this.isSaving} @click=${() => void this.#saveCsv()}>${icon("download")}CSV</button>
      <a href=${exportPath(withoutPlace(toApiQuery(query)))} download>JSON lines, to be checked</a>
    </form>`;
  }

  #empty() {
    const query = this.#query;
    if (isFiltered(query) || query.has("before"))
      return html`<p class="empty">No act is like that. <button class="bare" @click=${() => this.#clear()}>Show everything</button></p>`;
    return html`<p class="empty">Nothing was done here yet. Approvals, payments, keys and sign-ins appear here as they happen, each once.</p>`;
  }

  #clear(): void {
    const org = this.#query.get("org");
    history.replaceState(history.state, "", `${location.pathname}${org === null ? "" : `?org=${org}`}`);
    this.requestUpdate();
    void this.#load();
  }

  #table({ acts, matching, next, chain }: AuditPage) {
    const isNewest = !this.#query.has("before");
    return html`<section>
      <h2>${countOf(matching, "act")}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Acts">
        <table>
          <thead>
            <tr>
              <th scope="col">Time (UTC)</th>
              ${["Who", "What", "Target", "Result", "Decision", "Transaction", "Act"].map((name) => html`<th scope="col" class="text">${name}</th>`)}
            </tr>
          </thead>
          <tbody>${acts.map((act) => this.#row(act, chain))}</tbody>
        </table>
      </div>
      ${
        next === null && isNewest
          ? nothing
          : html`<p class="pages">
              ${isNewest ? nothing : html`<button @click=${() => this.#choose("before", "")}>Newest</button>`}
              ${next === null ? nothing : html`<button @click=${() => this.#choose("before", String(next))}>Older</button>`}
              <span class="note">${acts[0]!.seq} to ${acts.at(-1)!.seq}</span>
            </p>`
      }
    </section>`;
  }

  #row(act: ActRow, chain: AuditPage["chain"]) {
    const { actor, subject, target, result, decisionRoot, txHash, seq } = act;
    // A role or a membership has no page: it is about somebody.
    const about = target ?? subject;
    // Where a row is a list of its cells, those without a name are left out.
    const label = (name: string, value: string | null) => (value === null ? nothing : name);
    return html`<tr>
      <th scope="row">${momentText(act.at)}</th>
      <td class="text" data-label="Who" title=${actor ?? ""}>${personText(actor, this.account.session)}</td>
      <td class="text" data-label="What">${actionText(act)}</td>
      <td class="text" data-label=${label("Target", about)} title=${about ?? ""}>${target !== null ? targetCell(act) : subject === null ? UNKNOWN : personText(subject, this.account.session)}</td>
      <td class="text" data-label="Result"><span class=${result}>${RESULTS[result]}</span></td>
      <td class="text" data-label=${label("Decision", decisionRoot)} title=${decisionRoot ?? ""}>${decisionRoot === null ? UNKNOWN : html`${decisionCell(decisionRoot)} ${fileCell(decisionRoot, "0G")}`}</td>
      <td class="text" data-label=${label("Transaction", txHash)} title=${txHash ?? ""}>${txHash === null ? UNKNOWN : transactionCell(txHash, chain)}</td>
      <td class="text" data-label="Act"><a href=${actPath(act)} aria-label="Act ${seq}">${seq}</a></td>
    </tr>`;
  }
}
customElements.define("necto-audit", NectoAudit);
