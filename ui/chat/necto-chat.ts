import type { SessionAccount } from "@necto/tools/protocol/session";
import type { OrgRow } from "@necto/tools/protocol/team";
import { html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { runStatusText } from "../format/run-status.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { SPLIT } from "../shell/layout.ts";
import { MediaController } from "../shell/media-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import "../result/necto-result.ts";
import "../result/necto-result-skeleton.ts";
import "./necto-composer.ts";
import "./necto-start.ts";
import "./necto-status-line.ts";
import "./necto-turn.ts";
import { chatStyles } from "./chat-styles.ts";
import { FollowScroll } from "./follow-scroll.ts";

import {
  isBusy,
  isOutdated,
  memoryOf,
  runningTurn,
  shownApprovals,
  shownTurn,
  type ThreadState,
  type Turn,
} from "./thread-state.ts";

/**
 * The conversation, and beside it (under it on narrow screens) the result that is being looked at.
 * Shows every state of a thread: not begun, loading, unknown, unreachable, running, done.
 */
export class NectoChat extends LitElement {
  static override properties = {
    thread: { attribute: false },
    account: { attribute: false },
    acting: { attribute: false },
    isLive: { type: Boolean },
  };
  declare thread: ThreadState;
  /** Who is signed in. */
  declare account: SessionAccount | null;
  /** For whom new tracked conversations are; null for the account itself. */
  declare acting: OrgRow | null;
  /** The server can be heard now. */
  declare isLive: boolean;

  static override styles = [base, buttons, callouts, chatStyles];

  readonly #split = new MediaController(this, SPLIT);
  readonly #follow = new FollowScroll(this, () => this.renderRoot.querySelector<HTMLElement>(".scroller"));
  #seenTurns = 0;
  #seenResult: string | null = null;

  /** A provider's conversation has no list of offers. */
  get #hasPanel(): boolean {
    return this.#split.matches && this.thread.role === "buyer";
  }

  focusComposer(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>("necto-start, necto-composer")?.focus(),
    );
  }

  protected override updated(): void {
    const { turns } = this.thread;
    if (turns.length !== this.#seenTurns) this.#follow.toEnd();
    this.#seenTurns = turns.length;
    this.#showResult();
  }

  /** On narrow screens a new result is read from its question on, not from its end. */
  #showResult(): void {
    const latest = this.thread.turns.at(-1);
    // A turn that ends moves into the log, so its place is found again then.
    const seen = latest?.run.decision ? `${latest.runId} ${latest.run.phase}` : null;
    if (seen === this.#seenResult) return;
    this.#seenResult = seen;
    if (seen === null || this.#split.matches) return;
    this.#follow.letGo();
    // After the frame: turns render by themselves, and an older result above closes.
    requestAnimationFrame(() => {
      const turns = this.renderRoot.querySelectorAll("necto-turn");
      turns[turns.length - 1]?.scrollIntoView({ block: "start" });
    });
  }

  protected override render() {
    const { phase, turns, mode, role, queue } = this.thread;
    if (phase === "missing")
      return this.#absent("This conversation is not on this server", "Start a new one");
    if (phase === "left")
      return this.#absent(
        "This conversation was for an organisation that you are no longer in",
        "Start a new one",
      );
    if (phase === "failed")
      return this.thread.problem?.code === "auth/sign-in" ? this.#closed() : this.#unreachable();
    if (phase === "loading") return this.#loading();
    if (turns.length === 0)
      return html`<necto-start .mode=${mode} .speaker=${role} .account=${this.account} .acting=${this.acting} .isBusy=${isBusy(this.thread)} .queue=${queue}></necto-start>
        ${this.#unsent()}`;
    return html`<div class="chat ${this.#hasPanel ? "" : "alone"}">
      <section class="conversation" aria-label="Conversation">
        <h1 class="hidden-words">Conversation</h1>
        ${this.#transcript()}
        <div class="foot">
          ${this.#follow.isFollowing || !this.#split.matches ? nothing : this.#toEnd()} ${this.#unsent()}
          <necto-composer
            .isBusy=${isBusy(this.thread)}
            .isPaying=${(runningTurn(this.thread)?.run.progress ?? null) !== null}
            .queue=${queue}
            .memory=${memoryOf(this.thread)}
            .speaker=${role}
          ></necto-composer>
        </div>
      </section>
      ${this.#hasPanel ? this.#panel() : nothing}
      <necto-status-line .text=${turns.at(-1) ? runStatusText(turns.at(-1)!.run) : ""}></necto-status-line>
    </div>`;
  }

  /** Finished turns are in the log, which screen readers follow; the one that is going stays outside until it ends. */
  #transcript() {
    const { turns, sending } = this.thread;
    const going = runningTurn(this.thread);
    const done = turns.filter((turn) => turn !== going);
    return html`<div class="scroller" tabindex="0" aria-label="Messages" role="region">
      <div class="transcript">
        <div class="turns" role="log" aria-label="Finished messages">
          ${repeat(
            done,
            ({ runId }) => runId,
            (turn) => this.#turn(turn),
          )}
        </div>
        <div class="turns ${done.length > 0 ? "after" : ""}" aria-busy=${going !== null}>${going ? this.#turn(going) : nothing}</div>
        ${sending ? html`<p class="sending">${sending.own.text ?? sending.own.action}</p>` : nothing}
      </div>
    </div>`;
  }

  #turn(turn: Turn) {
    return html`<necto-turn
      .turn=${turn}
      .isKept=${this.thread.mode === "tracked"}
      .isLatest=${turn === this.thread.turns.at(-1)}
      .isShown=${turn === shownTurn(this.thread)}
      .isOutdated=${isOutdated(this.thread, turn)}
      .hasResult=${!this.#split.matches}
      .traceStatus=${turn === shownTurn(this.thread) ? this.thread.traceStatus : null}
      .threadId=${this.thread.id}
      .shownApprovals=${shownApprovals(this.thread)}
      .isLive=${this.isLive}
      .speaker=${this.thread.role}
    ></necto-turn>`;
  }

  #panel() {
    const shown = shownTurn(this.thread);
    const going = runningTurn(this.thread);
    const decision = shown?.run.decision;
    return html`<section class="panel" aria-label="Result" aria-busy=${going !== null} tabindex="0">
      ${decision && going && !going.run.decision ? html`<div class="refreshing"></div>` : nothing}
      ${
        decision
          ? html`<necto-result
              .decision=${decision}
              .sealed=${shown.run.sealed}
              .traceStatus=${this.thread.traceStatus}
              .isOutdated=${isOutdated(this.thread, shown)}
            ></necto-result>`
          : going
            ? html`<necto-result-skeleton></necto-result-skeleton>`
            : html`<p class="nothing">Ranked offers appear here.</p>`
      }
    </section>`;
  }

  #toEnd() {
    return html`<button class="to-end" @click=${() => this.#follow.toEnd()}>${icon("down")}Newest message</button>`;
  }

  #unsent() {
    const { unsent } = this.thread;
    if (!unsent) return nothing;
    const { code, detail, hint } = unsent.problem;
    // What a program would call is the hint; people have the button.
    const isSignIn = code === "auth/sign-in";
    return html`<div class="callout danger unsent" role="alert">
      ${icon("failed")}
      <div>
        Not sent: “${unsent.outgoing.own.text ?? unsent.outgoing.own.action}”. ${detail}
        ${isSignIn ? nothing : (hint ?? nothing)}
      </div>
      ${
        isSignIn
          ? html`<button @click=${() => intend(this, "necto-sign-in", null)}>Sign in</button>`
          : html`<button @click=${() => intend(this, "necto-retry", null)}>Try again</button>`
      }
      <button class="bare icon-only" aria-label="Discard this message" @click=${() => intend(this, "necto-discard", null)}>
        ${icon("close")}
      </button>
    </div>`;
  }

  #loading() {
    return html`<div class="chat" aria-busy="true">
      <section class="conversation" aria-label="Loading"><h1 class="hidden-words">Conversation</h1><div class="bones"><i></i><i></i><i></i></div></section>
      ${this.#split.matches ? html`<section class="panel"><necto-result-skeleton></necto-result-skeleton></section>` : nothing}
    </div>`;
  }

  #absent(words: string, action: string) {
    return html`<div class="absent">
      ${icon("info")}
      <h1 class="hidden-words">Conversation</h1>
      <p>${words}</p>
      <button class="primary" @click=${() => intend(this, "necto-open", { threadId: null })}>${action}</button>
    </div>`;
  }

  #closed() {
    return html`<div class="absent">
      ${icon("lock")}
      <h1 class="hidden-words">Conversation</h1>
      <p>${this.thread.problem?.detail}</p>
      <button class="primary" @click=${() => intend(this, "necto-sign-in", null)}>Sign in</button>
    </div>`;
  }

  #unreachable() {
    return html`<div class="absent">
      ${icon("warning")}
      <h1 class="hidden-words">Conversation</h1>
      <p>The conversation could not be loaded. ${this.thread.problem?.detail ?? ""} Nothing in it is lost.</p>
      <button class="primary" @click=${() => intend(this, "necto-reload", null)}>Try again</button>
    </div>`;
  }
}
customElements.define("necto-chat", NectoChat);

declare global {
  interface HTMLElementTagNameMap {
    "necto-chat": NectoChat;
  }
}
