import { viewKeyOf } from "@necto/tools/protocol/access-document";
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
}

export function createMandateKeys(storageOf: () => Pick<Storage, "getItem" | "setItem">): MandateKeys {
  const all = () => JSON.parse(storageOf().getItem(KEY) ?? "[]") as readonly Hex[];
  return {
    all() {
      try {
        return all();
      } catch {
        // Blocked: nothing was ever kept there.
        return [];
      }
    },
    make() {
      const secret = toHex(crypto.getRandomValues(new Uint8Array(32)));
      storageOf().setItem(KEY, JSON.stringify([secret, ...all()]));
      return { viewKey: viewKeyOf(secret) };
    },
  };
}

export const mandateKeys = createMandateKeys(() => localStorage);
