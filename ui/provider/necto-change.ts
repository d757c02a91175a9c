import { describeDiff, kindOf } from "@necto/tools/core/describe-diff";
import { describeListingWarning } from "@necto/tools/core/explain-listing";
import type { ListingDiff } from "@necto/tools/core/listing-diff";
import type { ChangeView } from "@necto/tools/protocol/change";
import { css, html, LitElement, nothing } from "lit";
import { cardStyles } from "../booking/card-styles.ts";
import { clockLeftText } from "../booking/quote-clock.ts";
import { SightController } from "../booking/sight-controller.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { type ChangeStore, changeStoreOf } from "./change-store.ts";
import "./necto-change-result.ts";

/**
 * A provider's change that waits for a word: each listing old and new, what to look at, and the two answers. A price that
 * moves by more than half takes a tick of its own. Answered in one tab, it is closed in all.
 */
export class NectoChange extends LitElement {
  static override properties = { change: { attribute: false }, isLive: { type: Boolean } };
  declare change: ChangeView;
  /** The server can be heard. Nothing is applied without. */
  declare isLive: boolean;

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    cardStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
      }
      .diffs {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
        max-height: max(16rem, calc(100dvh - 29rem));
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: 0 var(--n-sp-4) var(--n-sp-3);
      }
      .diffs:focus-visible {
        outline-offset: -2px;
      }
      h3 {
        font-size: var(--n-fs-md);
        font-weight: var(--n-fw-med);
        overflow-wrap: anywhere;
      }
      .kind {
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      dl {
        display: grid;
        grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr);
        gap: var(--n-sp-1) var(--n-sp-3);
        margin: var(--n-sp-1) 0 0;
        font-size: var(--n-fs-md);
      }
      dt {
        color: var(--n-text-2);
      }
      dd {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--n-sp-2);
        margin: 0;
        overflow-wrap: anywhere;
      }
      .from {
        color: var(--n-text-2);
        text-decoration: line-through;
      }
      .to {
        font-weight: var(--n-fw-med);
      }
      .notes {
        display: grid;
        gap: var(--n-sp-1);
        padding: var(--n-sp-2) var(--n-sp-4) var(--n-sp-3);
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      .notes p {
        display: flex;
        gap: var(--n-sp-2);
      }
      .tick {
        display: flex;
        align-items: center;
        gap: var(--n-sp-2);
        min-height: 2rem;
        font-size: var(--n-fs-md);
      }
      .tick input {
        width: 1.125rem;
        height: 1.125rem;
        accent-color: var(--n-accent);
      }
      details {
        padding: 0 var(--n-sp-4) var(--n-sp-3);
        font-size: var(--n-fs-md);
      }
      details .diffs {
        padding: var(--n-sp-2) 0 0;
      }
      .closed > p {
        padding: 0 var(--n-sp-4) var(--n-sp-3);
      }
    `,
  ];

  readonly #sight = new SightController(this, () => this.renderRoot.querySelector(".answers"));
  #store: ChangeStore | null = null;
  #tick = 0;
  readonly #changed = () => this.requestUpdate();
  readonly #answered = () => {
    const { status, result } = this.#store!.view;
    const action = status === "applied" ? "Applied the change" : "Discarded the change";
    intend(this, "necto-answered", { runId: result?.runId ?? null, action });
  };
  /** Answered somewhere else: the conversation goes on there. */
  readonly #decided = () => intend(this, "necto-answered", { runId: null, action: "" });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tick = window.setInterval(this.#changed, 1_000);
    if (this.#store) this.#listen(this.#store);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#tick);
    if (this.#store) this.#unlisten(this.#store);
  }

  protected override willUpdate(): void {
    const store = changeStoreOf(this.change);
    if (store === this.#store) return;
    if (this.#store) this.#unlisten(this.#store);
    this.#store = store;
    this.#listen(store);
  }

  #listen(store: ChangeStore): void {
    store.addEventListener("change", this.#changed);
    store.addEventListener("answered", this.#answered);
    store.addEventListener("decided", this.#decided);
    store.watch();
  }

  #unlisten(store: ChangeStore): void {
    store.removeEventListener("change", this.#changed);
    store.removeEventListener("answered", this.#answered);
    store.removeEventListener("decided", this.#decided);
    store.leave();
  }

  protected override render() {
    const store = this.#store!;
    const { view } = store;
    if (view.status !== "pending" || store.secondsLeft === 0) return this.#closed(view);
    return html`<section class="card" aria-labelledby="title">
      <header><h2 id="title">${titleOf(view)}</h2>${this.#clock(store.secondsLeft)}</header>
      <div class="diffs" tabindex="0" role="region" aria-label="What would change">${view.diffs.map(diffOf)}</div>
      ${notesOf(view.diffs)}
      <footer>
        ${store.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${store.problem}</span></p>` : nothing}
        ${store.needsTick ? this.#largeTick(store) : nothing}
        <div class="answers">
          <button
            class="primary"
            type="button"
            ?disabled=${this.#obstacle(store) !== null || !this.#sight.isSettled || store.isSending}
            aria-describedby="reason"
            @click=${() => void store.apply()}
          >
            ${store.isSending ? "Sending…" : "Apply"}
          </button>
          <button type="button" ?disabled=${store.isSending || !this.isLive} @click=${() => void store.discard()}>
            Discard
          </button>
        </div>
        <p id="reason" class="reason" role="status">
          ${this.#obstacle(store) ?? "Nothing changes before you press Apply."}
        </p>
      </footer>
    </section>`;
  }

  #clock(left: number) {
    return html`<span class="badge figure ${left <= 60 ? "warning" : "outline"}" role="timer" aria-live="off"
      >${icon("clock")}${clockLeftText(left)} left</span
    >`;
  }

  #largeTick(store: ChangeStore) {
    return html`<label class="tick">
      <input
        type="checkbox"
        .checked=${store.isTicked}
        @change=${(event: Event) => store.tick((event.target as HTMLInputElement).checked)}
      />
      A price moves by more than half, and I mean it.
    </label>`;
  }

  /** Why it cannot be applied now; null when it can. */
  #obstacle(store: ChangeStore): string | null {
    if (!this.isLive) return "Offline. Changes are paused.";
    return store.needsTick && !store.isTicked ? "Tick that you mean so large a change." : null;
  }

  #closed(view: ChangeView) {
    const { icon: name, tone, word, words } = CLOSED[view.status === "pending" ? "expired" : view.status];
    return html`<section class="card closed" aria-labelledby="title">
      <header><h2 id="title">${titleOf(view).replace("?", "")}</h2><span class="badge ${tone}">${icon(name)}${word}</span></header>
      ${words ? html`<p>${words}</p>` : nothing}
      <details>
        <summary>What it was about</summary>
        <div class="diffs">${view.diffs.map(diffOf)}</div>
      </details>
    </section>`;
  }
}
customElements.define("necto-change", NectoChange);

