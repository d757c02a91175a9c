import { html, LitElement, nothing, type TemplateResult } from "lit";
import { explorerAnchor } from "../format/explorer-link.ts";
import { countText } from "../format/text.ts";
import { uploadText } from "../format/upload-text.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { StoreController } from "../shell/store-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { DropController } from "./drop-controller.ts";
import "./necto-hash.ts";
import "./necto-verification.ts";
import "./necto-verify-form.ts";
import type { TraceWatch } from "../feed/trace-watch.ts";
import type { VerifyWanted } from "./necto-verify-form.ts";
import { startWorker } from "./start-worker.ts";
import { verifyPageStyles } from "./verify-page-styles.ts";
import { VerifySession } from "./verify-session.ts";
import { VerifyStore } from "./verify-store.ts";

const OFFLINE_PAGE = "/necto-verify.html";

/** Anyone checks a decision here, without an account: by its root, its id, that of the job it was booked for, or a file. */
export class NectoVerify extends LitElement {
  static override properties = { traces: { attribute: false }, subject: {} };
  declare traces: TraceWatch;
  /** What the address asks for; null for the empty page. */
  declare subject: string | null;

  static override styles = [base, buttons, badges, callouts, verifyPageStyles];

  readonly #session = new VerifySession(startWorker);
  #store: VerifyStore | null = null;
  readonly #drop = new DropController(this, (file) => this.#openFile(file));

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store?.leave();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("necto-verify-form")?.focus();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!this.#store) {
      this.#store = new VerifyStore(this.#session, this.traces);
      new StoreController(this, this.#store);
    }
    if (changed.has("subject")) void this.#store.open(this.subject);
  }

  protected override render() {
    const { state } = this.#store!;
    return html`<div class="page ${this.#drop.isOver ? "over" : ""}">
      <div class="intro">
        <h1>Verify a decision</h1>
        ${state.phase === "idle" ? lead : nothing}
        <necto-verify-form
          .value=${this.subject ?? ""}
          .takesIds=${true}
          @necto-verify-id=${this.#wanted}
          @necto-verify-file=${(event: CustomEvent<VerifyWanted["necto-verify-file"]>) => this.#openFile(event.detail.file)}
        ></necto-verify-form>
        ${state.phase === "idle" ? html`<p class="hint">A file can be dropped anywhere on this page; it does not leave this browser.</p>` : nothing}
        ${state.fileName ? html`<p class="hint">File <span class="mono">${state.fileName}</span></p>` : nothing}
      </div>
      ${this.#body()}
      ${this.#offline()}
    </div>`;
  }

  #body() {
    const { phase, id, problem } = this.#store!.state;
    if (phase === "idle") return nothing;
    if (phase === "unknown")
      return html`<div class="callout warning" role="alert">
        ${icon("question")}
        <div>
          ${problem ?? html`This server knows no decision <span class="mono">${id}</span>. That says nothing about whether it exists: its root can be verified without this server.`}
        </div>
      </div>`;
    if (phase === "unreachable")
      return html`<div class="callout danger" role="alert">
        ${icon("failed")}
        <div>Where to look could not be asked. ${problem} The file below works without this server.</div>
        <button @click=${() => void this.#store!.open(id)}>Try again</button>
      </div>`;
    if (phase === "resolving") return html`<p class="hint" role="status">Looking up where the file is…</p>`;
    return html`<necto-verification .session=${this.#session} .traceHref=${(root: string) => `/verify/${root}`} .blockLink=${this.#blockLink}>
      ${this.#way()}
    </necto-verification>`;
  }

  /** The page without this server, and what it will ask for. */
  #offline() {
    const { witness } = this.#store!.state;
    return html`<section class="offline" aria-labelledby="offline">
      <h2 id="offline">Without this server</h2>
      <p class="links">
        <a href=${OFFLINE_PAGE} download>${icon("download")}This page as one file</a>
        <span class="hint">It works from your disk, with this server gone: give it a 0G gateway and the keys you trust.</span>
      </p>
      ${
        witness
          ? html`<details>
              <summary>What this server would give it</summary>
              <dl>
                <dt>0G gateway</dt>
                <dd class="mono">${witness.zeroG.gateway}</dd>
                <dt>Agent keys</dt>
                ${witness.agentKeys.map((key) => html`<dd><necto-hash .value=${key} label="agent key"></necto-hash></dd>`)}
                ${
                  witness.registry
                    ? html`<dt>Registry</dt>
                        <dd><necto-hash .value=${witness.registry.address} label="address of the registry"></necto-hash></dd>
                        <dd>
                          on chain ${witness.registry.chainId}, from block ${witness.registry.fromBlock}, at
                          <span class="mono">${witness.registry.rpcUrl}</span>
                        </dd>`
                    : nothing
                }
                ${
                  witness.escrow
                    ? html`<dt>Escrow</dt>
                        <dd><necto-hash .value=${witness.escrow.address} label="address of the escrow"></necto-hash></dd>
                        <dd>on chain ${witness.escrow.chainId}</dd>`
                    : nothing
                }
              </dl>
            </details>`
          : nothing
      }
    </section>`;
  }

  /** What this server knows of the way to 0G; the checks do not build on it. */
  #way() {
    const { status, root, witness, fileName } = this.#store!.state;
    if (fileName || !witness) return nothing;
    const { gateway, explorer, network } = witness.zeroG;
    if (!status)
      return html`<div class="upload">
        <span class="badge outline">${icon("info")}Not from here</span>
        <p>This server knows nothing of this root; ${network} was asked for it directly.</p>
        ${gatewayLink(gateway, root!)}
      </div>`;
    const { icon: name, tone, word, trouble } = uploadText(status);
    return html`<div class="upload">
      <span role="status" class="badge ${tone}">${icon(name)}${word}</span>
      <p>${trouble ?? wayText(status.state, network)}</p>
      ${explorerAnchor({ kind: "file", id: root! }, { explorerUrl: explorer }, "About the file")}
      ${status.state === "stored" ? gatewayLink(gateway, root!) : nothing}
      ${
        status.txHash
          ? explorerAnchor({ kind: "tx", id: status.txHash }, { explorerUrl: explorer }, "Transaction")
          : nothing
      }
    </div>`;
  }

  /** A block of a chain that this server names. */
  readonly #blockLink = (chainId: number, block: number): TemplateResult => {
    const chain = this.#store!.state.witness?.chains?.find((known) => known.chainId === chainId);
    const text = countText(block);
    return chain ? explorerAnchor({ kind: "block", id: String(block) }, chain, text) : html`${text}`;
  };

  readonly #wanted = (event: CustomEvent<VerifyWanted["necto-verify-id"]>): void => {
    const { id } = event.detail;
    // The address does not change when the same thing is asked for again, or after a file.
    if (id === this.subject) void this.#store!.open(id);
    else intend(this, "necto-verify", { id });
  };

  #openFile(file: File): void {
    void this.#store!.openFile(file);
  }
}
customElements.define("necto-verify", NectoVerify);

const lead = html`<p class="lead">
  Every decision is sealed with everything it was made from and stored on 0G. This page fetches it from there, recomputes
  its root, checks who signed it and decides once more, all in this browser. No account is needed.
</p>`;

const gatewayLink = (gateway: string, root: string) =>
  html`<a href="${gateway.replace(/\/$/, "")}/file?root=${root}" target="_blank" rel="noopener noreferrer">File on 0G</a>`;

const wayText = (state: "queued" | "sending" | "stored", network: string): string =>
  state === "stored"
    ? `${network} has the file; it was read from there, not from this server.`
    : `What is read below is this server's copy. As soon as ${network} has the file, it is fetched from there and checked again.`;
