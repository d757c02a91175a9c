import { diffListings, type ListingDiff } from "@necto/tools/core/listing-diff";
import { needsNewVersion, type OwnListing } from "@necto/tools/core/listing-draft";
import { diffNewListing } from "@necto/tools/core/new-listing";
import { ProviderChange } from "@necto/tools/core/provider-change";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { ListingRecord, Trial } from "../run/trial.ts";
import type { Scenario, TurnExpectation } from "../scenario/scenario.ts";
import { DEMO_SLUGS } from "../world/demo-slugs.ts";
import { fixedPrice } from "../world/fixed-price.ts";
import { chosenValues } from "./match-frame.ts";

/** What a signed-in provider's conversation must come to. */
export interface ProviderReference {
  /** By turn: what its card must show. */
  readonly diffs: ReadonlyMap<number, readonly ListingDiff[]>;
  /** By turn: how many listings its Apply changes. */
  readonly applied: ReadonlyMap<number, number>;
  /** The provider's own at the end. A new one's id is `new`: it is decided on the way. */
  readonly own: readonly OwnListing[];
}

/**
 * Each expected change is taken of the listings as the expected answers have left them: an Apply that must be taken changes
 * them, everything else leaves them as they are.
 *
 * @param listings ids in the order of `DEMO_SLUGS`
 * @param at when each turn begins, epoch milliseconds
 */
export function buildProviderReference(
  scenario: Scenario,
  trial: Trial,
  { listings, at }: { readonly listings: readonly string[]; readonly at: readonly number[] },
): ProviderReference | null {
  const { account } = scenario.actor;
  if (account === undefined) return null;
  const owner = devAccount(account).address.toLowerCase();
  const own = new Map(trial.end.listings.before.flatMap((one) => (one.owner === owner ? [ownOf(one)] : [])));
  const diffs = new Map<number, readonly ListingDiff[]>();
  const applied = new Map<number, number>();
  let shown: readonly ListingDiff[] = [];

  const put = (listingId: string, after: OwnListing["draft"]) => {
    const before = own.get(listingId) ?? null;
    const isNew = before === null || needsNewVersion(before.draft, after);
    own.set(listingId, { listingId, version: (before?.version ?? 0) + (isNew ? 1 : 0), draft: after });
  };
  for (const [place, turn] of scenario.turns.entries()) {
    if ("say" in turn && turn.expect.change && turn.expect.approval === true) {
      shown = showing(
        turn.expect,
        trial.turns[place]?.runs[0]?.change ?? null,
        [...own.values()],
        at[place]!,
      );
      diffs.set(place, shown);
    }
    if ("apply" in turn && turn.expect.answers?.includes("202")) {
      for (const { listingId, after } of shown) put(listingId ?? "new", after);
      applied.set(place, shown.length);
    }
    if ("edit" in turn) {
      const { listing, usdcPerGpuHour, status } = turn.edit;
      const listingId = listings[DEMO_SLUGS.indexOf(listing)]!;
      const { draft } = own.get(listingId)!;
      const pricing = usdcPerGpuHour === undefined ? draft.pricing : fixedPrice(usdcPerGpuHour);
      put(listingId, { ...draft, pricing, status: status ?? "available" });
    }
  }
  return { diffs, applied, own: [...own.values()] };
}

const ownOf = ({ listingId, published, chain }: ListingRecord): [string, OwnListing] => [
  listingId,
  { listingId, version: chain!.version, draft: published! },
];

function showing(
  { intent, change }: TurnExpectation,
  actual: ProviderChange | null,
  own: readonly OwnListing[],
  now: number,
): readonly ListingDiff[] {
  const expected = ProviderChange.parse(chosenValues(change!, actual));
  if (intent === "create-listing") return [diffNewListing(expected).diff ?? []].flat();
  return diffListings(expected, own, now).filter(({ changes }) => changes.length > 0);
}