const CLOSED = {
  applied: { icon: "check", tone: "success", word: "Applied", words: null },
  discarded: { icon: "failed", tone: "outline", word: "Discarded", words: null },
  expired: {
    icon: "clock",
    tone: "outline",
    word: "Expired",
    words: "It waited for ten minutes. Nothing was changed; say it again.",
  },
  void: {
    icon: "warning",
    tone: "warning",
    word: "No longer valid",
    words: "A listing was changed since this was shown. Nothing was changed; say it again.",
  },
} as const;

function titleOf({ diffs }: Pick<ChangeView, "diffs">): string {
  const [first] = diffs;
  if (diffs.length === 1 && first!.before === null) return "Publish this listing?";
  return diffs.length === 1 ? "Apply this change?" : `Apply these ${diffs.length} changes?`;
}

const diffOf = (diff: ListingDiff) => html`<article>
  <h3>${diff.after.title}</h3>
  <p class="kind figure">${kindOf(diff.after)}</p>
  <dl>
    ${describeDiff(diff)
      .filter(({ label }) => label !== "Title" || diff.before !== null)
      .map(
        ({ label, from, to, change }) => html`<dt>${label}</dt>
          <dd class="figure">
            ${from === null ? nothing : html`<span class="from"><span class="hidden-words">from </span>${from}</span>`}
            <span class="to"><span class="hidden-words">to </span>${to}</span>
            ${change === null ? nothing : html`<span class="badge outline">${change}</span>`}
          </dd>`,
      )}
  </dl>
</article>`;

function notesOf(diffs: readonly ListingDiff[]) {
  const warnings = [...new Set(diffs.flatMap((diff) => diff.warnings))];
  const chain = diffs.every(({ before }) => before === null)
    ? "It is registered on chain, and buyers find it from then on."
    : diffs.some(({ needsNewVersion }) => needsNewVersion)
      ? "A new version goes on chain. Running jobs keep their rate."
      : null;
  if (warnings.length === 0 && chain === null) return nothing;
  return html`<div class="notes">
    ${warnings.map((warning) => html`<p>${icon("warning")}<span>${describeListingWarning(warning)}</span></p>`)}
    ${chain === null ? nothing : html`<p>${icon("info")}<span>${chain}</span></p>`}
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "necto-change": NectoChange;
  }
}
