import { html, nothing, type TemplateResult } from "lit";
import { microsOf, usdText } from "../provider/listing-text.ts";
import { type DraftForm, problemAt, valueAt } from "./draft-form.ts";

/** A form and the way to change it. */
export interface Editing {
  readonly form: Pick<DraftForm<unknown>, "values" | "texts" | "problems">;
  /** `text` is what was typed, for fields that are read as something else. */
  readonly set: (path: string, value: unknown, text?: string) => void;
  /** Whether complaints about a field are shown: it was touched, or somebody wanted to publish. */
  readonly isShown: (path: string) => boolean;
}

export interface FieldOptions {
  readonly hint?: string;
  readonly isWide?: boolean;
  readonly list?: string;
  readonly mode?: "numeric" | "decimal" | "text";
}

/** How a field is read and written. */
export interface Reading {
  /** What is no such value stays text, for the draft's own words. */
  readonly read: (text: string) => unknown;
  readonly write: (value: unknown) => string;
}

const asText: Reading = { read: (text) => text, write: (value) => String(value ?? "") };
const asOptionalText: Reading = {
  read: (text) => text.trim() || null,
  write: (value) => String(value ?? ""),
};
export const asNumber: Reading = {
  read: (text) => (text.trim() === "" ? null : /^\d{1,9}$/.test(text.trim()) ? Number(text) : text),
  write: (value) => String(value ?? ""),
};
export const asUsd: Reading = {
  read: (text) => (text.trim() === "" ? null : (microsOf(text) ?? text)),
  write: (value) => (typeof value === "number" ? usdText(value) : String(value ?? "")),
};
/** Hours with two decimals at most, as seconds. */
const asHours: Reading = {
  read: (text) =>
    text.trim() === ""
      ? null
      : /^\d{1,5}(\.\d{1,2})?$/.test(text.trim())
        ? Math.round(Number(text) * 3_600)
        : text,
  write: (value) => (typeof value === "number" ? String(value / 3_600) : String(value ?? "")),
};
/** Percent with two decimals at most, as basis points. */
export const asPercent: Reading = {
  read: (text) =>
    text.trim() === ""
      ? null
      : /^\d{1,3}(\.\d{1,2})?$/.test(text.trim())
        ? Math.round(Number(text) * 100)
        : text,
  write: (value) => (typeof value === "number" ? String(value / 100) : String(value ?? "")),
};

export const idOf = (path: string): string => path.replaceAll(".", "-");

const describedBy = (path: string, { wrong, hint }: { wrong: boolean; hint: string | undefined }) =>
  [...(hint ? [`${idOf(path)}-hint`] : []), ...(wrong ? [`${idOf(path)}-problem`] : [])].join(" ") || nothing;

/** What is wrong with a field, for its input to be described by. */
export function complaint({ form, isShown }: Editing, path: string): TemplateResult | typeof nothing {
  const problem = isShown(path) ? problemAt(form, path) : null;
  return problem === null ? nothing : html`<p class="problem" id="${idOf(path)}-problem">${problem}</p>`;
}

export const isWrong = ({ form, isShown }: Editing, path: string): boolean =>
  isShown(path) && problemAt(form, path) !== null;

function field(
  editing: Editing,
  path: string,
  { label, reading, hint, isWide, list, mode = "text" }: FieldOptions & { label: string; reading: Reading },
): TemplateResult {
  const text = editing.form.texts.get(path) ?? reading.write(valueAt(editing.form, path));
  const wrong = isWrong(editing, path);
  return html`<div class="field ${isWide ? "wide" : ""}">
    <label for=${idOf(path)}>${label}</label>
    <input
      id=${idOf(path)}
      inputmode=${mode}
      list=${list ?? nothing}
      autocomplete="off"
      .value=${text}
      aria-invalid=${wrong ? "true" : nothing}
      aria-describedby=${describedBy(path, { wrong, hint })}
      @input=${({ target }: InputEvent) => {
        const typed = (target as HTMLInputElement).value;
        editing.set(path, reading.read(typed), typed);
      }}
    />
    ${hint ? html`<p class="hint" id="${idOf(path)}-hint">${hint}</p>` : nothing}${complaint(editing, path)}
  </div>`;
}

/** Makes a field of a way to read one. */
export const made =
  (reading: Reading, mode: NonNullable<FieldOptions["mode"]>) =>
  (editing: Editing, path: string, label: string, options: FieldOptions = {}) =>
    field(editing, path, { mode, ...options, label, reading });

export const textField = made(asText, "text");
/** Decimal text, or nothing. */
export const decimalField = made(asOptionalText, "decimal");
export const numberField = made(asNumber, "numeric");
/** Micro-USD, written in USD. */
export const usdField = made(asUsd, "decimal");
export const hoursField = made(asHours, "decimal");
export const percentField = made(asPercent, "decimal");

/** A choice among a few; an empty value is null. */
export function choiceField(
  editing: Editing,
  path: string,
  label: string,
  options: readonly (readonly [value: string, word: string])[],
): TemplateResult {
  const value = String(valueAt(editing.form, path) ?? "");
  const wrong = isWrong(editing, path);
  return html`<div class="field">
    <label for=${idOf(path)}>${label}</label>
    <select
      id=${idOf(path)}
      aria-invalid=${wrong ? "true" : nothing}
      aria-describedby=${wrong ? `${idOf(path)}-problem` : nothing}
      @change=${({ target }: Event) => editing.set(path, (target as HTMLSelectElement).value || null)}
    >
      ${options.map(([key, word]) => html`<option value=${key} ?selected=${key === value}>${word}</option>`)}
    </select>
    ${complaint(editing, path)}
  </div>`;
}

/** A moment, written in UTC; empty is null. */
export function momentField(editing: Editing, path: string, label: string): TemplateResult {
  const value = valueAt(editing.form, path);
  const wrong = isWrong(editing, path);
  return html`<div class="field">
    <label for=${idOf(path)}>${label}</label>
    <input
      id=${idOf(path)}
      type="datetime-local"
      .value=${typeof value === "string" ? value.slice(0, 16) : ""}
      aria-invalid=${wrong ? "true" : nothing}
      aria-describedby=${wrong ? `${idOf(path)}-problem` : nothing}
      @change=${({ target }: Event) => {
        const moment = (target as HTMLInputElement).value;
        editing.set(path, moment === "" ? null : `${moment}:00.000Z`);
      }}
    />
    ${complaint(editing, path)}
  </div>`;
}
