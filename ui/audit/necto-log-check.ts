// Before anything that makes a schema.
import "../verify/no-eval.ts";
import { ACTS_VERDICTS, explainProblem, explainVerification } from "@necto/tools/audit/explain-verification";
import type { ActsHead } from "@necto/tools/audit/sealed-act";
import type { ActsVerification } from "@necto/tools/audit/verify-acts";
import { html, LitElement, nothing } from "lit";
import { wordsOf } from "../api/error-words.ts";
import { countText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { fetchExport } from "./audit-api.ts";
import { auditStyles } from "./audit-styles.ts";
import { checkLog } from "./check-log.ts";

const TONES = { verified: "info", mismatch: "danger", unchecked: "warning" } as const;

/** Where a log ends, to be kept elsewhere, and a check of all of it in this browser. */
export class NectoLogCheck extends LitElement {
  static override properties = {
    org: {},
    head: { attribute: false },
    found: { state: true },
    progress: { state: true },
    problem: { state: true },
    isCopied: { state: true },
  };
  /** Whose log it is; null for one's own. */
  declare org: string | null;
  declare head: ActsHead | null;
  declare found: ActsVerification | null;
  declare progress: string | null;
  declare problem: string | null;
  declare isCopied: boolean;

  constructor() {
    super();
    this.org = null;
    this.head = null;
    this.found = null;
    this.progress = null;
    this.problem = null;
    this.isCopied = false;
  }

  static override styles = [base, buttons, callouts, jobStyles, auditStyles];

  async #check(): Promise<void> {
    this.progress = "Fetching the log…";
    Object.assign(this, { found: null, problem: null });
    try {
      const query = new URLSearchParams(this.org === null ? {} : { org: this.org });
      this.found = await checkLog(await fetchExport(query), (checked, of) => {
        this.progress = `${countText(checked)} of ${countText(of)} acts…`;
      });
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.progress = null;
    }
  }

  async #copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.isCopied = true;
  }

  protected override render() {
    const { head } = this;
    if (head === null) return nothing;
    const text = `${head.seq}:${head.hash}`;
    return html`<section class="head-hash">
      <h2>Head of the log</h2>
      <p><code class="mono">${text}</code></p>
      <p class="note">
        Each act has the hash of the one before it in its own, so the last hash stands for all ${countText(head.seq)}. Keep it elsewhere: a log that was written
        anew, or that its last acts were taken off, cannot have it any more. Without a head that you kept nobody can tell that.
      </p>
      <p class="actions">
        <button @click=${() => void this.#check()} ?disabled=${this.progress !== null}>${icon("verify")}Check this log</button>
        <button class="bare" @click=${() => void this.#copy(text)}>${this.isCopied ? "Copied" : "Copy the head"}</button>
      </p>
      <div role="status">
        ${this.progress ?? nothing} ${this.found ? this.#verdict(this.found) : nothing}
        ${this.problem ? html`<p class="callout warning">${icon("warning")}<span>${this.problem}</span></p>` : nothing}
      </div>
    </section>`;
  }

  #verdict(found: ActsVerification) {
    const { verdict, problems } = found;
    return html`<div class="callout verdict ${TONES[verdict]}">
      ${icon(verdict === "verified" ? "verify" : "warning")}
      <div>
        <strong>${ACTS_VERDICTS[verdict]}</strong>
        ${explainVerification(found).map((line) => html`<p>${line}</p>`)}
        ${problems.length > 0 ? html`<ul>${problems.map((one) => html`<li>${explainProblem(one)}</li>`)}</ul>` : nothing}
      </div>
    </div>`;
  }
}
customElements.define("necto-log-check", NectoLogCheck);
