import { parseSubject } from "../parse-subject.ts";
import type { VerifyTrust } from "../verify-messages.ts";

/** What the fields of the offline page hold, as text. */
export interface OfflineFields {
  readonly gateway: string;
  readonly keys: string;
  /** Endpoint of the registry's chain. */
  readonly rpc: string;
  /** Address of the registry. */
  readonly registry: string;
  readonly chain: string;
  /** Block of the registry's chain to read from. */
  readonly from: string;
  readonly root: string;
}

export const NO_FIELDS: OfflineFields = {
  gateway: "",
  keys: "",
  rpc: "",
  registry: "",
  chain: "",
  from: "",
  root: "",
};

/** Fields from the part of an address after `#`: `gateway=…&keys=…&root=…`. */
export function parseFields(hash: string): OfflineFields {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const names = Object.keys(NO_FIELDS) as (keyof OfflineFields)[];
  return Object.fromEntries(names.map((name) => [name, given.get(name) ?? ""])) as unknown as OfflineFields;
}

/** The other way round, without empty fields. */
export const formatFields = (fields: OfflineFields): string =>
  `#${new URLSearchParams(Object.entries(fields).filter(([, value]) => value.trim() !== ""))}`;

/** Whom to ask and believe, or which field is wrong and how. */
export type ParsedTrust =
  | { readonly trust: VerifyTrust; readonly fault: null }
  | {
      readonly trust: null;
      readonly fault: { readonly field: keyof OfflineFields; readonly message: string };
    };

/** Empty fields ask and believe nobody; the checks say so. */
export function parseTrust(fields: Omit<OfflineFields, "root">): ParsedTrust {
  const url = fields.gateway.trim();
  if (url !== "" && !isWebAddress(url)) return wrong("gateway", "A gateway is a web address: https://…");
  const addresses = fields.keys.split(/[\s,;]+/).filter(Boolean);
  const noAddress = addresses.find((address) => !isAddress(address));
  if (noAddress !== undefined) return wrong("keys", `${noAddress} ${NO_ADDRESS}`);
  const registry = parseRegistry(fields);
  if ("fault" in registry) return registry;
  return {
    trust: {
      gateway: url === "" ? null : url,
      agentKeys:
        addresses.length === 0
          ? null
          : { from: "the list you gave", addresses: addresses.map((address) => address.toLowerCase()) },
      ...registry,
    },
    fault: null,
  };
}

const NO_ADDRESS = "is no address: that is 0x and 40 hex digits.";

/** All of its fields are empty, or it can be read. */
function parseRegistry(
  fields: Pick<OfflineFields, "rpc" | "registry" | "chain" | "from">,
): Pick<VerifyTrust, "registry"> | Extract<ParsedTrust, { trust: null }> {
  const rpcUrl = fields.rpc.trim();
  const address = fields.registry.trim();
  const [chain, from] = [fields.chain.trim(), fields.from.trim()];
  if (rpcUrl === "" && address === "" && chain === "") return { registry: null };
  if (!isWebAddress(rpcUrl)) return wrong("rpc", "The registry is read from a web address: https://…");
  if (!isAddress(address)) return wrong("registry", `The registry's address: “${address}” ${NO_ADDRESS}`);
  if (!/^[1-9]\d{0,14}$/.test(chain)) return wrong("chain", "The registry needs the number of its chain.");
  if (!/^\d{0,15}$/.test(from))
    return wrong("from", "The first block is a number; empty reads from the start.");
  return {
    registry: {
      rpcUrl,
      address: address.toLowerCase(),
      chainId: Number(chain),
      fromBlock: Number(from),
      from: "you",
    },
  };
}

const wrong = (field: keyof OfflineFields, message: string): Extract<ParsedTrust, { trust: null }> => ({
  trust: null,
  fault: { field, message },
});

const isAddress = (text: string): boolean => /^0x[0-9a-f]{40}$/i.test(text);

const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** The root that is asked for; null when the field holds none. */
export function parseRoot(text: string): string | null {
  const subject = parseSubject(text);
  return subject && "root" in subject ? subject.root : null;
}
