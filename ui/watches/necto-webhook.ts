import type { WebhookDelivery, WebhookView } from "@necto/tools/protocol/webhook";
import { css, html, LitElement, nothing } from "lit";
import { wordsOf } from "../api/error-words.ts";
import { countOf, timeText } from "../format/text.ts";
import { formStyles } from "../provider/form-styles.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { fetchWebhook, removeWebhook, setWebhook, testWebhook } from "./watch-api.ts";

const STATES: Readonly<Record<WebhookDelivery["state"], { readonly word: string; readonly tone: string }>> = {
  queued: { word: "Waiting", tone: "info" },
  delivered: { word: "Delivered", tone: "success" },
  "given-up": { word: "Given up", tone: "danger" },
};

/**
 * Where a watch tells a program: its address, a message to try it out, and what became of the last ones.
 *
 * @fires necto-webhook when there is one now, or none any more
 */
export class NectoWebhook extends LitElement {
  static override properties = {
    watchId: {},
    webhook: { state: true },
    secret: { state: true },
    url: { state: true },
    isBusy: { state: true },
    problem: { state: true },
  };
  declare watchId: string;
  /** Null for none, undefined until it is read. */
  declare webhook: WebhookView | null | undefined;
  /** What signs, until the panel is closed; it is nowhere else. */
  declare secret: string | null;
  declare url: string;
  declare isBusy: boolean;
  declare problem: string | null;

  constructor() {
    super();
    this.webhook = undefined;
    this.secret = null;
    this.url = "";
    this.isBusy = false;
    this.problem = null;
  }

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    formStyles,
    css`
      :host,
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
      }
      form {
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: end;
      }
      code {
        padding: var(--n-sp-2) var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        background: var(--n-bg-sunken);
        overflow-wrap: anywhere;
        user-select: all;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-2);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-1) var(--n-sp-2);
        align-items: center;
        padding: var(--n-sp-1) 0;
        font-size: var(--n-fs-sm);
      }
      .url {
        overflow-wrap: anywhere;
      }
      @media (max-width: 719px) {
        form {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#act(async () => {
      this.webhook = await fetchWebhook(this.watchId);
    });
  }

  async #act(change: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    try {
      await change();
      this.problem = null;
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  protected override render() {
    return html`${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
    ${this.webhook === undefined ? html`<div aria-busy="true"></div>` : this.webhook === null ? this.#form() : this.#set(this.webhook)}`;
  }

  #form() {
    return html`<form @submit=${this.#submit}>
      <div class="field">
        <label for="url">Post each firing to</label>
        <input id="url" type="url" required maxlength="2000" autocomplete="off" placeholder="https://example.com/hooks/necto" .value=${this.url} @input=${this.#type} />
      </div>
      <button class="primary" ?disabled=${this.isBusy || this.url.trim() === ""}>Set up</button>
      <p class="hint">Signed as Standard Webhooks says; https to a public host only; tried for 24 hours.</p>
    </form>`;
  }

  #set({ url, deliveries }: WebhookView) {
    return html`<p>Posts to <span class="mono url">${url}</span></p>
      ${this.secret ? html`<div role="status"><p class="callout warning">${icon("warning")}<span>Copy the signing secret now. It is shown this once.</span></p><p><code class="mono">${this.secret}</code></p></div>` : nothing}
      <div class="actions">
        <button ?disabled=${this.isBusy} @click=${() => void this.#test()}>${icon("send")}Send a test</button>
        <button ?disabled=${this.isBusy} @click=${() => void this.#remove()}>Remove webhook</button>
      </div>
      ${deliveries.length > 0 ? html`<ul aria-label="Last messages">${deliveries.map(deliveryOf)}</ul>` : html`<p class="quiet">Nothing was sent yet.</p>`}`;
  }

  readonly #type = (event: Event) => {
    this.url = (event.target as HTMLInputElement).value;
  };

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#act(async () => {
      const { webhook, secret } = await setWebhook(this.watchId, this.url);
      this.webhook = webhook;
      this.secret = secret;
      this.dispatchEvent(new CustomEvent("necto-webhook"));
    });
  }

  #test(): Promise<void> {
    return this.#act(async () => {
      this.webhook = await testWebhook(this.watchId);
    });
  }

  #remove(): Promise<void> {
    return this.#act(async () => {
      await removeWebhook(this.watchId);
      this.webhook = null;
      this.secret = null;
      this.dispatchEvent(new CustomEvent("necto-webhook"));
    });
  }
}
customElements.define("necto-webhook", NectoWebhook);

const deliveryOf = ({ isTest, state, tries, problem, createdAt, nextTryAt }: WebhookDelivery) => html`<li>
  <span class="badge ${STATES[state].tone}">${STATES[state].word}</span>
  <span>${isTest ? "Test" : "Firing"} of ${timeText(createdAt)}${tries > 0 ? `, ${countOf(tries, "try").replace("trys", "tries")}` : ""}</span>
  ${problem ? html`<span class="quiet">${problem}</span>` : nothing}
  ${nextTryAt ? html`<span class="quiet">Next try ${timeText(nextTryAt)}</span>` : nothing}
</li>`;
