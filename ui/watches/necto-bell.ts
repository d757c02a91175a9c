import { css, html, LitElement, nothing } from "lit";
import type { FeedClient } from "../feed/feed-client.ts";
import { countOf } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { base } from "../styles/shared.ts";

/** `INBOX_CHANNEL` of `tools/protocol/inbox.ts`, written out so that the page carries no schema library. */
const CHANNEL: typeof import("@necto/tools/protocol/inbox").INBOX_CHANNEL = "inbox";

/** Leads to the inbox, and says how much in it is new, as soon as it is there. */
export class NectoBell extends LitElement {
  static override properties = { feed: { attribute: false }, of: {}, unread: { state: true } };
  declare feed: Pick<FeedClient, "watch" | "unsubscribe">;
  /** Whose inbox it is. */
  declare of: string;
  declare unread: number;

  constructor() {
    super();
    this.unread = 0;
  }

  static override styles = [
    base,
    css`
      a {
        display: inline-flex;
        position: relative;
        align-items: center;
        justify-content: center;
        width: var(--n-ctl);
        min-height: var(--n-ctl);
        border-radius: var(--n-r-md);
        color: var(--n-text-2);
      }
      a:hover {
        background: var(--n-bg-hover);
        color: var(--n-text);
      }
      .count {
        position: absolute;
        bottom: calc(50% + 0.125rem);
        left: calc(50% + 0.125rem);
        min-width: 1rem;
        padding: 0 0.1875rem;
        border-radius: 0.5rem;
        background: var(--n-accent);
        color: var(--n-on-accent);
        font-size: var(--n-fs-xs);
        font-weight: var(--n-fw-semi);
        line-height: 1rem;
        text-align: center;
      }
    `,
  ];

  protected override willUpdate(changed: Map<string, unknown>): void {
    // After a sign-in the socket is another one, and the channel another inbox.
    if (changed.has("of")) this.#follow();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.feed.unsubscribe(CHANNEL);
  }

  #follow(): void {
    this.unread = 0;
    this.feed.watch(CHANNEL, {
      reconnected: () => null,
      take: () => {},
      counted: ({ unread }) => {
        this.unread = unread;
      },
    });
  }

  protected override render() {
    const { unread } = this;
    const label = unread > 0 ? `Inbox: ${countOf(unread, "new notice")}` : "Inbox";
    return html`<a href="/inbox" aria-label=${label} title=${label}>
      ${icon("bell")}${unread > 0 ? html`<span class="count" aria-hidden="true">${unread > 99 ? "99+" : unread}</span>` : nothing}
    </a>`;
  }
}
customElements.define("necto-bell", NectoBell);
