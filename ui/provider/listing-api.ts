import type { ListingDraft } from "@necto/tools/core/listing-draft";
import type {
  Applied,
  DraftPreview,
  ImportBody,
  ImportReport,
  ListingAction,
  ListingCall,
  Listings,
  ListingView,
} from "@necto/tools/protocol/listings";
import { request } from "../api/necto-api.ts";

const PATH = "/api/provider/listings";
const at = (listingId: string): string => `${PATH}/${encodeURIComponent(listingId)}`;

/** Listings of the account that is signed in, newest first. */
export const fetchListings = (): Promise<Listings> => request(PATH);

export const createListing = (draft: ListingDraft): Promise<ListingView> => request(PATH, { draft });

export const saveListing = (listingId: string, draft: ListingDraft): Promise<ListingView> =>
  request(at(listingId), { draft });

/** Sending it twice with one key does it once. */
export const actOnListing = (listingId: string, action: ListingAction, key: string): Promise<Applied> =>
  request(`${at(listingId)}/${action}`, {}, key);

/** What buyers would see of a draft now. */
export const previewDraft = (draft: ListingDraft, listingId: string | null): Promise<DraftPreview> =>
  request(`${PATH}/preview`, { draft, listingId });

/** What the owner's wallet has to send next. */
export const fetchListingCall = (listingId: string): Promise<{ readonly call: ListingCall | null }> =>
  request(`${at(listingId)}/call`);

export const importListings = (file: ImportBody): Promise<ImportReport> =>
  request(`${PATH}/import`, file, crypto.randomUUID());

/** Where the browser finds a file of all listings. */
export const exportUrl = (format: "csv" | "json"): string => `${PATH}/export?format=${format}`;
