import type { Mentions } from "@necto/tools/chain/explorer/open-explorer";
import { html, LitElement, nothing } from "lit";
import { jobStyles } from "../jobs/job-styles.ts";
import { base } from "../styles/shared.ts";
import "../verify/necto-hash.ts";
import { explorerStyles } from "./explorer-styles.ts";
import { mentionTable } from "./mention-table.ts";

/** What the contracts told of a job, a listing or an organisation. */
export class NectoExplorerId extends LitElement {
  static override properties = { subject: {}, on: { attribute: false } };
  /** Its 32 bytes. */
  declare subject: string;
  /** At least one. */
  declare on: readonly Mentions[];

  static override styles = [base, jobStyles, explorerStyles];

  protected override render() {
    const names = this.on.flatMap(({ mentions }) => mentions.map(({ name }) => name));
    const [word = "An id"] = WORDS.find(([, event]) => names.some((name) => event.test(name))) ?? [];
    return html`<article class="page">
      <h2>${word}</h2>
      <necto-hash .value=${this.subject} label="id"></necto-hash>
      ${
        word === "Job"
          ? html`<nav class="links" aria-label="This job">
              <a href="/jobs/${this.subject}">Open the job</a><a href="/verify/${this.subject}">Verify its decision</a>
            </nav>`
          : nothing
      }
      ${this.on.map(
        ({ chain, mentions }) => html`<section aria-label=${chain.title}>
          <h3>Told of it on ${chain.title}</h3>
          ${mentionTable(mentions, chain)}
        </section>`,
      )}
    </article>`;
  }
}
customElements.define("necto-explorer-id", NectoExplorerId);

/** What it is, by an event that tells of such a thing. */
const WORDS: readonly (readonly [word: string, event: RegExp])[] = [
  ["Job", /^Job/],
  ["Listing", /^(Listing|Rate|Status)/],
  ["Organisation", /^(Org|Role)/],
  ["Source", /^Broker/],
];
