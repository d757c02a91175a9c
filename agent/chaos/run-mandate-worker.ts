import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import type { Deployment } from "@necto/contracts/abi/deploy-necto";
import { NectoError } from "@necto/tools/errors";
import type { DemoBuyer } from "@necto/tools/protocol/demo-accounts";
import type { NewMandate } from "@necto/tools/protocol/mandate";
import { mandateIdOf } from "@necto/tools/protocol/mandate-data";
import { findMandate } from "../features/mandates/mandate-queries.ts";
import { createMarket } from "../market/market.ts";
import { openStore } from "../store/open-store.ts";
import { takeLease } from "../store/processes.ts";
import { killAt } from "../traces/failpoints.ts";
import { type ChaosWord, chaosScan } from "./chaos-market.ts";
import { countUnsettled } from "./check-mandates.ts";
import type { KillAt } from "./kill-plan.ts";
import { type MandateServerOptions, openMandateServer } from "./mandate-server.ts";
import type { WorkerAnswer } from "./worker-process.ts";

/** What the parent says when it starts a worker. */
export interface MandateTask {
  readonly place: string;
  readonly folder: string;
  readonly rpcUrl: string;
  /** Without its block, which JSON cannot say: it is the first one. */
  readonly deployment: Omit<Deployment, "fromBlock">;
  /** How far its clock and the chain's are ahead. */
  readonly aheadMs: number;
  /** What the market said last. */
  readonly word: ChaosWord;
  readonly failpoint: KillAt;
}

/** Each may be asked again, and is answered once it is done. */
export type MandateRequest =
  | { readonly sign: NewMandate; readonly account: DemoBuyer }
  | { readonly revoke: string; readonly account: DemoBuyer; readonly of: string }
  | { readonly step: number; readonly word: ChaosWord }
  | { readonly aheadMs: number };

/** What a worker does: hears a market, lets watches fire and mandates book, until it is killed. */
export async function runMandateWorker(parts: Pick<MandateServerOptions, "openWatches"> = {}): Promise<void> {
  const task = JSON.parse(process.argv[2]!) as MandateTask;
  const clock = { aheadMs: task.aheadMs };
  const now = () => Date.now() + clock.aheadMs;
  let { word } = task;
  const fail = (error: unknown) => {
    process.stderr.write(`${inspect(error, { depth: 6 })}\n`);
    process.exit(1);
  };
  const onFault = (error: unknown) => {
    // What is tried again by itself, such as a conversation that the last life has not left yet.
    if (error instanceof NectoError && error.retryable) process.stderr.write(`${error.message}\n`);
    else fail(error);
  };
  const say = (answer: WorkerAnswer<MandateRequest>) => void process.send?.(answer);

  const store = await openStore(task.place, () => "chaos");
  const chain = { url: task.rpcUrl, chainId: task.deployment.chainId };
  const deployment = { ...task.deployment, fromBlock: 0n };
  const at = { chainId: chain.chainId, registry: deployment.contracts.registry.address };
  const { open, mandates, watches, scan } = await openMandateServer({
    ...parts,
    ...{ store, adi: { chain, deployment }, folder: task.folder, now, onFault },
    scan: chaosScan(at, { says: () => word, now }),
    reached: task.failpoint === null ? () => {} : killAt(task.failpoint),
  });

  async function answer(request: MandateRequest): Promise<string> {
    if ("aheadMs" in request) clock.aheadMs = request.aheadMs;
    else if ("step" in request) await judge(request.word);
    else if ("sign" in request) return sign(request);
    else {
      const { account, of: address, revoke: id } = request;
      await mandates.service.revoke({ address, demo: account }, id);
    }
    return "";
  }

  /** Whether it is kept: one that was kept before and has ended since is, and one that no life came to in time is not. */
  async function sign({ sign: mandate, account }: Extract<MandateRequest, { readonly sign: unknown }>) {
    const principal = { address: mandate.terms.account, demo: account };
    try {
      await mandates.service.sign(principal, mandate);
    } catch (error) {
      if ((await findMandate(store.db, mandateIdOf(mandate.terms))) !== null) return "kept";
      if (error instanceof NectoError && error.code === "policy/mandate-expiry") return "too late";
      throw error;
    }
    return "kept";
  }

  /** Has every watch judged by a market of its own: those of searches may be of a moment ago. */
  async function judge(says: ChaosWord): Promise<void> {
    word = says;
    const market = createMarket({ scan, now, maxAgeMs: 0 });
    // On a shared database the last life has it until it counts as gone.
    while (!(await takeLease(store, "watches"))) await sleep(20);
    watches.loop.judge(market.snapshot(await market.quotes(() => {})));
    await watches.loop.settled();
  }

  let queue: Promise<void> = Promise.resolve();
  process.on("message", (request: MandateRequest) => {
    queue = queue.then(async () => say({ request, answer: await answer(request) })).catch(fail);
  });
  process.on("disconnect", () => process.exit(0));
  say({ ready: true });

  try {
    for (;;) {
      await mandates.look();
      await watches.webhooks.deliver();
      await open.indexer.poll();
      say({ open: await countUnsettled(store, chain.chainId) });
      await sleep(60);
    }
  } catch (error) {
    fail(error);
  }
}
