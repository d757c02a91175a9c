import { parseSubject } from "../parse-subject.ts";
import type { VerifyTrust } from "../verify-messages.ts";

/** What the fields of the offline page hold, as text. */
export interface OfflineFields {
  readonly gateway: string;
  readonly keys: string;
  readonly root: string;
}

export const NO_FIELDS: OfflineFields = { gateway: "", keys: "", root: "" };

/** Fields from the part of an address after `#`: `gateway=…&keys=…&root=…`. */
export function parseFields(hash: string): OfflineFields {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    gateway: given.get("gateway") ?? "",
    keys: given.get("keys") ?? "",
    root: given.get("root") ?? "",
  };
}

/** The other way round, without empty fields. */
export const formatFields = (fields: OfflineFields): string =>
  `#${new URLSearchParams(Object.entries(fields).filter(([, value]) => value.trim() !== ""))}`;

/** Whom to ask and believe, or which field is wrong and how. */
export type ParsedTrust =
  | { readonly trust: VerifyTrust; readonly fault: null }
  | {
      readonly trust: null;
      readonly fault: { readonly field: "gateway" | "keys"; readonly message: string };
    };

/** Empty fields ask and believe nobody; the checks say so. */
export function parseTrust({ gateway, keys }: Pick<OfflineFields, "gateway" | "keys">): ParsedTrust {
  const url = gateway.trim();
  if (url !== "" && !isWebAddress(url))
    return { trust: null, fault: { field: "gateway", message: "A gateway is a web address: https://…" } };
  const addresses = keys.split(/[\s,;]+/).filter(Boolean);
  const wrong = addresses.find((address) => !/^0x[0-9a-f]{40}$/i.test(address));
  if (wrong !== undefined)
    return {
      trust: null,
      fault: { field: "keys", message: `${wrong} is no address: that is 0x and 40 hex digits.` },
    };
  return {
    trust: {
      gateway: url === "" ? null : url,
      agentKeys:
        addresses.length === 0
          ? null
          : { from: "the list you gave", addresses: addresses.map((address) => address.toLowerCase()) },
    },
    fault: null,
  };
}

const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** The root that is asked for; null when the field holds none. */
export function parseRoot(text: string): string | null {
  const subject = parseSubject(text);
  return subject && "root" in subject ? subject.root : null;
}
