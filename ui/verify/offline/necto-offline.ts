import { css, html, LitElement, nothing } from "lit";
import { icon } from "../../shell/icons.ts";
import "../../shell/necto-theme-switch.ts";
import { StoreController } from "../../shell/store-controller.ts";
import { base, buttons, callouts } from "../../styles/shared.ts";
import { DropController } from "../drop-controller.ts";
import "../necto-verification.ts";
import "../necto-verify-form.ts";
import type { VerifyWanted } from "../necto-verify-form.ts";
import type { VerifySubject } from "../verify-messages.ts";
import { verifyPageStyles } from "../verify-page-styles.ts";
import { VerifySession } from "../verify-session.ts";
import {
  formatFields,
  NO_FIELDS,
  type OfflineFields,
  type ParsedTrust,
  parseFields,
  parseRoot,
  parseTrust,
} from "./parse-trust.ts";
import { startInlineWorker } from "./start-inline-worker.ts";

/** A field of one line. */
interface FieldLook {
  readonly name: keyof OfflineFields;
  readonly label: string;
  readonly hint: string;
}

const GATEWAY: FieldLook = {
  name: "gateway",
  label: "0G gateway",
  hint: "https://indexer-storage-turbo.0g.ai",
};

const CHAIN: readonly FieldLook[] = [
  { name: "rpc", label: "Endpoint of the chain", hint: "https://…" },
  { name: "registry", label: "Address of the registry", hint: "0x…" },
  { name: "escrow", label: "Address of the escrow", hint: "0x…" },
  { name: "chain", label: "Number of the chain", hint: "36900" },
  { name: "from", label: "First block to read", hint: "0" },
];

/** The verify page without a server: whom to ask and whom to believe is for its reader to say. */
export class NectoOffline extends LitElement {
  static override properties = { fault: { state: true }, fileName: { state: true }, fields: { state: true } };
  declare fault: ParsedTrust["fault"];
  declare fileName: string | null;
  declare fields: OfflineFields;

  constructor() {
    super();
    this.fault = null;
    this.fileName = null;
    this.fields = NO_FIELDS;
    new StoreController(this, this.#session);
  }

  static override styles = [
    base,
    buttons,
    callouts,
    verifyPageStyles,
    css`
      .title {
        display: flex;
        gap: var(--n-sp-3);
        align-items: center;
        justify-content: space-between;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--n-sp-3);
        margin: 0;
        padding: 0;
        border: 0;
      }
      label {
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      input,
      textarea {
        display: block;
        width: 100%;
        min-height: var(--n-ctl);
        margin-top: var(--n-sp-1);
        padding: 0.35rem var(--n-sp-3);
        border: 1px solid var(--n-border-strong);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
        color: var(--n-text);
        font: inherit;
        font-family: var(--n-font-mono);
        font-size: var(--n-fs-md);
      }
      textarea {
        resize: vertical;
      }
      [aria-invalid="true"] {
        border-color: var(--n-danger);
      }
      @media (max-width: 719px) {
        fieldset {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  readonly #session = new VerifySession(startInlineWorker);
  readonly #drop = new DropController(this, (file) => this.#openFile(file));

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.#readAddress);
    this.#readAddress();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.#readAddress);
  }

  protected override render() {
    const { fields, fault } = this;
    return html`<main class="page ${this.#drop.isOver ? "over" : ""}">
      <div class="intro">
        <div class="title">
          <h1>Verify a decision of Necto</h1>
          <necto-theme-switch></necto-theme-switch>
        </div>
        <p class="lead">
          This file needs no server of Necto. It asks the 0G gateway that you name and believes the keys that you list, or
          those of the registry;
          everything else is computed here. Nothing else is sent or loaded.
        </p>
        <fieldset>
          <legend class="hidden-words">Whom to ask, whom to believe</legend>
          ${this.#field(GATEWAY)} ${this.#keys()}
        </fieldset>
        <details ?open=${CHAIN.some(({ name }) => fields[name] !== "")}>
          <summary>On chain: the registry knows which keys and listings there were, in place of a list of keys; the escrow, what each job was paid for</summary>
          <fieldset>
            <legend class="hidden-words">On chain</legend>
            ${CHAIN.map((look) => this.#field(look))}
          </fieldset>
        </details>
        ${fault ? html`<div id="fault" class="callout danger" role="alert">${icon("failed")}<div>${fault.message}</div></div>` : nothing}
        <necto-verify-form
          .value=${fields.root}
          @necto-verify-id=${(event: CustomEvent<VerifyWanted["necto-verify-id"]>) => this.#openRoot(event.detail.id)}
          @necto-verify-file=${(event: CustomEvent<VerifyWanted["necto-verify-file"]>) => this.#openFile(event.detail.file)}
        ></necto-verify-form>
        <p class="hint">A file can be dropped anywhere on this page.${this.fileName ? html` Shown is <span class="mono">${this.fileName}</span>.` : nothing}</p>
      </div>
      <necto-verification
        .session=${this.#session}
        .traceHref=${(root: string) => formatFields({ ...fields, root })}
      ></necto-verification>
    </main>`;
  }

  #field({ name, label, hint }: FieldLook) {
    const isWrong = this.fault?.field === name;
    return html`<label
      >${label}
      <input
        name=${name}
        spellcheck="false"
        autocomplete="off"
        placeholder=${hint}
        .value=${this.fields[name]}
        aria-invalid=${isWrong ? "true" : "false"}
        aria-describedby=${isWrong ? "fault" : nothing}
        @change=${this.#changed}
      />
    </label>`;
  }

  #keys() {
    const isWrong = this.fault?.field === "keys";
    return html`<label
      >Agent keys you trust, one a line
      <textarea
        name="keys"
        rows="2"
        spellcheck="false"
        placeholder="0x…"
        .value=${this.fields.keys}
        aria-invalid=${isWrong ? "true" : "false"}
        aria-describedby=${isWrong ? "fault" : nothing}
        @change=${this.#changed}
      ></textarea>
    </label>`;
  }

  readonly #changed = (event: Event): void => {
    const { name, value } = event.target as HTMLInputElement | HTMLTextAreaElement;
    this.fields = { ...this.fields, [name]: value };
    this.fault = null;
  };

  readonly #readAddress = (): void => {
    const fields = parseFields(location.hash);
    if (formatFields(fields) === formatFields(this.fields)) return;
    this.fields = fields;
    const root = parseRoot(fields.root);
    if (root !== null) this.#openRoot(root);
  };

  #openRoot(hash: string): void {
    this.fields = { ...this.fields, root: hash };
    this.fileName = null;
    history.replaceState(null, "", formatFields(this.fields));
    this.#verify({ kind: "hash", hash });
  }

  #openFile(file: File): void {
    this.fileName = file.name;
    this.#verify({ kind: "file", file });
  }

  #verify(subject: VerifySubject): void {
    const { trust, fault } = parseTrust(this.fields);
    this.fault = fault;
    if (trust) void this.#session.verify(subject, trust);
  }
}
customElements.define("necto-offline", NectoOffline);
