import { html, nothing, type TemplateResult } from "lit";
import {
  choiceField,
  complaint,
  decimalField,
  type Editing,
  percentField,
  usdField,
} from "../form/draft-fields.ts";
import { valueAt } from "../form/draft-form.ts";

const MODELS = [
  ["fixed", "Fixed"],
  ["token", "Token"],
  ["dynamic", "By a rule"],
] as const;

/** Tokens with a price feed: their names and CoinGecko ids. */
const TOKENS = [
  ["AKT", "akash-network"],
  ["RENDER", "render-token"],
  ["IO", "io"],
  ["NOS", "nosana"],
  ["GLM", "golem"],
  ["0G", "zero-gravity"],
] as const;

const EMPTY: Readonly<Record<string, unknown>> = {
  fixed: { model: "fixed", amount: "", currency: "USDC", per: "hour", scope: "gpu" },
  token: {
    ...{ model: "token", amount: "", token: "AKT", coinId: "akash-network", per: "hour", scope: "gpu" },
    ...{ blockSeconds: null, floorUsdMicros: null },
  },
  dynamic: {
    model: "dynamic",
    rule: {
      ...{ floorUsdMicros: null, ceilingUsdMicros: null, baseUsdMicros: null, follow: null },
      ...{ demandCurve: [], timeTiers: [] },
    },
  },
};

/** How a listing is priced: fixed, in a token, or by a rule. */
export function pricingFields(editing: Editing): TemplateResult {
  const model = String(valueAt(editing.form, "pricing.model"));
  return html`<fieldset>
    <legend>Price</legend>
    <div class="wide options" role="radiogroup" aria-label="Pricing model">
      ${MODELS.map(
        ([key, word]) => html`<label>
          <input
            type="radio"
            name="model"
            .checked=${key === model}
            @change=${() => editing.set("pricing", EMPTY[key])}
          />
          ${word}
        </label>`,
      )}
    </div>
    ${model === "token" ? token(editing) : model === "dynamic" ? rule(editing) : fixed(editing)}
    ${usdField(editing, "ceilingUsdMicros", "Ceiling ($ per GPU-hour)", {
      hint: "Registered on chain: no job may cost more.",
      isWide: true,
    })}
  </fieldset>`;
}

const fixed = (editing: Editing): TemplateResult =>
  html`${decimalField(editing, "pricing.amount", "Price ($ per GPU-hour)", { mode: "decimal" })}`;

const token = (editing: Editing): TemplateResult => html`
  ${decimalField(editing, "pricing.amount", "Tokens", { mode: "decimal" })}
  ${choiceOfToken(editing)}
  ${choiceField(editing, "pricing.per", "Per GPU and", [
    ["hour", "hour"],
    ["second", "second"],
  ])}
  ${usdField(editing, "pricing.floorUsdMicros", "Never below ($ per GPU-hour)")}
`;

function choiceOfToken(editing: Editing): TemplateResult {
  const coinId = String(valueAt(editing.form, "pricing.coinId"));
  return html`<div class="field">
    <label for="token">Token</label>
    <select
      id="token"
      @change=${({ target }: Event) => {
        const [name, id] = TOKENS[(target as HTMLSelectElement).selectedIndex]!;
        editing.set("pricing", { ...(valueAt(editing.form, "pricing") as object), token: name, coinId: id });
      }}
    >
      ${TOKENS.map(([name, id]) => html`<option ?selected=${id === coinId}>${name}</option>`)}
    </select>
    ${complaint(editing, "pricing.token")}
  </div>`;
}

function rule(editing: Editing): TemplateResult {
  const follow = valueAt(editing.form, "pricing.rule.follow");
  const steps = (["demandCurve", "timeTiers"] as const).map(
    (field) =>
      (valueAt(editing.form, `pricing.rule.${field}`) as readonly unknown[] | undefined)?.length ?? 0,
  );
  return html`
    ${usdField(editing, "pricing.rule.floorUsdMicros", "Floor ($ per GPU-hour)")}
    ${usdField(editing, "pricing.rule.ceilingUsdMicros", "Highest ($ per GPU-hour)")}
    ${usdField(editing, "pricing.rule.baseUsdMicros", "Start from ($ per GPU-hour)")}
    <div class="wide options">
      <label>
        <input
          type="checkbox"
          .checked=${follow !== null}
          @change=${({ target }: Event) =>
            editing.set(
              "pricing.rule.follow",
              (target as HTMLInputElement).checked ? { undercutBps: 200 } : null,
            )}
        />
        Follow the cheapest comparable offer
      </label>
    </div>
    ${follow === null ? nothing : percentField(editing, "pricing.rule.follow.undercutBps", "Below it by (%)")}
    <div class="wide">
      ${stepsField(editing, "demandCurve", "Demand steps (JSON)", `${steps[0]} now. Each: {"fromUtilisationBps": 7000, "multiplierBps": 10500}.`)}
    </div>
    <div class="wide">
      ${stepsField(editing, "timeTiers", "Time tiers (JSON, UTC)", `${steps[1]} now. Each: {"days": [0, 6], "fromMinute": 0, "toMinute": 360, "multiplierBps": 9000}.`)}
    </div>
    ${complaint(editing, "pricing.rule")}
  `;
}

/** Steps as they are kept; what is no JSON stays text, for the draft's own words. */
function stepsField(editing: Editing, field: string, label: string, hint: string): TemplateResult {
  const path = `pricing.rule.${field}`;
  const text = editing.form.texts.get(path) ?? JSON.stringify(valueAt(editing.form, path));
  return html`<div class="field">
    <label for=${field}>${label}</label>
    <textarea
      id=${field}
      class="mono"
      rows="2"
      spellcheck="false"
      .value=${text}
      @input=${({ target }: InputEvent) => {
        const typed = (target as HTMLTextAreaElement).value;
        editing.set(path, fromJson(typed), typed);
      }}
    ></textarea>
    <p class="hint">${hint}</p>
  </div>`;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
