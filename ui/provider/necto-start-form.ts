import type { AccessDocument } from "@necto/tools/protocol/access";
import { sealAccess } from "@necto/tools/protocol/access-document";
import { css, html, LitElement } from "lit";
import { toHex } from "viem";
import { base, buttons } from "../styles/shared.ts";

const FIELDS = [
  ["host", "Host", "text"],
  ["port", "Port", "number"],
  ["user", "User", "text"],
  ["secret", "Password or token", "text"],
  ["url", "Address", "url"],
  ["notes", "Notes", "text"],
] as const;

/**
 * How to reach the machine, written down and encrypted here to the job's view key. `necto-start` carries the ciphertext, or
 * null for a job without a view key; the words leave this page in no other form.
 *
 * @fires necto-start
 */
export class NectoStartForm extends LitElement {
  static override properties = { jobId: {}, viewKey: {}, isBusy: { type: Boolean } };
  declare jobId: string;
  declare viewKey: string | null;
  declare isBusy: boolean;

  static override styles = [
    base,
    buttons,
    css`
      form {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: var(--n-sp-2) var(--n-sp-3);
        align-items: end;
      }
      label {
        display: grid;
        gap: 0.125rem;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      input {
        width: 100%;
        min-height: var(--n-ctl);
        padding: 0 var(--n-sp-2);
        border: 1px solid var(--n-border-strong);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
        color: var(--n-text);
        font: inherit;
      }
      p,
      .buttons {
        grid-column: 1 / -1;
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
      @media (max-width: 719px) {
        form {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  protected override render() {
    if (this.viewKey === null)
      return html`<form @submit=${this.#submit}>
        <p>This buyer left no view key: access goes another way.</p>
        <div class="buttons"><button class="primary" ?disabled=${this.isBusy}>Accept: start the meter</button></div>
      </form>`;
    return html`<form @submit=${this.#submit} autocomplete="off">
      ${FIELDS.map(
        ([name, label, type]) =>
          html`<label>${label}<input name=${name} type=${type} maxlength="1000" min="1" max="65535" /></label>`,
      )}
      <p>Encrypted in this page to the job's key. It is on no chain, in no trace and in no log.</p>
      <div class="buttons"><button class="primary" ?disabled=${this.isBusy}>Accept: send access and start the meter</button></div>
    </form>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const { viewKey, jobId } = this;
    const document = documentOf(new FormData(event.target as HTMLFormElement));
    const random = toHex(crypto.getRandomValues(new Uint8Array(56)));
    const ciphertext = viewKey && sealAccess(document, { viewKey, jobId, random });
    this.dispatchEvent(new CustomEvent("necto-start", { detail: ciphertext }));
  }
}
customElements.define("necto-start-form", NectoStartForm);

function documentOf(form: FormData): AccessDocument {
  const text = (name: string): string | null => String(form.get(name) ?? "").trim() || null;
  const port = text("port");
  return {
    ...{ host: text("host"), port: port === null ? null : Number(port), user: text("user") },
    ...{ secret: text("secret"), url: text("url"), notes: text("notes") },
  };
}
