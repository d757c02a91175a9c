import { shortHash } from "../format/text.ts";
import type { Address } from "./address.ts";

const HEADINGS: Readonly<Record<Exclude<Address["page"], "chat">, string>> = {
  ...{ prices: "Prices", verify: "Verify", jobs: "Jobs", provider: "Provider", arbiter: "Arbiter" },
  "new-job": "New job",
  listings: "Listings",
  earnings: "Earnings",
  usage: "Usage",
  policy: "Policy",
  watches: "Watches",
  inbox: "Inbox",
  spend: "Spend",
  audit: "Audit log",
  keys: "API keys",
  account: "Account",
  explorer: "Explorer",
  team: "Team",
  invite: "Invitation",
};

const PLACES: Readonly<Record<string, string>> = {
  ...{ tx: "Transaction", block: "Block", file: "File", address: "Account", id: "Id", find: "Find" },
};

/** What the page cannot tell from its address. */
export interface KnownNames {
  /** Of the conversation on screen; null while nothing was said in it. */
  readonly thread: string | null;
  readonly orgs: readonly { readonly id: string; readonly name: string }[];
}

/**
 * The title of a tab: the thing that is shown, before the name of the site.
 *
 * @example pageTitle({ page: "jobs", jobId: "0x9f3c…" }, names) // "Job 0x9f3c…01e1 · Necto"
 */
export function pageTitle(address: Address, names: KnownNames): string {
  const thing = address.page === "chat" ? names.thread : thingOf(address, names);
  return thing ? `${thing} · Necto` : "Necto";
}

function thingOf(address: Exclude<Address, { page: "chat" }>, { orgs }: KnownNames): string {
  const heading = HEADINGS[address.page];
  switch (address.page) {
    case "jobs":
      return address.jobId === null ? heading : `Job ${shortHash(address.jobId)}`;
    case "verify":
      return address.id === null ? heading : `${heading} ${shortHash(address.id)}`;
    case "listings":
      if (address.listingId === null) return heading;
      return address.listingId === "new" ? "New listing" : `Listing ${shortHash(address.listingId)}`;
    case "team":
      return orgs.find(({ id }) => id === address.org)?.name ?? heading;
    case "policy": {
      const org = orgs.find(({ id }) => id === address.org);
      return org ? `${heading} of ${org.name}` : heading;
    }
    case "audit":
      return address.act === null ? heading : `Act ${address.act.slice(address.act.lastIndexOf("/") + 1)}`;
    case "explorer": {
      const [kind = "", ...rest] = address.place?.split("/") ?? [];
      const id = rest.at(-1);
      return id && PLACES[kind] ? `${PLACES[kind]} ${shortHash(id)}` : heading;
    }
    default:
      return heading;
  }
}
