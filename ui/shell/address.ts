/** What an address of this site shows. */
export type Address =
  | { readonly page: "chat"; readonly threadId: string | null; readonly role?: "provider" }
  | { readonly page: "prices" }
  /** A root, or the id of a decision or job, to verify; null for the empty page. */
  | { readonly page: "verify"; readonly id: string | null }
  /** One job by its id, or for null those of the demo accounts and of this browser. */
  | { readonly page: "jobs"; readonly jobId: string | null }
  | { readonly page: "new-job" }
  | { readonly page: "provider" }
  | { readonly page: "arbiter" }
  /** A provider's listings; one of them in the form, or `new`. */
  | { readonly page: "listings"; readonly listingId: string | null }
  /** What a provider earned; what the rest of the address chooses is the page's own. */
  | { readonly page: "earnings" }
  | { readonly page: "usage" }
  /** What an organisation lets its members book. */
  | { readonly page: "policy"; readonly org: string }
  /** Watches, with their form; what the rest of the address fills in is the page's own. */
  | { readonly page: "watches" }
  | { readonly page: "inbox" }
  /** What a buyer or a team spent; the rest of the address is the page's own. */
  | { readonly page: "spend" }
  /** A log of acts; one of them as `<scope>/<seq>`. What the rest of the address chooses is the page's own. */
  | { readonly page: "audit"; readonly act: string | null }
  | { readonly page: "keys" }
  | { readonly page: "account" }
  /** One organisation by its id, or for null those of the account. */
  | { readonly page: "team"; readonly org: string | null }
  /** An invitation, whose secret is in the fragment. */
  | { readonly page: "invite" }
  /** What the explorer shows, as the path below it; null for its first page. */
  | { readonly page: "explorer"; readonly place: string | null };

/**
 * `/` and `/chat/<id>` are conversations, `/prices` the market, `/verify/<id>` a verification, `/jobs/<id>` a job,
 * `/jobs/new` the form for one, `/provider/jobs` a provider's side of them, `/provider/chat` its new conversation, `/provider/listings/<id>` its listings,
 * `/provider/earnings` and `/provider/usage` what they brought, `/arbiter` the arbiter's jobs,
 * `/team/<id>` an organisation, `/team/<id>/policy` what it lets its members book, `/invite` an invitation,
 * `/watches` watches, `/inbox` what the account was told,
 * `/spend` what jobs cost, `/account` what is stored of an account, `/account/keys` keys of programs, `/explorer/<kind>/<id>` what a chain or 0G has;
 * `/audit` and `/audit/<scope>/<seq>` what was done; null for everything else.
 */
export function addressOf(pathname: string): Address | null {
  if (pathname === "/") return { page: "chat", threadId: null };
  if (/^\/prices\/?$/.test(pathname)) return { page: "prices" };
  const [verify, wanted] = /^\/verify(?:\/([^/]+))?\/?$/.exec(pathname) ?? [];
  if (verify !== undefined) return { page: "verify", id: wanted === undefined ? null : decode(wanted) };
  if (/^\/jobs\/new\/?$/.test(pathname)) return { page: "new-job" };
  const [jobs, jobId] = /^\/jobs(?:\/([^/]+))?\/?$/.exec(pathname) ?? [];
  if (jobs !== undefined) return { page: "jobs", jobId: jobId === undefined ? null : decode(jobId) };
  if (/^\/provider\/jobs\/?$/.test(pathname)) return { page: "provider" };
  if (/^\/arbiter\/?$/.test(pathname)) return { page: "arbiter" };
  const [listings, listingId] = /^\/provider\/listings(?:\/([^/]+))?\/?$/.exec(pathname) ?? [];
  if (listings !== undefined)
    return { page: "listings", listingId: listingId === undefined ? null : decode(listingId) };
  if (/^\/provider\/chat\/?$/.test(pathname)) return { page: "chat", threadId: null, role: "provider" };
  if (/^\/provider\/earnings\/?$/.test(pathname)) return { page: "earnings" };
  if (/^\/provider\/usage\/?$/.test(pathname)) return { page: "usage" };
  const [, org] = /^\/team\/([^/]+)\/policy\/?$/.exec(pathname) ?? [];
  if (org !== undefined) return { page: "policy", org: decode(org) };
  if (/^\/watches\/?$/.test(pathname)) return { page: "watches" };
  if (/^\/inbox\/?$/.test(pathname)) return { page: "inbox" };
  if (/^\/spend\/?$/.test(pathname)) return { page: "spend" };
  const [audit, scope, seq] = /^\/audit(?:\/([^/]+)\/(\d+))?\/?$/.exec(pathname) ?? [];
  if (audit !== undefined)
    return { page: "audit", act: scope === undefined ? null : `${decode(scope)}/${seq}` };
  if (/^\/account\/keys\/?$/.test(pathname)) return { page: "keys" };
  if (/^\/account\/?$/.test(pathname)) return { page: "account" };
  const [explorer, place] = /^\/explorer(?:\/(.+?))?\/?$/.exec(pathname) ?? [];
  if (explorer !== undefined) return { page: "explorer", place: place ?? null };
  const [team, teamId] = /^\/team(?:\/([^/]+))?\/?$/.exec(pathname) ?? [];
  if (team !== undefined) return { page: "team", org: teamId === undefined ? null : decode(teamId) };
  if (/^\/invite\/?$/.test(pathname)) return { page: "invite" };
  const [, id] = /^\/chat\/([^/]+)\/?$/.exec(pathname) ?? [];
  return id === undefined ? null : { page: "chat", threadId: decode(id) };
}

/** What is no encoded text is taken as it stands; nothing will be found under it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Opens links to this page's own addresses without a load; leaves new tabs and other sites to the browser. */
export function followLinks(root: EventTarget, open: (address: Address, url: URL) => void): void {
  root.addEventListener("click", (event) => {
    const click = event as MouseEvent;
    if (click.defaultPrevented || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey)
      return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    const address = link.hash ? null : addressOf(link.pathname);
    if (!address) return;
    event.preventDefault();
    open(address, new URL(link.href));
  });
}
