import { createHash } from "node:crypto";

/** What a buyer's browser knows of its user and the server must not keep of an untracked job. */
export const CANARY_KINDS = [
  ...["mail", "name", "ip", "user-agent", "prompt", "wallet"],
  ...["org", "session", "referrer", "cookie", "capability", "query"],
] as const;
export type CanaryKind = (typeof CANARY_KINDS)[number];

/** Strings that are nowhere unless somebody put them there, one of each kind. */
export type Canaries = Readonly<Record<CanaryKind, string>>;

/** Those that can be chosen; a session is the server's, a wallet has a key. */
export type ChosenCanaries = Omit<Canaries, "session" | "wallet">;

/**
 * The strings of one job: the same for the same seed and number, different for any other.
 *
 * @example chooseCanaries("1", 0).mail // "mara.2f81c05d@kestrel-6a90e1b7.example"
 */
export function chooseCanaries(seed: string, job: number): ChosenCanaries {
  const hex = createHash("sha512").update(`${seed}:${job}`).digest("hex");
  let at = 0;
  const some = (digits: number) => hex.slice(at, (at += digits));
  const octet = () => 100 + (Number.parseInt(some(2), 16) % 156);
  return {
    mail: `mara.${some(8)}@kestrel-${some(8)}.example`,
    name: `Zoë Quetzal-${some(8)}`,
    ip: [octet(), octet(), octet(), octet()].join("."),
    "user-agent": `CanaryBrowser/${some(8)} (Plan 9; ${some(4)})`,
    prompt: `train the gerbil detector ${some(10)} on our tapes`,
    org: `Ocelot & Sons ${some(8)}`,
    referrer: `https://intranet-${some(8)}.example/budget`,
    cookie: `tracker-${some(16)}`,
    capability: `0x${createHash("sha256").update(`capability ${seed}:${job}`).digest("hex")}`,
    query: `campaign-${some(12)}`,
  };
}
