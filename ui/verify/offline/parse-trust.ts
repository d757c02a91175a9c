import { parseSubject } from "../parse-subject.ts";
import type { VerifyTrust } from "../verify-messages.ts";

/** What the fields of the offline page hold, as text. */
export interface OfflineFields {
  readonly gateway: string;
  readonly keys: string;
  /** Endpoint of the chain of registry and escrow. */
  readonly rpc: string;
  /** Address of the registry. */
  readonly registry: string;
  /** Address of the escrow. */
  readonly escrow: string;
  readonly chain: string;
  /** Block of that chain to read from. */
  readonly from: string;
  /** A root, or the id of a job. */
  readonly root: string;
}

export const NO_FIELDS: OfflineFields = {
  gateway: "",
  keys: "",
  rpc: "",
  registry: "",
  escrow: "",
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
  const contracts = parseContracts(fields);
  if ("fault" in contracts) return contracts;
  return {
    trust: {
      gateway: url === "" ? null : url,
      agentKeys:
        addresses.length === 0
          ? null
          : { from: "the list you gave", addresses: addresses.map((address) => address.toLowerCase()) },
      ...contracts,
    },
    fault: null,
  };
}

const NO_ADDRESS = "is no address: that is 0x and 40 hex digits.";

/** All of their fields are empty, or one of them can be read. */
function parseContracts(
  fields: Pick<OfflineFields, "rpc" | "registry" | "escrow" | "chain" | "from">,
): Pick<VerifyTrust, "registry" | "escrow"> | Extract<ParsedTrust, { trust: null }> {
  const rpcUrl = fields.rpc.trim();
  const [registry, escrow] = [fields.registry.trim(), fields.escrow.trim()];
  const [chain, from] = [fields.chain.trim(), fields.from.trim()];
  if ([rpcUrl, registry, escrow, chain].every((text) => text === "")) return { registry: null, escrow: null };
  if (!isWebAddress(rpcUrl)) return wrong("rpc", "The chain is read from a web address: https://…");
  if (registry === "" && escrow === "")
    return wrong("registry", "Of the chain, the registry is read, the escrow, or both: give an address.");
  if (registry !== "" && !isAddress(registry))
    return wrong("registry", `The registry's address: “${registry}” ${NO_ADDRESS}`);
  if (escrow !== "" && !isAddress(escrow))
    return wrong("escrow", `The escrow's address: “${escrow}” ${NO_ADDRESS}`);
  if (!/^[1-9]\d{0,14}$/.test(chain)) return wrong("chain", "The endpoint needs the number of its chain.");
  if (!/^\d{0,15}$/.test(from))
    return wrong("from", "The first block is a number; empty reads from the start.");
  const at = { rpcUrl, chainId: Number(chain), fromBlock: Number(from), from: "you" };
  const contract = (address: string) => (address === "" ? null : { ...at, address: address.toLowerCase() });
  return { registry: contract(registry), escrow: contract(escrow) };
}

const wrong = (field: keyof OfflineFields, message: string): Extract<ParsedTrust, { trust: null }> => ({
  trust: null,
  fault: { field, message },
});

const isAddress = (text: string): boolean => /^0x[0-9a-f]{40}$/i.test(text);

const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** The root or job that is asked for; null when the field holds none. */
export function parseRoot(text: string): string | null {
  const subject = parseSubject(text);
  return subject && "root" in subject ? subject.root : null;
}
