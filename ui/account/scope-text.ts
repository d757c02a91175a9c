import type { ApiKeyScope } from "@necto/tools/protocol/api-key";

/** In the order that they are shown in; the schema itself would bring zod into the page. */
export const SCOPES: readonly ApiKeyScope[] = ["read", "book", "provider"];

/** What each scope lets a program do, for whoever gives it. */
export const SCOPE_TEXT: Readonly<Record<ApiKeyScope, { readonly title: string; readonly says: string }>> = {
  read: { title: "Read", says: "Tracked conversations, approvals and jobs of this account." },
  book: {
    title: "Book",
    says: "Ask for prices and bookings, in this account's name or untracked. It cannot approve or pay.",
  },
  provider: {
    title: "Provider",
    says: "See what this account lists and earns, and its jobs: hand over access, start, end or decline them.",
  },
};
