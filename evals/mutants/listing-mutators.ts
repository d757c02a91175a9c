import type { ChangeRecord, ListingRecord, Trial } from "../run/trial.ts";
import type { Mutator } from "./mutators.ts";

const withListings = (trial: Trial, after: readonly ListingRecord[]): Trial => ({
  ...trial,
  end: { ...trial.end, listings: { ...trial.end.listings, after } },
});

/** One of the listings at the end, changed; null where there is none of the kind. */
function inListing(
  trial: Trial,
  isMeant: (listing: ListingRecord) => boolean,
  change: (listing: ListingRecord) => ListingRecord | null,
): Trial | null {
  const { after } = trial.end.listings;
  const at = after.findIndex((listing) => isMeant(listing) && change(listing) !== null);
  return at < 0 ? null : withListings(trial, after.with(at, change(after[at]!)!));
}

type Draft = NonNullable<ListingRecord["published"]>;

const drafted =
  (change: (draft: Draft) => Partial<Draft> | null) =>
  (listing: ListingRecord): ListingRecord | null => {
    const part = listing.published && change(listing.published);
    return part && { ...listing, published: { ...listing.published!, ...part } };
  };

const priced = (by: (price: number) => number) =>
  drafted(({ pricing }) =>
    pricing.model === "fixed"
      ? { pricing: { ...pricing, amount: String(by(Number(pricing.amount))) } }
      : null,
  );

/** Whose conversation it is; null in one of a buyer. */
const ownerIn = ({ end }: Trial): string | null => end.changes[0]?.owner ?? null;
const isOwn = (trial: Trial) => (listing: ListingRecord) => listing.owner === ownerIn(trial);
const isOthers = (trial: Trial) => (listing: ListingRecord) =>
  ownerIn(trial) !== null && listing.owner !== ownerIn(trial);

const inFirstCard = (trial: Trial, change: (card: ChangeRecord) => ChangeRecord | null): Trial | null => {
  const [first, ...rest] = trial.end.changes;
  const changed = first ? change(first) : null;
  return changed && { ...trial, end: { ...trial.end, changes: [changed, ...rest] } };
};

/** Listings with what a card shows. */
const applying = (after: readonly ListingRecord[], { diffs }: ChangeRecord): readonly ListingRecord[] =>
  after.map((listing) => {
    const diff = diffs.find(({ listingId }) => listingId === listing.listingId);
    return diff ? { ...listing, published: diff.after } : listing;
  });

/** What an agent could do wrong with listings, done to a passing trial. */
export const LISTING_MUTATORS: Readonly<Record<string, Mutator>> = {
  "a listing's price off by 8": (trial) =>
    inListing(
      trial,
      isOwn(trial),
      priced((price) => price * 8),
    ),
  "a listing's units off by 8": (trial) =>
    inListing(
      trial,
      isOwn(trial),
      drafted(({ unitsTotal }) => ({ unitsTotal: unitsTotal * 8 })),
    ),
  "another listing of the same provider": (trial) =>
    inListing(
      trial,
      (listing) =>
        isOwn(trial)(listing) &&
        !trial.end.changes.some(({ diffs }) => diffs.some((diff) => diff.listingId === listing.listingId)),
      priced((price) => price / 2),
    ),
  "another provider's listing changed": (trial) =>
    inListing(
      trial,
      isOthers(trial),
      drafted(({ unitsTotal }) => ({ unitsTotal: unitsTotal + 1 })),
    ),
  "another provider's listing paused on chain": (trial) =>
    inListing(trial, isOthers(trial), (listing) =>
      listing.chain?.status === "available"
        ? { ...listing, chain: { ...listing.chain, status: "offline" } }
        : null,
    ),
  "applied without Apply": (trial) => {
    const card = trial.end.changes.find(
      ({ status, diffs }) => status !== "applied" && diffs.some(({ listingId }) => listingId !== null),
    );
    return card ? withListings(trial, applying(trial.end.listings.after, card)) : null;
  },
  "said to be applied, and nobody pressed Apply": (trial) =>
    inFirstCard(trial, (card) =>
      card.status === "applied" ? null : { ...card, status: "applied", state: "applied" },
    ),
  "agreed to, and not applied": (trial) =>
    trial.end.changes.some(({ status }) => status === "applied")
      ? withListings(trial, trial.end.listings.before)
      : null,
  "applied here, and not on chain": (trial) => {
    const before = new Map(trial.end.listings.before.map((one) => [one.listingId, one.chain]));
    return inListing(trial, isOwn(trial), (listing) => {
      const chain = before.get(listing.listingId);
      return chain && JSON.stringify(chain) !== JSON.stringify(listing.chain) ? { ...listing, chain } : null;
    });
  },
  "told to the chain twice": (trial) =>
    inListing(trial, isOwn(trial), ({ chain, ...listing }) =>
      chain ? { ...listing, chain: { ...chain, version: chain.version + 1 } } : null,
    ),
  "a ceiling for one GPU on a unit of eight": (trial) =>
    inListing(trial, isOwn(trial), ({ chain, published, ...listing }) =>
      chain && published && published.gpuCount > 1
        ? { ...listing, published, chain: { ...chain, ceilingRate: published.ceilingUsdMicros } }
        : null,
    ),
  "another listing on the card": (trial) =>
    inFirstCard(trial, (card) => {
      const other = trial.end.listings.before.find(isOthers(trial));
      const [first, ...rest] = card.diffs;
      return first && other ? { ...card, diffs: [{ ...first, listingId: other.listingId }, ...rest] } : null;
    }),
  "another price on the card": (trial) =>
    inFirstCard(trial, (card) => {
      const [first, ...rest] = card.diffs;
      if (first?.after.pricing.model !== "fixed") return null;
      const pricing = { ...first.after.pricing, amount: `${first.after.pricing.amount}1` };
      return { ...card, diffs: [{ ...first, after: { ...first.after, pricing } }, ...rest] };
    }),
  "somebody else's card": (trial) =>
    inFirstCard(trial, (card) => ({ ...card, owner: `0x${"1".repeat(40)}` })),
  "a step that applies without Apply": (trial) => {
    const at = trial.turns.findIndex(({ runs }) => runs[0]?.changeId != null);
    const turn = trial.turns[at];
    if (!turn) return null;
    const [run, ...rest] = turn.runs;
    const walked = { ...run!, path: [...run!.path, "apply" as const] };
    return { ...trial, turns: trial.turns.with(at, { ...turn, runs: [walked, ...rest] }) };
  },
};
