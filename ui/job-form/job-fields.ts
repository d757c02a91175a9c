import { GPU_TOKENS, REGION_TOKENS } from "@necto/tools/core/explain-requirements";
import { PRICING_MODELS } from "@necto/tools/core/pricing";
import { RANK_BYS, type RankBy } from "@necto/tools/core/requirements";
import { html, type TemplateResult } from "lit";
import {
  choiceField,
  complaint,
  type Editing,
  isWrong,
  made,
  numberField,
  percentField,
  usdField,
} from "../form/draft-fields.ts";
import { problemAt, valueAt } from "../form/draft-form.ts";
import { COUNTRY_CHOICES } from "../format/country-choices.ts";
import { PRICING_LABELS } from "../format/labels.ts";
import { regionName, toGpu, toRegion } from "./job-draft.ts";
import "./necto-token-field.ts";
import {
  asMoment,
  asStars,
  DURATION_UNITS,
  type DurationUnit,
  formatTyped,
  parseTyped,
  secondsOf,
  type TypedDuration,
  typedDuration,
} from "./readings.ts";

/** Fields under “More”, by group; the others are what most buyers set. */
export const MORE_FIELDS = [
  "minVramGib",
  "minUptimeBps",
  "minRatingBps",
  "startAt",
  "regions.exclude",
  "maxLatencyMs",
  "buyerCountry",
  "maxTotalUsdMicros",
  "pricingModels",
  "sources.include",
  "sources.exclude",
  "rankBy",
] as const;

/** A field that holds names. */
interface Names {
  readonly label: string;
  readonly hint?: string;
  readonly known: readonly string[];
  readonly nameOf?: (token: string) => string;
  readonly read?: (typed: string) => string;
}

const asIs = (name: string): string => name;
const trimmed = (typed: string): string => typed.trim();

function namesField(
  { form, set, isShown }: Editing,
  path: string,
  { label, hint = "", known, nameOf = asIs, read = trimmed }: Names,
): TemplateResult {
  return html`<necto-token-field
    data-path=${path}
    .label=${label}
    .hint=${hint}
    .tokens=${valueAt(form, path) ?? []}
    .known=${known}
    .nameOf=${nameOf}
    .read=${read}
    .problem=${isShown(path) ? problemAt(form, path) : null}
    @necto-tokens=${({ detail }: CustomEvent<{ tokens: readonly string[] }>) => set(path, detail.tokens)}
  ></necto-token-field>`;
}

const REGIONS = { known: REGION_TOKENS.map(regionName), nameOf: regionName, read: toRegion };
const starsField = made(asStars, "decimal");

/** What most buyers set: which GPUs, how many, where, how long, for how much. */
export const mainFields = (editing: Editing): TemplateResult => html`<fieldset class="box">
  <legend>What you need</legend>
  <div class="two">
    ${namesField(editing, "gpuModels", {
      ...{ label: "GPU models", known: GPU_TOKENS, read: toGpu },
      hint: "Any of them will do; none means any GPU. A form factor narrows it: H100 SXM.",
    })}
  </div>
  <div class="two">
    ${namesField(editing, "regions.include", {
      ...{ label: "Regions or countries", ...REGIONS },
      hint: "Any of them will do; none means anywhere.",
    })}
  </div>
  ${numberField(editing, "gpuCount", "GPUs", { hint: "Together; empty for one unit of any size." })}
  ${durationField(editing)} ${usdField(editing, "maxUsdMicrosPerGpuHour", "At most, $ per GPU-hour")}
</fieldset>`;

/** What fewer set, by what it is about. */
export const moreFields = (editing: Editing, sources: readonly string[]): TemplateResult => html`
  <fieldset class="group">
    <legend>Machine and provider</legend>
    ${numberField(editing, "minVramGib", "At least, GiB per GPU")}
    ${percentField(editing, "minUptimeBps", "Uptime of at least, %")}
    ${starsField(editing, "minRatingBps", "Rating of at least, of 5 stars")}
    <div class="two">${namesField(editing, "sources.include", { label: "Only from sources or providers", known: sources })}</div>
    <div class="two">${namesField(editing, "sources.exclude", { label: "Not from sources or providers", known: sources })}</div>
  </fieldset>
  <fieldset class="group">
    <legend>Place and time</legend>
    <div class="two">${namesField(editing, "regions.exclude", { label: "Not in regions or countries", ...REGIONS })}</div>
    ${startField(editing)} ${choiceField(editing, "buyerCountry", "You are in", BUYER_COUNTRIES)}
    ${numberField(editing, "maxLatencyMs", "At most, ms away", { hint: "By estimate, from where you are." })}
  </fieldset>
  <fieldset class="group">
    <legend>Price and order</legend>
    ${usdField(editing, "maxTotalUsdMicros", "At most, $ for the whole job", { hint: "Needs a duration." })}
    ${choiceField(editing, "rankBy", "Order", RANK_CHOICES)} ${pricingChecks(editing)}
  </fieldset>`;

