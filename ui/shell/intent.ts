import type { Mode, Requirements } from "@necto/tools/core/requirements";
import type { BookRequest } from "@necto/tools/protocol/order";

/** What a user can want anywhere on the page; components tell the app by event, the app acts. */
export interface Intents {
  "necto-say": { readonly text: string };
  "necto-search": { readonly requirements: Requirements; readonly action: string };
  /** An offer of the list on screen is to be laid beside others, or no longer. */
  "necto-compare": { readonly id: string };
  /** Asks the agent for what a table or a form holds, in a new conversation unless one is named; a mode is for a new one. */
  "necto-route": {
    readonly requirements: Requirements;
    readonly action: string;
    readonly mode?: Mode;
    readonly threadId?: string | null;
  };
  /** Opens the form with what a list of the conversation on screen was asked for. */
  "necto-edit": { readonly requirements: Requirements };
  /** The form has taken what it was opened with. */
  "necto-form-seeded": null;
  /** Asks for an offer of the list on screen to be booked; it leads to an approval. */
  "necto-book": BookRequest & { readonly title: string };
  /** An approval was answered here: its thread goes on in a new run. */
  "necto-answered": { readonly runId: string | null; readonly action: string };
  /** Opens the page that verifies a root or a decision. */
  "necto-verify": { readonly id: string };
  /** Opens a place of the explorer, by the path below it. */
  "necto-explore": { readonly place: string | null };
  "necto-stop": null;
  "necto-unqueue": { readonly key: number };
  "necto-retry": null;
  "necto-discard": null;
  "necto-show": { readonly runId: string };
  "necto-mode": { readonly mode: Mode };
  /** New tracked conversations are for an organisation, or for null the account itself; begins one. */
  "necto-act-for": { readonly org: string | null };
  "necto-open": { readonly threadId: string | null };
  "necto-forget": { readonly threadId: string };
  "necto-reload": null;
  "necto-menu": null;
  /** Opens the ways to sign in. */
  "necto-sign-in": null;
  /** Opens a listing in the form, or for null the table of them. */
  "necto-listing": { readonly listingId: string | null };
  "necto-skip": null;
}

/** Sends an intent up through every shadow root. */
export function intend<Name extends keyof Intents>(
  from: EventTarget,
  name: Name,
  detail: Intents[Name],
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
