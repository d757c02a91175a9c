import type { AvailabilityException, WeeklyWindow } from "@necto/tools/core/availability";
import type { UnitsOut } from "@necto/tools/core/listing-draft";
import { html, type TemplateResult } from "lit";
import {
  choiceField,
  complaint,
  type Editing,
  momentField,
  numberField,
  textField,
} from "../form/draft-fields.ts";
import { valueAt } from "../form/draft-form.ts";
import { icon } from "../shell/icons.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
/** The week of a calendar begins on Monday. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;

const NEW_WINDOW: WeeklyWindow = { days: [1, 2, 3, 4, 5], from: "08:00", to: "18:00" };

/** When a listing can be rented, and which units are out for a while. */
export const scheduleFields = (editing: Editing): TemplateResult => html`
  <fieldset>
    <legend>When it can be rented</legend>
    ${textField(editing, "availability.timeZone", "Time zone", { hint: "As in Europe/Paris or UTC." })}
    <div class="wide">
      ${listOf(editing, "availability.weekly", {
        ...{ none: "Always, every day of the week.", add: "Add weekly hours", fresh: () => NEW_WINDOW },
        row: (path) => weekly(editing, path),
      })}
    </div>
    <div class="wide">
      ${listOf(editing, "availability.exceptions", {
        ...{ none: "No exceptions.", add: "Add an exception", fresh: newException },
        row: (path) => html`
          ${momentField(editing, `${path}.from`, "From (UTC)")} ${momentField(editing, `${path}.to`, "To (UTC)")}
          ${yesNoField(editing, `${path}.open`)}
        `,
      })}
    </div>
  </fieldset>
  <fieldset>
    <legend>Units that are out</legend>
    <div class="wide">
      ${listOf(editing, "offlineUnits", {
        ...{ none: "None: all units are for rent.", add: "Take units out", fresh: newUnitsOut },
        row: (path) => html`
          ${numberField(editing, `${path}.units`, "Units")}
          ${choiceField(editing, `${path}.status`, "They are", [
            ["offline", "offline"],
            ["reserved", "reserved elsewhere"],
          ])}
          ${momentField(editing, `${path}.from`, "From (UTC)")}
          ${momentField(editing, `${path}.to`, "To (UTC), or until further notice")}
        `,
      })}
    </div>
  </fieldset>
`;

interface ListOptions {
  readonly none: string;
  readonly add: string;
  readonly fresh: () => unknown;
  readonly row: (path: string) => TemplateResult;
}

function listOf(editing: Editing, path: string, { none, add, fresh, row }: ListOptions): TemplateResult {
  const rows = (valueAt(editing.form, path) as readonly unknown[] | undefined) ?? [];
  return html`
    ${rows.length === 0 ? html`<p class="hint">${none}</p>` : ""}
    ${rows.map(
      (_, index) => html`<div class="line">
        ${row(`${path}.${index}`)}
        <button
          type="button"
          @click=${() =>
            editing.set(
              path,
              rows.filter((__, other) => other !== index),
            )}
        >
          ${icon("close")}Remove
        </button>
        <div class="wide">${complaint(editing, `${path}.${index}`)}</div>
      </div>`,
    )}
    <button type="button" @click=${() => editing.set(path, [...rows, fresh()])}>${icon("plus")}${add}</button>
  `;
}

function weekly(editing: Editing, path: string): TemplateResult {
  const days = valueAt(editing.form, `${path}.days`) as readonly number[];
  return html`
    <div class="options wide" role="group" aria-label="Days">
      ${WEEK.map(
        (day) => html`<label>
          <input
            type="checkbox"
            .checked=${days.includes(day)}
            @change=${({ target }: Event) =>
              editing.set(
                `${path}.days`,
                WEEK.filter((one) =>
                  one === day ? (target as HTMLInputElement).checked : days.includes(one),
                ),
              )}
          />
          ${DAYS[day]}
        </label>`,
      )}
    </div>
    ${textField(editing, `${path}.from`, "From")} ${textField(editing, `${path}.to`, "To")}
  `;
}

function yesNoField(editing: Editing, path: string): TemplateResult {
  const isOpen = valueAt(editing.form, path) === true;
  const id = path.replaceAll(".", "-");
  return html`<div class="field">
    <label for=${id}>It is</label>
    <select
      id=${id}
      @change=${({ target }: Event) => editing.set(path, (target as HTMLSelectElement).selectedIndex === 1)}
    >
      <option ?selected=${!isOpen}>closed</option>
      <option ?selected=${isOpen}>open</option>
    </select>
  </div>`;
}

const HOUR_MS = 3_600_000;
/** The next full hour, and one day after it. */
const soon = (): readonly [string, string] => {
  const from = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  return [new Date(from).toISOString(), new Date(from + 24 * HOUR_MS).toISOString()];
};

function newException(): AvailabilityException {
  const [from, to] = soon();
  return { from, to, open: false };
}

function newUnitsOut(): UnitsOut {
  const [from, to] = soon();
  return { units: 1, status: "offline", from, to };
}