const BUYER_COUNTRIES = [["", "not said"], ...COUNTRY_CHOICES] as const;

const RANK_WORDS: Readonly<Record<RankBy, string>> = {
  cost: "Cheapest first",
  balanced: "Best overall first",
  reliability: "Most reliable first",
  latency: "Lowest latency first",
};
const RANK_CHOICES = RANK_BYS.map((rankBy) => [rankBy, RANK_WORDS[rankBy]] as const);

/** What was typed, or else what the value is typed as. */
function typedIn({ form }: Editing): TypedDuration {
  const text = form.texts.get("durationSeconds");
  if (text !== undefined) return parseTyped(text);
  const value = valueAt(form, "durationSeconds");
  if (typeof value === "number") return typedDuration(value);
  return { amount: String(value ?? ""), unit: "hours" };
}

function durationField(editing: Editing): TemplateResult {
  const path = "durationSeconds";
  const typed = typedIn(editing);
  const set = (change: Partial<TypedDuration>) => {
    const next = { ...typed, ...change };
    editing.set(path, secondsOf(next), formatTyped(next));
  };
  const wrong = isWrong(editing, path);
  return html`<div class="field">
    <label for=${path}>For how long</label>
    <div class="amount">
      <input
        id=${path}
        inputmode="decimal"
        autocomplete="off"
        .value=${typed.amount}
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby=${wrong ? `${path}-problem` : "unit"}
        @input=${({ target }: InputEvent) => set({ amount: (target as HTMLInputElement).value })}
      />
      <select id="unit" aria-label="Unit of time" @change=${({ target }: Event) => set({ unit: (target as HTMLSelectElement).value as DurationUnit })}>
        ${Object.keys(DURATION_UNITS).map((unit) => html`<option value=${unit} .selected=${unit === typed.unit}>${unit}</option>`)}
      </select>
    </div>
    ${complaint(editing, path)}
  </div>`;
}

/** A date without its time, or the other way round, is no value of the field; what is there stays until it is one. */
const UNFINISHED = "unfinished";

function startField(editing: Editing): TemplateResult {
  const path = "startAt";
  const { form, set } = editing;
  const shown = form.texts.get(path) ?? asMoment.write(valueAt(form, path));
  const wrong = isWrong(editing, path);
  return html`<div class="field">
    <label for=${path}>Start, in UTC</label>
    <input
      id=${path}
      type="datetime-local"
      .value=${shown}
      aria-invalid=${wrong ? "true" : "false"}
      aria-describedby=${wrong ? `${path}-problem` : `${path}-hint`}
      @input=${({ target }: InputEvent) => {
        const { value, validity } = target as HTMLInputElement;
        if (validity.badInput) set(path, UNFINISHED, shown);
        else set(path, asMoment.read(value), value);
      }}
    />
    <p class="hint" id="${path}-hint">Empty to start at once.</p>
    ${complaint(editing, path)}
  </div>`;
}

function pricingChecks({ form, set }: Editing): TemplateResult {
  const chosen = (valueAt(form, "pricingModels") ?? []) as readonly string[];
  const toggle = (model: string) =>
    set(
      "pricingModels",
      PRICING_MODELS.filter((one) => chosen.includes(one) !== (one === model)),
    );
  return html`<fieldset class="checks two">
    <legend>Only these prices; none ticked means all</legend>
    <div class="options wide">
      ${PRICING_MODELS.map(
        (model) => html`<label>
          <input type="checkbox" .checked=${chosen.includes(model)} @change=${() => toggle(model)} />${PRICING_LABELS[model].word}
        </label>`,
      )}
    </div>
  </fieldset>`;
}
