import { type Hex, toHex } from "viem";
import { mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

/**
 * The words that every key of the sandbox comes from. They are public: whoever reads this owns the accounts. They are for
 * chains of this machine only; send them nothing of value, and use none of them on a public network.
 */
export const DEV_MNEMONIC = "guess estate omit way gate vote toddler range cinnamon street clinic catch";

/** Who has an account in the sandbox. The place in the list is the key's: new ones go to the end. */
export const DEV_ROLES = [
  "deployer",
  "guardian",
  "treasury",
  "arbiter",
  /** Signs decisions, uploads them to 0G, and sends for buyers who only sign. */
  "agent",
  "relayer",
  "buyer",
  "team-admin",
  "team-user",
  "team-viewer",
  "provider-rheinwerk",
  "provider-nordlys",
  "provider-pacific",
  /** Has accounts of other markets, and rents there for buyers. */
  "broker",
  /** Sends edits and signs quotes for providers that name it as their operator. */
  "operator",
] as const;
export type DevRole = (typeof DEV_ROLES)[number];

/** What each has on a new chain: 10,000 coins, in wei. */
const DEV_BALANCE = 10_000n * 10n ** 18n;

const derived = new Map<DevRole, PrivateKeyAccount>();
const keys = new Map<DevRole, Hex>();
/** The key above all of them; words are turned into it slowly, on purpose, so it is done once. */
let parent: ReturnType<ReturnType<typeof mnemonicToAccount>["getHdKey"]> | undefined;

/**
 * The account of a role, the same on every machine (BIP-44, `m/44'/60'/0'/0/<place>`).
 *
 * @example devAccount("buyer").address // "0x2C859ac64A634b2Fe7ea2710A8a1fC1C2A34e2E8"
 */
export function devAccount(role: DevRole): PrivateKeyAccount {
  const known = derived.get(role);
  if (known !== undefined) return known;
  const account = privateKeyToAccount(devKey(role));
  derived.set(role, account);
  return account;
}

/** The private key itself, for what signs in a process or with a library of its own. */
export function devKey(role: DevRole): Hex {
  const known = keys.get(role);
  if (known !== undefined) return known;
  parent ??= mnemonicToAccount(DEV_MNEMONIC, { path: "m/44'/60'/0'/0" }).getHdKey();
  const key = toHex(parent.deriveChild(DEV_ROLES.indexOf(role)).privateKey!);
  keys.set(role, key);
  return key;
}

/** Balances to open a sandbox chain with. */
export const devBalances = (): Readonly<Record<string, bigint>> =>
  Object.fromEntries(DEV_ROLES.map((role) => [devAccount(role).address, DEV_BALANCE]));
