import { html, LitElement, nothing, type TemplateResult } from "lit";
import { saveFile } from "../format/save-file.ts";
import { sizeOf } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import "./necto-checks.ts";
import "./necto-hash.ts";
import "./necto-replay.ts";
import "./necto-trace.ts";
import "./necto-verdict.ts";
import { sectionStyles } from "./section-styles.ts";
import type { Verified } from "./trace-view.ts";
import { verificationStyles } from "./verification-styles.ts";
import type { VerifySession } from "./verify-session.ts";

/**
 * A verification from the first check to the last offer: verdict, checks, the file, a replay to watch, and the trace.
 * @slot - what else is known of the file: its way to 0G, links
 */
export class NectoVerification extends LitElement {
  static override properties = {
    session: { attribute: false },
    traceHref: { attribute: false },
    blockLink: { attribute: false },
  };
  declare session: VerifySession;
  /** Address that shows the trace of a root; null where there is none. */
  declare traceHref: ((root: string) => string) | null;
  /** The number of a block as a link to the page that shows it; absent where there is none. */
  declare blockLink: ((chainId: number, block: number) => TemplateResult) | undefined;

  static override styles = [base, buttons, callouts, sectionStyles, verificationStyles];

  #store: StoreController | null = null;

  override willUpdate(): void {
    this.#store ??= new StoreController(this, this.session);
  }

  protected override render() {
    const { state } = this.session;
    if (state.phase === "idle") return nothing;
    const { verified } = state;
    return html`<div class="sections">
      <necto-verdict .session=${state}></necto-verdict>
      <slot></slot>
      ${
        state.phase === "failed"
          ? nothing
          : html`<section aria-labelledby="checks">
              <h2 id="checks">Checks</h2>
              <necto-checks .checks=${state.checks} .isRunning=${state.phase === "running"}></necto-checks>
            </section>`
      }
      ${verified ? this.#file(verified) : nothing} ${verified?.view ? this.#trace(verified, verified.view) : nothing}
    </div>`;
  }

  #file({ root, digest, size, view }: Verified) {
    if (root === null || size === null) return nothing;
    return html`<section aria-labelledby="file">
      <h2 id="file">File</h2>
      <dl class="facts figure">
        <dt title="0G Merkle root of the file, computed in this browser">Root</dt>
        <dd><necto-hash .value=${root} label="root"></necto-hash></dd>
        ${
          digest
            ? html`<dt title="keccak256 of the canonical body, which is what is signed">Digest</dt>
                <dd><necto-hash .value=${digest} label="digest"></necto-hash></dd>`
            : nothing
        }
        ${
          view
            ? html`<dt>Signer</dt>
                <dd><necto-hash .value=${view.signer} label="signer"></necto-hash></dd>`
            : nothing
        }
        <dt>Size</dt>
        <dd>${sizeOf(size)}</dd>
      </dl>
      <button class="save" @click=${this.#save}>${icon("download")}Download the file</button>
    </section>`;
  }

  #trace({ overall }: Verified, view: NonNullable<Verified["view"]>) {
    const { replay } = this.session.state;
    return html`${
      view.kind === "decision" && view.decision
        ? html`<necto-replay
              .replay=${replay}
              .rulesVersion=${view.decision.rulesVersion}
              @necto-replay=${() => void this.session.replay()}
            ></necto-replay>`
        : nothing
    }
      <div class="recorded">
        <div class="callout ${overall === "mismatch" ? "danger" : "info"}">
          ${icon(overall === "mismatch" ? "failed" : "info")}
          <div>
            ${
              overall === "mismatch"
                ? "From here on is what the file says. It does not match, so none of it is proved."
                : "From here on is what the file says, as it was recorded."
            }
          </div>
        </div>
        <necto-trace .view=${view} .rows=${this.session} .traceHref=${this.traceHref} .blockLink=${this.blockLink}></necto-trace>
      </div>`;
  }

  readonly #save = async (): Promise<void> => {
    const { verified } = this.session.state;
    const file = await this.session.file();
    if (file) saveFile(`necto.trace-1-${verified?.root}.json`, file);
  };
}
customElements.define("necto-verification", NectoVerification);
