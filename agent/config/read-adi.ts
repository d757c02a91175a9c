import { networkOf } from "@necto/tools/chain/networks";
import { NectoError } from "@necto/tools/errors";
import { badVariable, isHttpUrl, type Read, readAddresses, readKey, readUrl } from "./read-variable.ts";

/** Where a key is, by the names of the variables that say so. */
export interface KeySource {
  /** Prefix of the variables, for messages: `ADI` or `ADI_QUOTE`. */
  readonly name: string;
  /** The key itself: for sandbox and test chains. */
  readonly key: string | null;
  /** Path of a keystore file of version 3: for every chain. */
  readonly keystore: string | null;
  /** Path of the file that holds the keystore's passphrase, its last line break aside. */
  readonly passphraseFile: string | null;
}

/** A chain with Necto's contracts, instead of the sandbox's own. */
export interface AdiConfig {
  readonly chainId: number;
  readonly rpcUrl: string;
  /** What pages and wallets are told to ask, when the server's own address has a provider's key in it. */
  readonly publicRpcUrl: string;
  readonly escrow: string;
  readonly registry: string;
  /** `TeamRoles`; null: there are no organisations. */
  readonly teamRoles: string | null;
  /** That of the escrow, and nothing else, when it is not null. */
  readonly token: string | null;
  /** From this block on there are events of the contracts. */
  readonly fromBlock: number;
  /** Sends for buyers who only sign, and holds gas. */
  readonly sender: KeySource;
  /** Signs quotes of the providers who named its address as their quote operator; null: nobody's. */
  readonly quotes: KeySource | null;
}

const NAMES = [
  "ADI_CHAIN_ID",
  "ADI_RPC_URL",
  "ADI_PUBLIC_RPC_URL",
  "ADI_ESCROW",
  "ADI_REGISTRY",
  "ADI_TEAM_ROLES",
  "ADI_TOKEN",
  "ADI_FROM_BLOCK",
];
const KEY_PARTS = ["PRIVATE_KEY", "KEYSTORE", "KEYSTORE_PASSWORD_FILE"] as const;

/**
 * @throws NectoError `config/…` naming the variable; the sandbox's prices are refused where money is real, and where nobody
 *   knows that it is not
 */
export function readAdi(read: Read, prices: "sandbox" | "live"): AdiConfig | null {
  const all = [
    ...NAMES,
    ...["ADI", "ADI_QUOTE"].flatMap((prefix) => KEY_PARTS.map((part) => `${prefix}_${part}`)),
  ];
  const set = all.find((name) => read(name) !== null);
  if (set === undefined) return null;
  const chainId = readChainId(read, set);
  if (prices === "sandbox" && !isTestChain(chainId))
    throw new NectoError({
      code: "config/sandbox-prices",
      message: `ADI_CHAIN_ID is ${chainId}, where money is real, and prices are the sandbox's. Set NECTO_PRICES=live, or ADI_CHAIN_ID to a test chain.`,
    });
  const sender = readKeySource(read, "ADI");
  if (sender === null)
    throw new NectoError({
      code: "config/missing-key",
      message: `${set} is set, but there is no key to send with. Set ADI_KEYSTORE and ADI_KEYSTORE_PASSWORD_FILE, or on a test chain ADI_PRIVATE_KEY.`,
    });
  const rpcUrl = readRpc(read, chainId);
  return {
    ...{ chainId, rpcUrl, publicRpcUrl: readUrl("ADI_PUBLIC_RPC_URL", read("ADI_PUBLIC_RPC_URL")) ?? rpcUrl },
    ...{ escrow: needAddress(read, "ADI_ESCROW"), registry: needAddress(read, "ADI_REGISTRY") },
    teamRoles: read("ADI_TEAM_ROLES") === null ? null : needAddress(read, "ADI_TEAM_ROLES"),
    token: read("ADI_TOKEN") === null ? null : needAddress(read, "ADI_TOKEN"),
    fromBlock: readBlock(read),
    ...{ sender, quotes: readKeySource(read, "ADI_QUOTE") },
  };
}

/** Every tool's local chain has this id. */
const LOCAL_CHAIN_ID = 31_337;

/** Chains whose money is known to be none. */
export const isTestChain = (chainId: number): boolean =>
  chainId === LOCAL_CHAIN_ID || networkOf(chainId)?.isRealMoney === false;

function readChainId(read: Read, set: string): number {
  const text = read("ADI_CHAIN_ID");
  if (text === null)
    throw new NectoError({
      code: "config/missing-chain",
      message: `${set} is set, but ADI_CHAIN_ID is not. Set it to 99999 (ADI testnet), 36900 (ADI mainnet) or the id of another chain with Necto's contracts.`,
    });
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw badVariable(
    "ADI_CHAIN_ID",
    text,
    "99999 (ADI testnet), 36900 (ADI mainnet) or the id of another chain",
  );
}

/** What is set may hold a provider's key in its path, so it is part of no message. */
function readRpc(read: Read, chainId: number): string {
  const text = read("ADI_RPC_URL");
  const known = networkOf(chainId)?.rpcUrl ?? null;
  if (text === null && known !== null) return known;
  if (text !== null && isHttpUrl(text)) return text;
  throw new NectoError({
    code: "config/bad-variable",
    message: `ADI_RPC_URL is ${text === null ? "not set" : "no http(s) URL"}; it must be the JSON-RPC address of chain ${chainId}.`,
    meta: { name: "ADI_RPC_URL" },
  });
}

function needAddress(read: Read, name: string): string {
  const [address, ...more] = readAddresses(name, read(name));
  if (address !== undefined && more.length === 0) return address;
  throw badVariable(name, read(name) ?? "", "an address, 0x and 40 hex digits");
}

function readBlock(read: Read): number {
  const text = read("ADI_FROM_BLOCK") ?? "0";
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw badVariable("ADI_FROM_BLOCK", text, "the number of a block");
}

function readKeySource(read: Read, name: string): KeySource | null {
  const [key, keystore, passphraseFile] = KEY_PARTS.map((part) => read(`${name}_${part}`));
  if (!key && !keystore && !passphraseFile) return null;
  return {
    ...{ name, key: readKey(`${name}_PRIVATE_KEY`, key ?? null) },
    ...{ keystore: keystore ?? null, passphraseFile: passphraseFile ?? null },
  };
}
