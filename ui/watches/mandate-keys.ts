import { openAccess, viewKeyOf } from "@necto/tools/protocol/access-document";
import { type Hex, toHex } from "viem";

const KEY = "necto:mandate-keys";

/** Secrets that open the access to what mandates of this browser book. Nothing else has them. */
export interface MandateKeys {
  /**
   * A new one, kept before anything is signed for it.
   *
   * @throws whatever the storage does when it is blocked or full: a machine that nobody can open is not to be booked
   */
  readonly make: () => { readonly viewKey: string };
  /** Newest first. */
  readonly all: () => readonly Hex[];
  /** The one that opens the access to a job; null when none of this browser's does. */
  readonly opening: (job: { readonly jobId: string; readonly ciphertext: string }) => Hex | null;
}

export function createMandateKeys(storageOf: () => Pick<Storage, "getItem" | "setItem">): MandateKeys {
  const all = () => JSON.parse(storageOf().getItem(KEY) ?? "[]") as readonly Hex[];
  const readable = (): readonly Hex[] => {
    try {
      return all();
    } catch {
      // Blocked: nothing was ever kept there.
      return [];
    }
  };
  /** Pages draw a job every second. */
  const known = new Map<string, Hex>();
  return {
    all: readable,
    opening({ jobId, ciphertext }) {
      const found = known.get(ciphertext) ?? readable().find((secret) => opens(secret, jobId, ciphertext));
      if (found) known.set(ciphertext, found);
      return found ?? null;
    },
    make() {
      const secret = toHex(crypto.getRandomValues(new Uint8Array(32)));
      storageOf().setItem(KEY, JSON.stringify([secret, ...all()]));
      return { viewKey: viewKeyOf(secret) };
    },
  };
}

/** What was made for another key does not open. */
function opens(secret: Hex, jobId: string, ciphertext: string): boolean {
  try {
    return openAccess(ciphertext, { secret, jobId }) !== null;
  } catch {
    return false;
  }
}

export const mandateKeys = createMandateKeys(() => localStorage);
