// Before anything that makes a schema.
import "../verify/no-eval.ts";
import type {
  AskAnswer,
  BudgetChange,
  OrderAskView,
  PolicyChange,
  PolicyView,
} from "@necto/tools/protocol/policy";
import { FREE_POLICY } from "@necto/tools/protocol/policy";
import { ROLE_TITLES } from "@necto/tools/protocol/roles";
import type { SessionView } from "@necto/tools/protocol/session";
import type { OrgView } from "@necto/tools/protocol/team";
import { css, html, LitElement, nothing } from "lit";
import type { AccountStore } from "../account/account-store.ts";
import "../account/necto-entrance.ts";
import { wordsOf } from "../api/error-words.ts";
import { timeText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { PollController } from "../shell/poll-controller.ts";
import { StoreController } from "../shell/store-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import "./necto-policy-asks.ts";
import "./necto-policy-budgets.ts";
import "./necto-policy-form.ts";
import { answerAsk, fetchAsks, fetchPolicy, saveBudget, savePolicy } from "./policy-api.ts";
import { policyStyles } from "./policy-styles.ts";
import { changesOf, linesOf } from "./policy-text.ts";
import { spentBar } from "./spent-bar.ts";
import { fetchOrg } from "./team-api.ts";
import { memberName } from "./team-text.ts";

const POLL_MS = 4_000;
const isTeamDemo = ({ demo }: SessionView["demoAccounts"][number]): boolean => demo.startsWith("team-");

/** What a team lets its members book, what of it is spent, and orders that take an Admin's word. */
export class NectoPolicy extends LitElement {
  static override properties = {
    org: {},
    account: { attribute: false },
    isLive: { type: Boolean },
    view: { state: true },
    asks: { state: true },
    members: { state: true },
    problem: { state: true },
    isBusy: { state: true },
    said: { state: true },
  };
  /** The organisation. */
  declare org: string;
  declare account: AccountStore;
  declare isLive: boolean;
  /** Null until they are read, and for whoever is no member. */
  declare view: PolicyView | null;
  declare asks: readonly OrderAskView[];
  declare members: OrgView["members"];
  declare problem: string | null;
  declare isBusy: boolean;
  /** What was done last. */
  declare said: string;

  constructor() {
    super();
    this.view = null;
    this.asks = [];
    this.members = [];
    this.problem = null;
    this.isBusy = false;
    this.said = "";
    new PollController(this, { everyMs: POLL_MS, load: () => this.#load(), isDue: () => !this.isBusy });
  }

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    jobStyles,
    policyStyles,
    css`
      dl.rows div {
        grid-template-columns: 16rem minmax(0, 1fr);
      }
      .history p {
        color: var(--n-text-2);
      }
      @media (max-width: 719px) {
        dl.rows div {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
      }
    `,
  ];

  readonly #accountChanged = () => {
    Object.assign(this, { view: null, asks: [], members: [], problem: null, said: "" });
    void this.#load();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    this.account.addEventListener("account", this.#accountChanged);
    void this.account.known.then(() => this.#load());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("org") && changed.get("org") !== undefined) this.#accountChanged();
  }

  async #load(): Promise<void> {
    const { org } = this;
    const reader = this.account.account?.address;
    if (reader === undefined) return;
    try {
      const [view, { requests }, { members }] = await Promise.all([
        fetchPolicy(org),
        fetchAsks(org),
        fetchOrg(org),
      ]);
      if (org !== this.org || reader !== this.account.account?.address || this.isBusy) return;
      Object.assign(this, { view, asks: requests, members, problem: null });
    } catch (error) {
      if (reader === this.account.account?.address) this.problem = wordsOf(error);
    }
  }

  async #act(change: () => Promise<PolicyView | null>, said: string): Promise<boolean> {
    this.isBusy = true;
    this.said = "";
    try {
      const view = await change();
      const { requests } = await fetchAsks(this.org);
      Object.assign(this, { view: view ?? this.view, asks: requests, problem: null, said });
      return true;
    } catch (error) {
      this.problem = wordsOf(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  protected override render() {
    const { account, session } = this.account;
    return html`<div class="page">
      ${this.view ? html`<p><a href="/team/${this.view.org}">${this.view.name}</a></p>` : nothing}
      <div class="head">
        <h1 tabindex="-1">${this.view ? `Policy of ${this.view.name}` : "Policy of a team"}</h1>
        ${this.view ? html`<span class="badge outline">You are ${ROLE_TITLES[this.view.role]}</span>` : nothing}
      </div>
      <p class="lead">
        What members may book for the team. It holds when an order is shown, when it is approved and when it is paid. It restricts no
        personal and no untracked conversation.
      </p>
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      <p class=${this.said ? "callout info" : "hidden-words"} role="status">${this.said}</p>
      ${
        session === null
          ? html`<div aria-busy="true"></div>`
          : account === null || (this.view === null && this.problem !== null)
            ? html`<necto-entrance .account=${this.account} .isFor=${isTeamDemo} label="Demo team of the sandbox"></necto-entrance>`
            : this.view === null
              ? html`<div aria-busy="true"></div>`
              : this.#sections(this.view)
      }
    </div>`;
  }

  #sections(view: PolicyView) {
    const isAdmin = view.role === "admin";
    const canAsk = view.policy.adminAboveUsdMicros !== null || this.asks.length > 0;
    return html`${
      canAsk
        ? html`<section aria-labelledby="asks">
            <h2 id="asks">Orders that take an Admin's word</h2>
            <necto-policy-asks
              .asks=${this.asks}
              .session=${this.account.session}
              .isAdmin=${isAdmin}
              .isBusy=${this.isBusy || !this.isLive}
              @necto-answer-ask=${({ detail }: CustomEvent<{ id: string; answer: AskAnswer }>) => void this.#answer(detail)}
            ></necto-policy-asks>
          </section>`
        : nothing
    }
      <section aria-labelledby="today">
        <h2 id="today">Today, until midnight UTC</h2>
        ${this.#today(view)}
      </section>
      <section aria-labelledby="rules">
        <h2 id="rules">What is allowed</h2>
        ${isAdmin ? this.#form(view) : this.#rules(view)}
      </section>
      <section aria-labelledby="budgets">
        <h2 id="budgets">Budgets of ${view.month}</h2>
        <p class="note">
          Spent is what was agreed to in the month, less what the escrow gave back of it. A budget that warns does not stop usage.
        </p>
        <necto-policy-budgets
          .view=${view}
          .members=${this.members}
          .session=${this.account.session}
          .isBusy=${this.isBusy || !this.isLive}
          @necto-save-budget=${({ detail }: CustomEvent<BudgetChange>) => void this.#budget(detail)}
        ></necto-policy-budgets>
      </section>
      <section class="history" aria-labelledby="history">
        <h2 id="history">History</h2>
        ${this.#history(view)}
      </section>`;
  }

  #today({ today, policy }: PolicyView) {
    const team = {
      ...{ label: "The whole team", spentUsdMicros: today.teamUsdMicros },
      limitUsdMicros: policy.maxDayUsdMicros,
      ...(today.teamUsdMicros === null && { note: "What others spend is told to Admins and Viewers." }),
    };
    const own = {
      ...{ label: "You", spentUsdMicros: today.memberUsdMicros },
      limitUsdMicros: policy.maxMemberDayUsdMicros,
    };
    return html`${spentBar(team)}${spentBar(own)}`;
  }

  #form(view: PolicyView) {
    return html`<necto-policy-form
      .view=${view}
      .isBusy=${this.isBusy || !this.isLive}
      @necto-save-policy=${({ detail }: CustomEvent<PolicyChange>) => void this.#save(detail)}
    ></necto-policy-form>`;
  }

  #rules({ policy }: PolicyView) {
    return html`<dl class="rows">
      ${linesOf(policy).map(([rule, allows]) => html`<div><dt>${rule}</dt><dd>${allows}</dd></div>`)}
    </dl>
    <p class="note">Admins set it.</p>`;
  }

  #history({ history }: PolicyView) {
    if (history.length === 0) return html`<p class="note">Never set: nothing is restricted.</p>`;
    return html`<ul class="rows">
      ${history.map(({ version, at, by, policy }, index) => {
        const changes = changesOf(history[index + 1]?.policy ?? FREE_POLICY, policy);
        return html`<li><div>
          <p><strong>Version ${version}</strong> · ${timeText(at)} · ${by === null ? "an account that is deleted" : memberName(this.account.session, by)}</p>
          ${changes.map(({ rule, from, to }) => html`<p>${rule}: ${from} → ${to}</p>`)}
        </div></li>`;
      })}
    </ul>`;
  }

  async #save(change: PolicyChange): Promise<void> {
    const isDone = await this.#act(() => savePolicy(this.org, change), "The policy is set.");
    if (isDone) this.renderRoot.querySelector("necto-policy-form")?.reset();
    else void this.#load();
  }

  async #budget(change: BudgetChange): Promise<void> {
    const said = change.usdMicros === null ? "The budget is taken away." : "The budget is set.";
    await this.#act(() => saveBudget(this.org, change), said);
  }

  async #answer({ id, answer }: { readonly id: string; readonly answer: AskAnswer }): Promise<void> {
    const said =
      answer.decision === "allow"
        ? "Allowed, once. The member is told and asked for consent."
        : "Refused. The member is told why.";
    await this.#act(async () => {
      await answerAsk(this.org, id, answer);
      return null;
    }, said);
  }
}
customElements.define("necto-policy", NectoPolicy);

declare global {
  interface HTMLElementTagNameMap {
    "necto-policy": NectoPolicy;
  }
}
