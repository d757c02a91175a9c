// First: the policy of the page allows no code from text.
import "../verify/no-eval.ts";
import { type Mode, NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import { chipsOf } from "@necto/tools/language/format-requirements";
import { html, LitElement, nothing } from "lit";
import type { AccountStore } from "../account/account-store.ts";
import { fetchStatus } from "../api/necto-api.ts";
import type { Editing } from "../form/draft-fields.ts";
import { problemAt, withValue } from "../form/draft-form.ts";
import { FIELD_LABELS } from "../format/labels.ts";
import { formStyles } from "../provider/form-styles.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import {
  type Change,
  changeBetween,
  isBlank,
  type JobDraft,
  type JobValues,
  openJob,
  requirementsOf,
  soundPart,
} from "./job-draft.ts";
import { MORE_FIELDS, mainFields, moreFields } from "./job-fields.ts";
import { jobFormStyles } from "./job-form-styles.ts";
import { type JobThread, type KeptJob, keepJob, readKept } from "./kept-job.ts";
import { MatchController } from "./match-controller.ts";
import { matchLine } from "./match-text.ts";
import "./necto-job-review.ts";
import "./necto-job-templates.ts";
import "./necto-match.ts";
import "./necto-mode-cards.ts";
import "./necto-requirements-text.ts";
import "./necto-say-line.ts";

/** Requirements that the form is opened with, and the conversation that they are of. */
export interface JobSeed {
  readonly requirements: Requirements;
  readonly thread: JobThread;
}

/** What replaced what was in the form, so that it can be taken back. */
interface Note {
  readonly words: string;
  readonly change: Change | null;
  readonly before: KeptJob;
}

const BLANK: KeptJob = { values: NOTHING_SAID, texts: new Map(), thread: null };
const now = (): number => Date.now();

/** Asked for at each use: where storage is blocked, asking throws. */
const tab = {
  getItem: (key: string) => sessionStorage.getItem(key),
  setItem: (key: string, value: string) => sessionStorage.setItem(key, value),
};

/**
 * The job form: everything that requirements can hold, what matches them while they are written, and one review before the
 * agent is asked. Drafts stay in this tab; only what the form counts with and asks for leaves it, and never a word typed
 * into “Or say it”.
 *
 * @fires necto-route when it is asked
 */
export class NectoJobForm extends LitElement {
  static override properties = {
    seed: { attribute: false },
    account: { attribute: false },
    isLive: { type: Boolean },
    form: { state: true },
    thread: { state: true },
    note: { state: true },
    sources: { state: true },
    isMoreOpen: { state: true },
  };
  /** Null unless a conversation is to be edited; a new one replaces what is in the form. */
  declare seed: JobSeed | null;
  declare account: AccountStore;
  declare isLive: boolean;
  declare form: JobDraft;
  declare thread: JobThread | null;
  declare note: Note | null;
  /** Names to choose from. */
  declare sources: readonly string[];
  declare isMoreOpen: boolean;
  readonly #matching = new MatchController(this);

  static override styles = [base, buttons, callouts, formStyles, jobFormStyles];

