import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import { keccakText } from "@necto/tools/core/digest";
import type { AdiSandbox } from "@necto/tools/sandbox/adi/open-adi";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { type Hex, toHex } from "viem";
import { recordAct } from "../features/audit/act-queries.ts";
import type { TestServer } from "../testing/test-server.ts";
import type { Booked } from "./book-untracked.ts";
import type { CanaryKind } from "./canaries.ts";
import { encodingsOf } from "./encodings.ts";

/** A job that is in the log of the account which was signed in. */
export const JOIN = { kind: "job", encoding: "plain", where: "GET /api/audit" } as const;

const LEAK_TO = ["calldata", "events", "0G file", "log", "table run_events", "table meta"] as const;

/** A mistake that the check must find. */
export interface Leak {
  readonly kind: CanaryKind;
  readonly encoding: string;
  readonly where: (typeof LEAK_TO)[number];
}

/** One for each kind: every place twice, and every way of writing that a mistake would take. */
export const LEAKS: readonly Leak[] = [
  { kind: "mail", encoding: "plain", where: "calldata" },
  { kind: "name", encoding: "keccak256", where: "events" },
  { kind: "ip", encoding: "plain", where: "log" },
  { kind: "user-agent", encoding: "base64+1", where: "0G file" },
  { kind: "prompt", encoding: "plain", where: "table run_events" },
  { kind: "wallet", encoding: "plain", where: "table meta" },
  { kind: "org", encoding: "url", where: "log" },
  { kind: "session", encoding: "base64+2", where: "0G file" },
  { kind: "referrer", encoding: "hex", where: "table meta" },
  { kind: "cookie", encoding: "sha256", where: "table run_events" },
  { kind: "capability", encoding: "plain", where: "calldata" },
  { kind: "query", encoding: "hex", where: "events" },
];

export interface LeakTo {
  readonly chain: AdiSandbox["chain"];
  readonly server: TestServer;
  readonly say: (line: string) => void;
}

/** Makes a contract that copies what it is called with into an event of no topic. */
const EMITTER: Hex = "0x600b600c600039600b6000f3366000600037366000a000";

/** Makes the mistakes, in the middle of other bytes. */
export async function makeLeaks(
  leaks: readonly Leak[],
  { canaries, jobId }: Pick<Booked, "canaries" | "jobId">,
  to: LeakTo,
): Promise<void> {
  if (leaks.length === 0) return;
  const { chain, server, say } = to;
  const account = canaries.wallet.toLowerCase();
  await server.store.db.transaction().execute((transaction) =>
    recordAct(transaction, {
      ...{ scope: `account:${account}`, action: "job.ended", actor: account, target: jobId },
      ...{ result: "done", at: new Date().toISOString() },
    }),
  );
  const deployer = writeClient(chain, devAccount("deployer"));
  const client = readClient(chain);
  const mined = async (hash: Hex) => client.waitForTransactionReceipt({ hash });
  for (const { kind, encoding, where } of leaks) {
    const way = encodingsOf(canaries[kind]).find((known) => known.encoding === encoding);
    if (way === undefined) throw new Error(`A ${kind} is never written as ${encoding}.`);
    const text = `seen ${way.text} there`;
    const { db } = server.store;
    if (where === "log") say(text);
    if (where === "0G file") server.zeroG.keep(keccakText(text), Buffer.from(text));
    if (where === "table meta")
      await db
        .insertInto("meta")
        .values({ key: `leak:${kind}`, value: text })
        .execute();
    if (where === "table run_events") {
      const run = await db
        .selectFrom("run_events")
        .select("run_id")
        .orderBy("run_id")
        .executeTakeFirstOrThrow();
      const event = JSON.stringify({ type: "CUSTOM", text });
      await db
        .insertInto("run_events")
        .values({ ...run, seq: 1_000_000 + leaks.length + text.length, event })
        .execute();
    }
    // What is digits already is leaked as the bytes they stand for.
    const isDigits = /^([0-9a-f]{2})+$/i.test(way.text);
    const data: Hex = isDigits ? `0x${way.text}` : toHex(text);
    if (where === "calldata")
      await mined(await deployer.sendTransaction({ to: deployer.account.address, data }));
    if (where === "events") {
      const { contractAddress } = await mined(await deployer.sendTransaction({ data: EMITTER }));
      await mined(await deployer.sendTransaction({ to: contractAddress!, data }));
    }
  }
}
