import { explainDraft, type ListingDraft } from "@necto/tools/core/listing-draft";
import { NectoError } from "@necto/tools/errors";
import type { Applied, ListingCall } from "@necto/tools/protocol/listings";
import type { Store } from "../../store/open-store.ts";
import { recordOwn } from "../audit/own-acts-queries.ts";
import { answerOnce, findReplay, type MoneyAnswer } from "../booking/idempotency-queries.ts";
import { lockListing } from "./capacity.ts";
import {
  findListing,
  insertEdit,
  insertListing,
  type NewListing,
  type StoredListing,
  savePublished,
  saveWithdrawn,
} from "./listing-queries.ts";
import type { ChainSide, Registrar } from "./registrar.ts";

/** What is to become of a listing. */
export type ListingChange = {
  readonly listingId: string;
  /** Of a listing that is not there yet. */
  readonly create?: NewListing;
} & ({ readonly what: "published"; readonly draft: ListingDraft } | { readonly what: "withdrawn" });

export interface Changing {
  /** Address in lower case. */
  readonly owner: string;
  readonly route: string;
  /** The `Idempotency-Key` header. */
  readonly key: string;
  /** What was asked, as it came in. */
  readonly body: string;
  /** Told once: a repeat gets the first answer instead. */
  readonly changes: () => Promise<readonly ListingChange[]>;
}

export interface ChangeOptions {
  readonly store: Store;
  readonly registrar: Registrar;
  readonly onChange: () => void;
  readonly now: () => number;
}

interface Prepared {
  readonly change: ListingChange;
  /** Null for a new one. */
  readonly before: StoredListing | null;
  readonly side: ChainSide;
}

/**
 * Changes listings of one owner, all or none, once for each key: what is in force here, what its history says, and what is to
 * be told to the chain are one transaction.
 *
 * @returns an `Applied`, byte for byte the same for every repeat
 * @throws NectoError `request/not-found`, `request/bad-listing`, `request/listing-busy`, `request/listing-changed`
 */
export async function changeListings(
  { store, registrar, onChange, now }: ChangeOptions,
  { owner, route, key, body, changes }: Changing,
): Promise<MoneyAnswer> {
  const request = { principal: owner, route, key, body };
  const replay = await findReplay(store.db, request);
  if (replay !== null) return replay;
  const at = new Date(now()).toISOString();
  const prepared = await Promise.all((await changes()).map((change) => prepare(change)));

  async function prepare(change: ListingChange): Promise<Prepared> {
    const found = await findListing(store.db, change.listingId);
    if (found === null ? change.create === undefined : found.owner !== owner)
      throw noListing(change.listingId);
    if (change.what === "published") requireWhole(change.draft);
    const side = await registrar.look({ listingId: change.listingId, owner });
    if (found !== null) await registrar.requireIdle(found, side);
    return { change, before: found, side };
  }

  async function write(db: Store["db"], { change, before, side }: Prepared): Promise<ListingCall | null> {
    const { listingId } = change;
    if (before === null) await insertListing(db, change.create!);
    const row = await lockListing(db, listingId);
    if (row === null || (before !== null && row.seq !== before.seq)) throw changedMeanwhile();
    if (change.what === "withdrawn") await saveWithdrawn(db, listingId);
    else await savePublished(db, listingId, change.draft);
    const detail = change.what === "withdrawn" ? {} : change.draft;
    await insertEdit(db, listingId, { at, by: owner, what: change.what, detail });
    const after = (await findListing(db, listingId))!;
    return registrar.record(db, after, side);
  }

  const { isReplay, ...answer } = await answerOnce(store.db, { ...request, at }, async (db) => {
    const calls: ListingCall[] = [];
    for (const one of prepared) calls.push(...[(await write(db, one)) ?? []].flat());
    for (const { change, before } of prepared)
      await recordOwn(db, owner, { ...toAct(change, before), target: change.listingId, at });
    const applied: Applied = { listingIds: prepared.map(({ change }) => change.listingId), calls };
    return { status: 202, body: JSON.stringify(applied) };
  });
  if (!isReplay) {
    for (const { change } of prepared) registrar.goOn(change.listingId);
    onChange();
  }
  return answer;
}

/** A listing that is taken off is put in force as offline; one that was there before is edited by it, or put back. */
function toAct(change: ListingChange, before: StoredListing | null) {
  if (change.what === "withdrawn") return { action: "listing.withdrawn" };
  const { status, gpuCount } = change.draft;
  const isPaused = status === "offline" && before?.published?.status !== "offline";
  return {
    action: isPaused ? "listing.paused" : "listing.published",
    facts: { isNew: before === null, gpuCount },
  };
}

/** @throws NectoError `request/bad-listing` with every reason, when a draft cannot be published */
function requireWhole(draft: ListingDraft): void {
  const problems = explainDraft(draft);
  if (problems.length === 0) return;
  throw new NectoError({
    code: "request/bad-listing",
    message: problems.map(({ message }) => message).join(" "),
    meta: { problems },
  });
}

/** The same for a listing that is none and one of somebody else. */
export const noListing = (listingId: string): NectoError =>
  new NectoError({
    code: "request/not-found",
    message: `You have no listing ${listingId.slice(0, 80)}.`,
  });

const changedMeanwhile = (): NectoError =>
  new NectoError({
    code: "request/listing-changed",
    message: "This listing was changed meanwhile. Nothing was done; look at it again.",
    retryable: true,
  });
