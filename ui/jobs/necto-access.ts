import type { AccessDocument } from "@necto/tools/protocol/access";
import { openAccess } from "@necto/tools/protocol/access-document";
import type { JobView } from "@necto/tools/protocol/job";
import { css, html, LitElement, nothing } from "lit";
import { timeText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";

/** How to reach the machine: the provider's document, opened here with the job's own key, which no server has. */
export class NectoAccess extends LitElement {
  static override properties = {
    job: { attribute: false },
    viewKey: {},
    isShown: { state: true },
    copied: { state: true },
  };
  declare job: JobView;
  /** Secret half of the job's view key; null in a browser that does not have it. */
  declare viewKey: string | null;
  /** The password is on screen. */
  declare isShown: boolean;
  declare copied: string | null;

  constructor() {
    super();
    this.isShown = false;
    this.copied = null;
  }

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      section {
        padding: var(--n-sp-3) var(--n-sp-4);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
        font-size: var(--n-fs-md);
      }
      h2 {
        margin-bottom: var(--n-sp-2);
        font-size: var(--n-fs-base);
        font-weight: var(--n-fw-semi);
      }
      dl div {
        display: grid;
        grid-template-columns: 9rem minmax(0, 1fr);
        align-items: center;
        gap: var(--n-sp-3);
        min-height: 2rem;
      }
      dt {
        color: var(--n-text-3);
      }
      dd {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-2);
        overflow-wrap: anywhere;
      }
      .mono {
        min-width: 0;
      }
      dd button {
        min-height: 1.75rem;
      }
      a {
        color: var(--n-accent-text);
      }
      .quiet {
        margin-top: var(--n-sp-2);
      }
      @media (max-width: 719px) {
        dl div {
          grid-template-columns: 5rem minmax(0, 1fr);
        }
      }
      @media (pointer: coarse) {
        dd button {
          min-height: var(--n-ctl);
        }
      }
    `,
  ];

  protected override render() {
    const { access, status, hasViewKey } = this.job;
    if (status === "closed" && !access) return nothing;
    return html`<section aria-label="Access">
      <h2>Access</h2>
      ${
        access
          ? this.#access(access)
          : html`<p role="status">${hasViewKey ? "The provider posts it, encrypted to this job's key, when it starts." : "This job has no view key: nothing can be posted to it."}</p>`
      }
    </section>`;
  }

  #access({ ciphertext, postedAt }: NonNullable<JobView["access"]>) {
    if (this.viewKey === null)
      return html`<p class="callout info">${icon("lock")}<span>It is here, encrypted. Only the browser that booked this job has the key.</span></p>`;
    const document = this.#open(ciphertext, this.viewKey);
    if (document instanceof Error)
      return html`<p class="callout danger" role="alert">${icon("failed")}<span>${document.message}</span></p>`;
    const state = this.job.status === "closed" ? "The machine has stopped." : "Ready.";
    return html`<p role="status"><b>${state}</b> Posted ${timeText(postedAt)}, opened in this browser.</p>
      <dl>${this.#rows(document)}</dl>
      <p class="quiet">The server has it encrypted only; it is on no chain and in no trace.</p>`;
  }

  #open(ciphertext: string, secret: string): AccessDocument | Error {
    try {
      return openAccess(ciphertext, { secret, jobId: this.job.jobId });
    } catch (error) {
      return error as Error;
    }
  }

  #rows({ host, port, user, secret, url, notes }: AccessDocument) {
    const target = host && (user ? `${user}@${host}` : host);
    const ssh = target && `ssh ${port !== null && port !== 22 ? `-p ${port} ` : ""}${target}`;
    return html`${ssh ? this.#row("Connect", ssh) : nothing}
    ${host ? this.#row("Host", port === null ? host : `${host}, port ${port}`) : nothing}
    ${
      secret
        ? html`<div>
            <dt>Secret</dt>
            <dd>
              <span class="mono">${this.isShown ? secret : "••••••••"}</span>
              <button aria-pressed=${this.isShown} @click=${this.#toggle}>${this.isShown ? "Hide" : "Show"}</button>
              ${this.#copyButton("secret", secret)}
            </dd>
          </div>`
        : nothing
    }
    ${url ? html`<div><dt>Address</dt><dd>${/^https:\/\//.test(url) ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${url}</a>` : url}</dd></div>` : nothing}
    ${notes ? html`<div><dt>Notes</dt><dd>${notes}</dd></div>` : nothing}`;
  }

  #row(name: string, text: string) {
    return html`<div><dt>${name}</dt><dd><span class="mono">${text}</span>${this.#copyButton(name.toLowerCase(), text)}</dd></div>`;
  }

  #copyButton(name: string, text: string) {
    const copy = async () => {
      await navigator.clipboard.writeText(text);
      this.copied = name;
    };
    return html`<button aria-label="Copy the ${name}" @click=${copy}>${icon(this.copied === name ? "check" : "copy")}</button>`;
  }

  #toggle(): void {
    this.isShown = !this.isShown;
  }
}
customElements.define("necto-access", NectoAccess);
