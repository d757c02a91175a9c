import type { BudgetChange, BudgetView, PolicyView } from "@necto/tools/protocol/policy";
import { DEFAULT_THRESHOLDS } from "@necto/tools/protocol/policy";
import { ROLE_TITLES } from "@necto/tools/protocol/roles";
import type { SessionView } from "@necto/tools/protocol/session";
import type { OrgView } from "@necto/tools/protocol/team";
import { html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { formStyles } from "../provider/form-styles.ts";
import { microsOf } from "../provider/listing-text.ts";
import { badges, base, buttons } from "../styles/shared.ts";
import { policyStyles } from "./policy-styles.ts";
import { spentBar } from "./spent-bar.ts";
import { memberTitle } from "./team-text.ts";

const WHAT_IT_DOES = {
  warn: "Warns: it does not stop usage.",
  stop: "Stops: refuses orders and extensions that would go above it.",
} as const;

/**
 * Monthly budgets of a team and its members, with what of them is spent.
 *
 * @fires necto-save-budget with a `BudgetChange`
 */
export class NectoPolicyBudgets extends LitElement {
  static override properties = {
    view: { attribute: false },
    members: { attribute: false },
    session: { attribute: false },
    isBusy: { type: Boolean },
    leaving: { state: true },
    wrong: { state: true },
  };
  declare view: PolicyView;
  /** Who may have a budget: the members, as the chain has them. */
  declare members: OrgView["members"];
  declare session: SessionView | null;
  declare isBusy: boolean;
  /** Whose budget is asked about before it goes: a member, or `team`. */
  declare leaving: string | null;
  /** What is wrong with the new one, by field. */
  declare wrong: Readonly<Partial<Record<"usd" | "thresholds", string>>>;

  constructor() {
    super();
    this.members = [];
    this.session = null;
    this.isBusy = false;
    this.leaving = null;
    this.wrong = {};
  }

  static override styles = [base, buttons, badges, formStyles, policyStyles];

  protected override render() {
    const { budgets, role } = this.view;
    return html`${budgets.length === 0 ? html`<p class="note">No budget is set: nothing is told, and nothing stops.</p>` : nothing}
      <ul class="rows">
        ${repeat(
          budgets,
          ({ member }) => member ?? "team",
          (budget) => html`<li>${this.#bar(budget)}${role === "admin" ? this.#remove(budget) : nothing}</li>`,
        )}
      </ul>
      ${role === "admin" ? this.#form() : nothing}`;
  }

  #bar({ member, usdMicros, spentUsdMicros, thresholdsBps, action }: BudgetView) {
    const told = thresholdsBps.map((bps) => `${bps / 100} %`).join(", ");
    return spentBar({
      label: member === null ? "The whole team" : memberTitle(this.session, member),
      ...{ spentUsdMicros, limitUsdMicros: usdMicros },
      note: `${WHAT_IT_DOES[action]} Admins are told at ${told}.`,
    });
  }

  #remove({ member, thresholdsBps, action }: BudgetView) {
    const whose = member ?? "team";
    const name = member === null ? "the team's budget" : `the budget of ${memberTitle(this.session, member)}`;
    const remove = () => {
      this.leaving = null;
      this.#send({ member, usdMicros: null, thresholdsBps, action });
    };
    return this.leaving === whose
      ? html`<div class="buttons" role="group" aria-label="Take ${name} away?">
          <button class="sure" ?disabled=${this.isBusy} @click=${remove}>Take away</button>
          <button class="bare" @click=${() => this.#askAbout(null)}>Keep</button>
        </div>`
      : html`<button aria-label="Take ${name} away" @click=${() => this.#askAbout(whose)}>Take away</button>`;
  }

  #askAbout(whose: string | null): void {
    this.leaving = whose;
    if (whose !== null)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".sure")?.focus());
  }

  #form() {
    return html`<form novalidate @submit=${this.#set}>
      <fieldset>
        <legend>Set a budget of a month</legend>
        ${this.#field("usd", "$ a month", "A budget that is set again is replaced.", { inputmode: "decimal" })}
        <div class="field">
          <label for="member">For</label>
          <select id="member" name="member">
            <option value="">The whole team</option>
            ${this.members.map(({ address, role }) => html`<option value=${address.toLowerCase()}>${memberTitle(this.session, address)} · ${ROLE_TITLES[role]}</option>`)}
          </select>
        </div>
        ${this.#field("thresholds", "Tell Admins at (%)", "", { value: DEFAULT_THRESHOLDS.map((bps) => bps / 100).join(", ") })}
        <div class="field">
          <label for="action">When it is reached</label>
          <select id="action" name="action">
            <option value="warn">Warn only: usage goes on</option>
            <option value="stop">Stop new orders and extensions</option>
          </select>
          <p class="hint">Warn does not stop usage.</p>
        </div>
      </fieldset>
      <div class="buttons"><button class="primary" ?disabled=${this.isBusy}>${this.isBusy ? "Saving…" : "Set budget"}</button></div>
    </form>`;
  }

  #field(
    name: "usd" | "thresholds",
    label: string,
    hint: string,
    { value = "", inputmode = "text" }: { readonly value?: string; readonly inputmode?: string },
  ) {
    const wrong = this.wrong[name];
    const says = wrong ?? hint;
    return html`<div class="field">
      <label for=${name}>${label}</label>
      <input
        id=${name}
        name=${name}
        value=${value}
        inputmode=${inputmode}
        autocomplete="off"
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${says ? `${name}-hint` : nothing}
      />
      ${says ? html`<p id="${name}-hint" class=${wrong ? "problem" : "hint"}>${says}</p>` : nothing}
    </div>`;
  }

  #set(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = (name: string) => String(new FormData(form).get(name) ?? "").trim();
    const usdMicros = microsOf(text("usd"));
    const member = text("member");
    const thresholdsBps = thresholdsOf(text("thresholds"));
    this.wrong = {
      ...(!usdMicros && { usd: "An amount in dollars above 0, such as 5000." }),
      ...(thresholdsBps === null && { thresholds: "Percent from 1 to 100, with commas between." }),
    };
    if (!usdMicros || thresholdsBps === null || Object.keys(this.wrong).length > 0) {
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      );
      return;
    }
    const action = text("action") === "stop" ? "stop" : "warn";
    this.#send({ member: member || null, usdMicros, thresholdsBps, action });
    form.reset();
  }

  #send(detail: BudgetChange): void {
    this.dispatchEvent(new CustomEvent("necto-save-budget", { detail }));
  }
}
customElements.define("necto-policy-budgets", NectoPolicyBudgets);

/** `50, 80, 100` as basis points; null for anything else. */
function thresholdsOf(text: string): number[] | null {
  const parts = text.split(/[\s,;%]+/).filter(Boolean);
  const isGood = parts.length > 0 && parts.length <= 10 && parts.every((part) => /^\d{1,3}$/.test(part));
  const bps = isGood ? parts.map((part) => Number(part) * 100) : [];
  return isGood && bps.every((one) => one >= 100 && one <= 10_000) ? bps : null;
}

declare global {
  interface HTMLElementTagNameMap {
    "necto-policy-budgets": NectoPolicyBudgets;
  }
}