  constructor() {
    super();
    this.seed = null;
    this.note = null;
    this.sources = [];
    this.isMoreOpen = false;
    this.#open(readKept(tab) ?? BLANK);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    this.account.addEventListener("account", this.#accountChanged);
    void fetchStatus().then(
      ({ sources }) => {
        this.sources = sources;
      },
      // Without the names they are typed.
      () => {},
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
  }

  /** A conversation of whoever left is nobody's here any more; the fields are still those of this tab. */
  readonly #accountChanged = (event: Event): void => {
    const { left } = (event as CustomEvent<{ readonly left: readonly string[] }>).detail;
    if (this.thread && left.includes(this.thread.id)) this.#detach();
  };

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("necto-token-field")?.focus();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const { seed } = this;
    if (changed.has("seed") && seed !== null) {
      const values = { ...seed.requirements, mode: null };
      this.#replace({ values, texts: new Map(), thread: seed.thread }, "the conversation");
      intend(this, "necto-form-seeded", null);
    }
    if (changed.has("form")) this.#matching.ask(requirementsOf(this.form));
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("form") || changed.has("thread")) keepJob(tab, this.#kept);
    for (const field of this.renderRoot.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
      "form :is(input, select)[id]",
    ))
      field.setCustomValidity(problemAt(this.form, field.id) ?? "");
  }

  get #kept(): KeptJob {
    const { values, texts } = this.form;
    return { values, texts, thread: this.thread };
  }

  get #mode(): Mode {
    const { mode } = soundPart(this.form.values);
    return mode ?? this.thread?.mode ?? (this.account.acting ? "tracked" : "untracked");
  }

  /** The conversation that asking goes on in; null for one of its own. */
  get #goesOn(): JobThread | null {
    return this.thread?.mode === this.#mode ? this.thread : null;
  }

  #open({ values, texts, thread }: KeptJob): void {
    this.form = openJob(values, now, texts);
    this.thread = thread;
    if (MORE_FIELDS.some((path) => isSet(values, path) || problemAt(this.form, path) !== null))
      this.isMoreOpen = true;
  }

  /** Puts something else into the form; what was there can be had back. */
  #replace(job: KeptJob, from: string | null): void {
    const before = this.#kept;
    this.#open(job);
    const change = changeBetween(before.values, job.values);
    const words = from === null ? "The form is empty." : `Filled in from ${from}.`;
    const isWorthIt = from !== "the conversation" || !isBlank(before.values);
    this.note = isWorthIt ? { words, change: from === null ? null : change, before } : null;
  }

  #undo(before: KeptJob): void {
    this.#open(before);
    this.note = null;
  }

  /** Nothing is wrong with an empty field, so that every complaint is about something that was written. */
  get #editing(): Editing {
    return {
      form: this.form,
      set: (path, value, text) => {
        this.form = withValue(this.form, path, value, text);
      },
      isShown: () => true,
    };
  }

  protected override render() {
    const editing = this.#editing;
    const { problems } = this.form;
    const line = matchLine(this.#matching.state, this.isLive);
    return html`<div class="page">
        ${this.#head()}
        <necto-say-line class="box" .values=${this.form.values} @necto-fill=${this.#fill}></necto-say-line>
        ${this.note ? this.#note(this.note) : nothing}
        <form class="columns" @submit=${this.#review} novalidate autocomplete="off">
          <div class="fields">
            ${mainFields(editing)} ${this.#more(editing)}
            <necto-mode-cards
              class="box"
              .mode=${this.#mode}
              .acting=${this.account.acting}
              .account=${this.account.account}
              .thread=${this.thread}
              @necto-choose=${({ detail }: CustomEvent<{ mode: Mode }>) => editing.set("mode", detail.mode)}
              @necto-detach=${this.#detach}
            ></necto-mode-cards>
            ${problems.length > 0 ? this.#problems() : nothing}
          </div>
          <aside aria-label="Matches">
            <necto-match
              .matching=${this.#matching.state}
              .isLive=${this.isLive}
              @necto-search=${this.#relax}
              @necto-again=${() => this.#matching.again()}
            ></necto-match>
          </aside>
          <div class="bar">
            <p class="figure">${line}</p>
            <button class="primary">Review…</button>
          </div>
        </form>
      </div>
      <necto-requirements-text .requirements=${soundPart(this.form.values)} @necto-fill=${this.#fill}></necto-requirements-text>
      <necto-job-templates .requirements=${requirementsOf(this.form)} @necto-fill=${this.#fill}></necto-job-templates>
      <necto-job-review
        .requirements=${requirementsOf(this.form)}
        .mode=${this.#mode}
        .goesOn=${this.#goesOn !== null}
        .line=${line}
        .account=${this.account.account}
        .isLive=${this.isLive}
        @necto-ask=${this.#ask}
      ></necto-job-review>`;
  }

  #head() {
    return html`<div class="head">
      <h1>New job</h1>
      <span class="buttons">
        <button type="button" @click=${() => this.#element("necto-job-templates").open()}>Templates…</button>
        <button type="button" @click=${() => void this.#element("necto-requirements-text").open()}>JSON or YAML…</button>
        <button type="button" class="bare" @click=${() => this.#replace(BLANK, null)}>Start over</button>
      </span>
      <p class="lead">Fields instead of a sentence: the agent is asked the same either way, and answers in a conversation.</p>
    </div>`;
  }

  #note({ words, change, before }: Note) {
    const parts = change && [
      ...(change.added.length > 0 ? [`Now: ${change.added.join(", ")}.`] : []),
      ...(change.removed.length > 0 ? [`No longer: ${change.removed.join(", ")}.`] : []),
    ];
    const isSame = parts?.length === 0;
    const detail = isSame ? "Nothing is different." : parts?.join(" ");
    return html`<div class="callout info" role="status">
      ${icon("info")}<span class="figure">${words} ${detail}</span>
      ${isSame ? nothing : html`<button type="button" @click=${() => this.#undo(before)}>Undo</button>`}
    </div>`;
  }

  #more(editing: Editing) {
    const set = MORE_FIELDS.filter((path) => isSet(this.form.values, path)).length;
    return html`<details class="box" .open=${this.isMoreOpen} @toggle=${({ target }: Event) => {
      this.isMoreOpen = (target as HTMLDetailsElement).open;
    }}>
      <summary>More ${set > 0 ? html`<span>${set} set</span>` : nothing}</summary>
      ${moreFields(editing, this.sources)}
    </details>`;
  }

  #problems() {
    return html`<div class="callout danger" role="status">
      ${icon("failed")}
      <div>
        <p>To be mended before it can be asked:</p>
        <ul class="problems">
          ${this.form.problems.map(
            ({ field, message }) => html`<li>
              <button type="button" @click=${() => void this.#focusOn(field)}>${FIELD_LABELS[field.split(".")[0]!] ?? "Form"}: ${message}</button>
            </li>`,
          )}
        </ul>
      </div>
    </div>`;
  }

  #element<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
    return this.renderRoot.querySelector(name)!;
  }

  readonly #fill = ({ detail }: CustomEvent<{ values: JobValues; from: string }>): void => {
    const { values, from } = detail;
    // Who may know of a job is changed by saying so, and by nothing else.
    const mode = values.mode ?? this.form.values.mode;
    this.#replace({ values: { ...values, mode }, texts: new Map(), thread: this.thread }, from);
  };

  readonly #relax = (event: CustomEvent<{ requirements: Requirements; action: string }>): void => {
    // The form is changed, and not a conversation.
    event.stopPropagation();
    const { requirements, action } = event.detail;
    const values = { ...requirements, mode: this.form.values.mode };
    this.#replace({ values, texts: new Map(), thread: this.thread }, `“${action}”`);
  };

  readonly #detach = (): void => {
    this.form = withValue(this.form, "mode", this.#mode);
    this.thread = null;
  };

  readonly #review = (event: Event): void => {
    event.preventDefault();
    // The hours pass while a form stands open: a start may be over by now.
    this.form = openJob(this.form.values, now, this.form.texts);
    const [problem] = this.form.problems;
    if (problem) void this.#focusOn(problem.field);
    else void this.#element("necto-job-review").open();
  };

  async #focusOn(field: string): Promise<void> {
    if (MORE_FIELDS.some((path) => field === path || field.startsWith(`${path}.`))) this.isMoreOpen = true;
    await this.updateComplete;
    const path = field.replace(/\.\d+$/, "");
    this.renderRoot.querySelector<HTMLElement>(`form :is([data-path="${path}"], [id="${path}"])`)?.focus();
  }

  readonly #ask = (): void => {
    const requirements = requirementsOf(this.form);
    if (requirements === null) return;
    const asked = chipsOf({ ...requirements, mode: null }).map(({ label }) => label);
    const [mode, threadId] = [this.#mode, this.#goesOn?.id ?? null];
    this.#open(BLANK);
    keepJob(tab, BLANK);
    intend(this, "necto-route", {
      requirements,
      action: `Asked by form: ${asked.join(", ")}`,
      mode,
      threadId,
    });
  };
}
customElements.define("necto-job-form", NectoJobForm);

function isSet(values: JobValues, path: string): boolean {
  const at = (from: object) =>
    JSON.stringify(
      path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], from),
    );
  return at(values) !== at(NOTHING_SAID);
}

declare global {
  interface HTMLElementTagNameMap {
    "necto-job-form": NectoJobForm;
  }
}
