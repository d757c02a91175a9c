// Before anything that makes a schema.
import "../verify/no-eval.ts";
import { hashAct } from "@necto/tools/audit/sealed-act";
import type { ActView } from "@necto/tools/protocol/audit";
import { css, html, LitElement, nothing } from "lit";
import type { AccountStore } from "../account/account-store.ts";
import { wordsOf } from "../api/error-words.ts";
import { UNKNOWN } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { decisionCell, fileCell, targetCell, transactionCell } from "./act-cells.ts";
import { actionText, actPath, factText, isOrgScope, momentText, personText, RESULTS } from "./act-text.ts";
import { fetchAct } from "./audit-api.ts";
import { trackingText } from "./audit-csv.ts";
import { auditStyles } from "./audit-styles.ts";

/** One act of a log, with everything that its hash is over. */
export class NectoAct extends LitElement {
  static override properties = {
    act: {},
    account: { attribute: false },
    view: { state: true },
    problem: { state: true },
  };
  /** `<scope>/<seq>`. */
  declare act: string;
  declare account: AccountStore;
  declare view: ActView | null;
  declare problem: string | null;

  constructor() {
    super();
    this.view = null;
    this.problem = null;
  }

  static override styles = [
    base,
    buttons,
    callouts,
    jobStyles,
    auditStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-4);
        height: auto;
        overflow: visible;
      }
    `,
  ];

  readonly #reload = () => void this.#load();

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    this.account.addEventListener("account", this.#reload);
    void this.account.known.then(this.#reload);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#reload);
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.get("act") !== undefined) this.#reload();
  }

  async #load(): Promise<void> {
    const { act } = this;
    const [scope, seq] = act.split("/");
    Object.assign(this, { view: null, problem: null });
    if (this.account.account === null) return;
    try {
      const view = await fetchAct(scope!, Number(seq));
      if (act === this.act) this.view = view;
    } catch (error) {
      this.problem = wordsOf(error);
    }
  }

  protected override render() {
    const { view } = this;
    const [scope = ""] = this.act.split("/");
    const log = isOrgScope(scope) ? `/audit?org=${scope.slice("org:".length)}` : "/audit";
    return html`<nav aria-label="Audit"><a href=${log}>The whole log</a></nav>
      ${this.account.account === null && this.account.session ? html`<p class="note">Sign in with an account that may see it.</p>` : nothing}
      ${this.problem ? html`<p class="callout warning" role="alert">${icon("warning")}<span>${this.problem}</span></p>` : nothing}
      ${view ? this.#body(view, log) : nothing}`;
  }

  #body(view: ActView, log: string) {
    const { seq, target, facts, scope, txHash, decisionRoot, chain } = view;
    const { session } = this.account;
    const row = (name: string, value: unknown) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    const code = (value: string | null) =>
      value === null ? UNKNOWN : html`<code class="mono">${value}</code>`;
    const person = (who: string | null) =>
      who?.startsWith("0x") ? html`${personText(who, session)} ${code(who)}` : personText(who, session);
    const about = new URLSearchParams(log.split("?")[1]);
    if (target !== null) about.set("target", target);
    return html`<section>
        <h2>${actionText(view)}</h2>
        <dl class="rows">
          ${row("Time", html`<time datetime=${view.at}>${momentText(view.at)} UTC</time>`)}
          ${row("Who", person(view.actor))}
          ${view.commitments.subject === null ? nothing : row("To whom", person(view.subject))}
          ${row("What", code(view.action))} ${row("Result", html`<span class=${view.result}>${RESULTS[view.result]}</span>`)}
          ${target === null ? nothing : row("Target", html`${targetCell(view, target)} · <a href=${`/audit?${about}`}>All acts about it</a>`)}
          ${row("Tracking", trackingText(view))}
          ${decisionRoot === null ? nothing : row("Decision", html`${decisionCell(decisionRoot, decisionRoot)} · ${fileCell(decisionRoot)}`)}
          ${txHash === null ? nothing : row("Transaction", transactionCell(txHash, chain, txHash))}
          ${Object.entries(facts).map(([name, value]) => row(...factText(name, value)))}
        </dl>
      </section>
      <section>
        <h2>Its hash</h2>
        <dl class="rows">
          ${row("Place", `${seq} in ${scope}`)} ${row("Act before", code(view.previous))} ${row("Hash", code(view.hash))}
          ${row("Commitment to who", code(view.commitments.actor))}
          ${view.commitments.subject === null ? nothing : row("To whom", code(view.commitments.subject))}
          ${row("Computed here", this.#isItsHash(view) ? "the same: it is what was written down" : html`<span class="failed">another: it is not what was written down</span>`)}
        </dl>
        <p class="pages">
          ${seq > 1 ? html`<a href=${actPath({ scope, seq: seq - 1 })}>Act before</a>` : nothing}
          <a href=${actPath({ scope, seq: seq + 1 })}>Act after</a>
        </p>
      </section>`;
  }

  #isItsHash({ hash, actor: _, subject: __, chain: ___, ...act }: ActView): boolean {
    return hashAct({ format: "necto.act/1", ...act }) === hash;
  }
}
customElements.define("necto-act", NectoAct);
