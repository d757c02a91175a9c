import { GPU_MODELS } from "@necto/tools/core/gpus";
import { COUNTRY_NAMES, REGION_GROUPS, regionText } from "@necto/tools/core/regions";
import type { Requirements } from "@necto/tools/core/requirements";
import { type Chip, chipsOf, removeChip } from "@necto/tools/language/format-requirements";
import type { WatchTerms } from "@necto/tools/protocol/watch";
import { css, html, LitElement, nothing } from "lit";
import { tokenText } from "../format/money.ts";
import { ALL_PRICES } from "../prices/price-query.ts";
import { toRequirements } from "../prices/to-requirements.ts";
import { formStyles } from "../provider/form-styles.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons } from "../styles/shared.ts";
import type { WatchDraft } from "./watch-link.ts";
import { readUsd } from "./watch-text.ts";

export interface WatchWish {
  readonly terms: WatchTerms;
  readonly isUntracked: boolean;
}

const NOTHING: Requirements = toRequirements(ALL_PRICES);
/** Shown as fields of their own. */
const IN_FIELDS = new Set(["gpuModels", "regions.include", "rankBy"]);
const COUNTRIES = Object.entries(COUNTRY_NAMES).sort(([, a], [, b]) => a.localeCompare(b));

/**
 * What to wait for, and under which price.
 *
 * @fires necto-make-watch with a `WatchWish`
 */
export class NectoWatchForm extends LitElement {
  static override properties = {
    isBusy: { type: Boolean },
    canTrack: { type: Boolean },
    draft: { attribute: false },
    requirements: { state: true },
    line: { state: true },
    isUntracked: { state: true },
  };
  declare isBusy: boolean;
  /** Somebody is signed in whose watch it can be. */
  declare canTrack: boolean;
  /** What a link brought. */
  declare draft: WatchDraft;
  declare requirements: Requirements;
  declare line: string;
  declare isUntracked: boolean;

  constructor() {
    super();
    this.isBusy = false;
    this.canTrack = false;
    this.isUntracked = false;
    this.#clear();
  }

  static override styles = [
    base,
    buttons,
    formStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
      }
      input[type="radio"] {
        accent-color: var(--n-accent);
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-2);
      }
    `,
  ];

  #clear(): void {
    this.requirements = NOTHING;
    this.line = "";
  }

  /** Empties the fields, for the next one. */
  reset(): void {
    this.#clear();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("draft") || !this.draft) return;
    this.requirements = { ...NOTHING, ...this.draft.requirements };
    this.line = this.draft.usdMicros === null ? "" : tokenText(this.draft.usdMicros).replaceAll(",", "");
  }

  protected override render() {
    const usd = readUsd(this.line);
    const isWrong = this.line.trim() !== "" && usd === null;
    const others = chipsOf(this.requirements).filter(({ field }) => !IN_FIELDS.has(field));
    return html`<form @submit=${this.#submit}>
      <fieldset>
        <div class="field">
          <label for="gpu">GPU</label>
          <input id="gpu" list="gpus" maxlength="60" autocomplete="off" placeholder="Any" .value=${this.requirements.gpuModels.join(", ")} @change=${this.#gpu} />
          <datalist id="gpus">${GPU_MODELS.map(({ model }) => html`<option value=${model}></option>`)}</datalist>
        </div>
        <div class="field">
          <label for="region">Region</label>
          <select id="region" @change=${this.#region}>
            <option value="">Anywhere</option>
            ${this.#regions().map((token) => this.#option(token, regionText(token)))}
            ${COUNTRIES.map(([code, name]) => this.#option(code, name))}
          </select>
        </div>
        <div class="field">
          <label for="line">Under, $ per GPU-hour</label>
          <input id="line" inputmode="decimal" required autocomplete="off" placeholder="2.00" aria-invalid=${isWrong} aria-describedby="line-hint" .value=${this.line} @input=${this.#type} />
          <span id="line-hint" class=${isWrong ? "problem" : "hint"}>${isWrong ? "A price such as 1.95, at most 1000." : "Told once, and again after it was 1 % above."}</span>
        </div>
      </fieldset>
      ${others.length > 0 ? html`<div class="chips" role="group" aria-label="Further requirements">${others.map((chip) => this.#chip(chip))}</div>` : nothing}
      <fieldset class="options" aria-label="Whose watch it is">
        <label><input type="radio" name="whose" .checked=${this.canTrack && !this.isUntracked} ?disabled=${!this.canTrack} @change=${() => this.#own(false)} />Of my account: told in the inbox and by webhook</label>
        <label><input type="radio" name="whose" .checked=${!this.canTrack || this.isUntracked} @change=${() => this.#own(true)} />Untracked: only this browser can read it, for 30 days</label>
      </fieldset>
      <div><button class="primary" ?disabled=${this.isBusy || usd === null}>${icon("bell")}${this.isBusy ? "Setting up…" : "Watch"}</button></div>
    </form>`;
  }

  /** Groups, and whatever a link brought beside them. */
  #regions(): string[] {
    const asked = this.requirements.regions.include.filter((token) => !(token in COUNTRY_NAMES));
    return [...new Set([...Object.keys(REGION_GROUPS), ...asked])];
  }

  #option(token: string, label: string) {
    return html`<option value=${token} .selected=${this.requirements.regions.include[0] === token}>${label}</option>`;
  }

  #chip(chip: Chip) {
    const remove = () => {
      this.requirements = removeChip(this.requirements, chip);
    };
    return html`<button type="button" aria-label="Remove: ${chip.label}" @click=${remove}>${chip.label}${icon("close")}</button>`;
  }

  readonly #gpu = (event: Event) => {
    const names = (event.target as HTMLInputElement).value.split(",").map((name) => name.trim());
    this.requirements = { ...this.requirements, gpuModels: names.filter((name) => name !== "") };
  };

  readonly #region = (event: Event) => {
    const token = (event.target as HTMLSelectElement).value;
    const regions = { ...this.requirements.regions, include: token === "" ? [] : [token] };
    this.requirements = { ...this.requirements, regions };
  };

  readonly #type = (event: Event) => {
    this.line = (event.target as HTMLInputElement).value;
  };

  #own(isUntracked: boolean): void {
    this.isUntracked = isUntracked;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const usdMicrosPerGpuHour = readUsd(this.line);
    if (usdMicrosPerGpuHour === null) return;
    const requirements = { ...this.requirements, maxUsdMicrosPerGpuHour: null };
    const detail: WatchWish = {
      terms: { requirements, usdMicrosPerGpuHour },
      isUntracked: !this.canTrack || this.isUntracked,
    };
    this.dispatchEvent(new CustomEvent("necto-make-watch", { detail }));
  }
}
customElements.define("necto-watch-form", NectoWatchForm);

declare global {
  interface HTMLElementTagNameMap {
    "necto-watch-form": NectoWatchForm;
  }
}
