import { sourceTitle } from "@necto/tools/core/source-title";
import type { Firing, WatchView } from "@necto/tools/protocol/watch";
import { css, html, LitElement, nothing } from "lit";
import { rateText } from "../format/money.ts";
import { countOf, dateText, timeText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons } from "../styles/shared.ts";
import { distanceText, STATE_BADGES, subjectText } from "./watch-text.ts";
import "./necto-mandate.ts";
import "./necto-webhook.ts";

const FIRINGS_SHOWN = 5;

/**
 * One watch: where it stands, what it told, and what can be done with it.
 *
 * @fires necto-pause-watch with whether it is to pause
 * @fires necto-delete-watch
 */
export class NectoWatch extends LitElement {
  static override properties = {
    watch: { attribute: false },
    isUntracked: { type: Boolean },
    isBusy: { type: Boolean },
    isSure: { state: true },
    hasPanel: { state: true },
  };
  declare watch: WatchView;
  declare isUntracked: boolean;
  declare isBusy: boolean;
  /** It is asked about before it is deleted. */
  declare isSure: boolean;
  /** The webhook's panel is open. */
  declare hasPanel: boolean;

  constructor() {
    super();
    this.isUntracked = false;
    this.isBusy = false;
    this.isSure = false;
    this.hasPanel = false;
  }

  static override styles = [
    base,
    buttons,
    badges,
    css`
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-2);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-1) var(--n-sp-2);
      }
      h3 {
        font-size: var(--n-fs-base);
        font-weight: var(--n-fw-semi);
        overflow-wrap: anywhere;
      }
      .line {
        font-weight: var(--n-fw-med);
      }
      .quiet,
      li {
        font-size: var(--n-fs-sm);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-2);
      }
      .panel {
        padding: var(--n-sp-3);
        border-radius: var(--n-r-md);
        background: var(--n-bg-sunken);
      }
      a {
        color: var(--n-accent-text);
      }
    `,
  ];

  protected override render() {
    const { watch } = this;
    const badge = STATE_BADGES[watch.state];
    const title = subjectText(watch.requirements);
    return html`<article aria-label=${title}>
      <div class="head">
        <h3>${title}</h3>
        <span class="line figure">under $${rateText(watch.usdMicrosPerGpuHour)}/GPU-hr</span>
        <span class="badge ${badge.tone}">${icon(badge.icon)}${badge.word}</span>
        ${this.isUntracked ? html`<span class="badge outline">${icon("lock")}Untracked</span>` : nothing}
      </div>
      <p class="figure">${distanceText(watch)}${watch.best ? html`, from ${sourceTitle(watch.best.provider)}` : nothing}</p>
      <p class="quiet">${this.#meaning()}</p>
      ${watch.firings.length > 0 ? html`<ul aria-label="Firings">${watch.firings.slice(0, FIRINGS_SHOWN).map(firingOf)}</ul>` : nothing}
      ${this.isUntracked ? nothing : html`<necto-mandate .watch=${watch}></necto-mandate>`}
      ${this.#actions(title)}
      ${this.hasPanel ? html`<div class="panel"><necto-webhook .watchId=${watch.id}></necto-webhook></div>` : nothing}
    </article>`;
  }

  #meaning(): string {
    const { state, crossings, rearmUsdMicros, expiresAt, createdAt } = this.watch;
    const told =
      crossings === 0
        ? "Has told nothing yet"
        : crossings === 1
          ? "Told once"
          : `Told ${countOf(crossings, "time")}`;
    const next = state === "fired" ? `; tells again after ${rateText(rearmUsdMicros)} or more` : "";
    const end =
      expiresAt === null ? `, since ${dateText(createdAt)}` : `, forgotten on ${dateText(expiresAt)}`;
    return `${told}${next}${end}.`;
  }

  #actions(title: string) {
    const { state, hasWebhook } = this.watch;
    const isPaused = state === "paused";
    if (this.isSure)
      return html`<div class="actions" role="group" aria-label="Delete the watch for ${title}?">
        <button class="sure" ?disabled=${this.isBusy} @click=${() => this.dispatchEvent(new CustomEvent("necto-delete-watch"))}>Delete for good</button>
        <button class="bare" @click=${() => this.#ask(false)}>Keep</button>
      </div>`;
    return html`<div class="actions">
      <button ?disabled=${this.isBusy} @click=${() => this.dispatchEvent(new CustomEvent("necto-pause-watch", { detail: !isPaused }))}>
        ${icon(isPaused ? "play" : "pause")}${isPaused ? "Go on" : "Pause"}
      </button>
      ${
        this.isUntracked
          ? nothing
          : html`<button aria-expanded=${this.hasPanel} @click=${this.#panel}>${icon("send")}${hasWebhook ? "Webhook" : "Add a webhook"}</button>`
      }
      <button @click=${() => this.#ask(true)}>Delete</button>
    </div>`;
  }

  readonly #panel = () => {
    this.hasPanel = !this.hasPanel;
  };

  #ask(isSure: boolean): void {
    this.isSure = isSure;
    if (isSure)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".sure")?.focus());
  }
}
customElements.define("necto-watch", NectoWatch);

const firingOf = ({ at, usdMicrosPerGpuHour }: Firing) =>
  html`<li class="figure"><time datetime=${at}>${timeText(at)}</time>: $${rateText(usdMicrosPerGpuHour)}/GPU-hr</li>`;
