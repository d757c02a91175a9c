import { sourceTitle } from "@necto/tools/core/source-title";
import type { PolicyView } from "@necto/tools/protocol/policy";
import { html, LitElement, nothing } from "lit";
import { formStyles } from "../provider/form-styles.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { AMOUNTS, formOf, type PolicyField, type PolicyForm, readForm } from "./policy-form.ts";
import { policyStyles } from "./policy-styles.ts";
import { RULES } from "./policy-text.ts";

/**
 * What a team allows, to be set.
 *
 * @fires necto-save-policy with a `PolicyChange`
 */
export class NectoPolicyForm extends LitElement {
  static override properties = {
    view: { attribute: false },
    isBusy: { type: Boolean },
    form: { state: true },
    since: { state: true },
    isTried: { state: true },
  };
  declare view: PolicyView;
  declare isBusy: boolean;
  /** As it is being changed; null while it is as it was set. */
  declare form: PolicyForm | null;
  /** The version that is changed. */
  declare since: number;
  /** Complaints are shown once somebody wanted to save. */
  declare isTried: boolean;

  constructor() {
    super();
    this.isBusy = false;
    this.form = null;
    this.since = 0;
    this.isTried = false;
  }

  static override styles = [base, buttons, callouts, formStyles, policyStyles];

  /** Shows what is set, whatever was being written. */
  reset(): void {
    this.form = null;
    this.isTried = false;
  }

  get #shown(): PolicyForm {
    return this.form ?? formOf(this.view.policy);
  }

  #set(change: Partial<PolicyForm>): void {
    if (this.form === null) this.since = this.view.version;
    this.form = { ...this.#shown, ...change };
  }

  #save(event: SubmitEvent): void {
    event.preventDefault();
    this.isTried = true;
    const { policy } = readForm(this.#shown);
    if (policy === null) {
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      );
      return;
    }
    const detail = { policy, since: this.since };
    this.dispatchEvent(new CustomEvent("necto-save-policy", { detail }));
  }

  protected override render() {
    const { problems } = readForm(this.#shown);
    const isChanged = this.form !== null;
    return html`<form novalidate @submit=${this.#save}>
      <fieldset>
        <legend>Amounts, in $. Empty is no limit.</legend>
        ${AMOUNTS.map((field) => this.#field(field, RULES[field].label, RULES[field].hint, problems[field]))}
      </fieldset>
      ${this.#sources()}
      <fieldset>
        <legend>Regions</legend>
        ${this.#field("include", "Only in", "Countries such as DE, or EU, EEA, EUROPE, NORTH_AMERICA. Empty is everywhere.", problems.include)}
        ${this.#field("exclude", "Never in", "An offer that does not say where it is cannot be booked then.", problems.exclude)}
      </fieldset>
      ${
        isChanged && this.since !== this.view.version
          ? html`<p class="callout warning" role="alert">${icon("warning")}<span>Somebody else has set version ${this.view.version} meanwhile. Start again from it.</span></p>`
          : nothing
      }
      <div class="buttons">
        ${isChanged ? html`<button type="button" class="bare" @click=${() => this.reset()}>Start again</button>` : nothing}
        <button class="primary" ?disabled=${!isChanged || this.isBusy}>${this.isBusy ? "Saving…" : "Set this policy"}</button>
      </div>
    </form>`;
  }

  #field(field: Exclude<PolicyField, "sources">, label: string, hint: string, problem: string | undefined) {
    const isWrong = this.isTried && problem !== undefined;
    const isAmount = field !== "include" && field !== "exclude";
    return html`<div class="field">
      <label for=${field}>${label}</label>
      <input
        id=${field}
        inputmode=${isAmount ? "decimal" : "text"}
        autocomplete="off"
        placeholder=${isAmount ? "no limit" : ""}
        .value=${this.#shown[field]}
        aria-invalid=${isWrong ? "true" : nothing}
        aria-describedby="${field}-hint"
        @input=${({ target }: InputEvent) => this.#set({ [field]: (target as HTMLInputElement).value })}
      />
      <p id="${field}-hint" class=${isWrong ? "problem" : "hint"}>${isWrong ? problem : hint}</p>
    </div>`;
  }

  #sources() {
    const { sources } = this.#shown;
    const all = [...new Set([...this.view.bookableSources, ...this.view.policy.sources])].sort();
    const toggle = (source: string) =>
      this.#set({
        sources: sources.includes(source) ? sources.filter((one) => one !== source) : [...sources, source],
      });
    return html`<fieldset>
      <legend>Sources. None ticked is all.</legend>
      <div class="options wide">
        ${all.map(
          (source) =>
            html`<label><input type="checkbox" .checked=${sources.includes(source)} @change=${() => toggle(source)} />${sourceTitle(source)}</label>`,
        )}
      </div>
    </fieldset>`;
  }
}
customElements.define("necto-policy-form", NectoPolicyForm);

declare global {
  interface HTMLElementTagNameMap {
    "necto-policy-form": NectoPolicyForm;
  }
}
