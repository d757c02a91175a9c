import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { permit2Address } from "@necto/contracts/abi/networks";
import { mandateIdOf } from "@necto/tools/protocol/mandate-data";
import { openAdi } from "@necto/tools/sandbox/adi/open-adi";
import { MONEY_FAILPOINTS } from "../features/booking/journal/failpoints.ts";
import { MANDATE_FAILPOINTS } from "../features/mandates/failpoints.ts";
import { WATCH_FAILPOINTS } from "../features/watches/failpoints.ts";
import { openStore } from "../store/open-store.ts";
import { FAILPOINTS } from "../traces/failpoints.ts";
import { type ChaosMandate, prepareWatches, signedMandate } from "./chaos-mandates.ts";
import { type ChaosWord, nextWord } from "./chaos-market.ts";
import { chaosEscrow } from "./chaos-orders.ts";
import { type ChaosStep, checkMandates, countUnsettled, type MandateReport } from "./check-mandates.ts";
import { hearWebhooks } from "./hear-webhooks.ts";
import { createKilledWorkers } from "./kill-workers.ts";
import type { MandateRequest, MandateTask } from "./run-mandate-worker.ts";

export interface MandateChaosOptions {
  readonly mandates: number;
  readonly kills: number;
  /** Data folder of the workers; empty or new. */
  readonly folder: string;
  /** PostgreSQL in its place for what is in databases; empty or new. */
  readonly database?: string | undefined;
  /** Numbers from 0 to 1; equal ones kill at equal moments. */
  readonly random: () => number;
  readonly now: () => number;
  /** Where it is killed besides at random; at every failpoint that a firing passes unless said. */
  readonly points?: readonly string[];
  /** Module that the worker runs; another one than Necto's shows that the check bites. */
  readonly worker?: string;
  readonly onRound: (text: string) => void;
  /** Ends the kills; what is under way is brought to its end all the same. */
  readonly signal: AbortSignal;
}

export interface MandateChaosReport extends MandateReport {
  readonly kills: number;
  /** Kills by the point they struck at; `random` for those between two. */
  readonly killsAt: Readonly<Record<string, number>>;
  /** Firings, payments and messages that were under way at the last start. */
  readonly openAtLastStart: number;
}

/** What a firing passes on its way: of a payment's, the first three are of whoever asks by HTTP. */
export const MANDATE_CHAOS_POINTS = [
  ...WATCH_FAILPOINTS,
  ...MANDATE_FAILPOINTS,
  ...FAILPOINTS,
  ...MONEY_FAILPOINTS.slice(MONEY_FAILPOINTS.indexOf("call-simulated")),
] as const;

const WORKER = fileURLToPath(new URL("mandate-worker.ts", import.meta.url));
const MOST_WATCHES = 9;
/** Latest moment of a random kill, and of giving up on a failpoint. */
const LATEST_KILL_MS = 4_000;
const PATIENCE_MS = 15_000;
/** Longest pause between two moments of the market. */
const PAUSE_MS = 700;
const STEPS_OF_A_LIFE = 6;
/** Time passes between two lives, so that what waits to be tried again is due: some seconds, or most of a day. */
const [SECONDS_LATER, HOURS_LATER] = [20, 9 * 3_600];
/** Looks, each so much later, until what is still open counts as lost. */
const MOST_LOOKS = 120;

/**
 * Lets watches with mandates fire on a moving market in a worker that is killed with SIGKILL, again and again, while the chain
 * lives on, mandates are signed and revoked, and days pass; then lets everything end, and holds it against the prices, the
 * mandates and the chain.
 */
export async function runMandateChaos(options: MandateChaosOptions): Promise<MandateChaosReport> {
  const { mandates: wanted, kills, folder, database, random, onRound, signal } = options;
  const place = database ?? folder;
  const clock = { aheadMs: 0 };
  const now = () => options.now() + clock.aheadMs;
  const adi = await openAdi({ folder: null, now: options.now });
  const { deployment } = adi;
  const at = chaosEscrow(adi, permit2Address);
  const ear = await hearWebhooks(() => random() < 0.1);
  const store = await openStore(place, () => "chaos");
  const watches = await prepareWatches(store, deployment, {
    ...{ count: Math.min(wanted, MOST_WATCHES), url: ear.url, now },
  });
  const mandates: ChaosMandate[] = [];
  const steps: ChaosStep[] = [];
  let stepsLeft = 0;
  let round = 0;

  const workers = createKilledWorkers<MandateRequest>({
    ...{ module: options.worker ?? WORKER, points: options.points ?? MANDATE_CHAOS_POINTS, random },
    ...{ latestKillMs: LATEST_KILL_MS, patienceMs: PATIENCE_MS, onAnswer },
    toTask: (): Omit<MandateTask, "failpoint"> => {
      const { fromBlock: _, ...told } = deployment;
      const word: ChaosWord = steps.at(-1)?.word ?? "failed";
      return { ...{ place, folder, rpcUrl: at.rpcUrl, word }, deployment: told, aheadMs: clock.aheadMs };
    },
  });

  const findMandate = (wanted: string) => mandates.find(({ id }) => id === wanted)!;

  function onAnswer(request: MandateRequest, answer: string): void {
    if ("revoke" in request) findMandate(request.revoke).revokedAt ??= now();
    if ("sign" in request && answer === "kept") findMandate(mandateIdOf(request.sign.terms)).keptAt ??= now();
    if (!("step" in request)) return;
    steps[request.step]!.answeredAt = now();
    if (random() < 0.05) revoke(mandates[Math.floor(random() * mandates.length)]);
    if (stepsLeft > 0) setTimeout(nextStep, random() * PAUSE_MS);
  }

  /** The market says something new, once it is heard what it said before. */
  function nextStep(): void {
    if (steps.length > 0 && steps.at(-1)!.answeredAt === null) return;
    stepsLeft -= 1;
    const word = nextWord(random);
    steps.push({ word, askedAt: now(), answeredAt: null });
    workers.ask({ step: steps.length - 1, word });
  }

  function revoke(mandate: ChaosMandate | undefined): void {
    if (mandate === undefined || mandate.isRevoking) return;
    mandate.isRevoking = true;
    const { id, watch, terms } = mandate;
    workers.ask({ revoke: id, account: watch.account, of: terms.account });
  }

  /** Each watch has one mandate at a time: who signs another one revokes the one before. */
  async function signUpTo(count: number): Promise<void> {
    while (mandates.length < Math.min(count, wanted)) {
      const index = mandates.length;
      const watch = watches[index % watches.length]!;
      const name = `chaos mandate ${index} of ${wanted}`;
      const isTight = index >= watches.length;
      const { mandate, signed } = await signedMandate(watch, deployment, { name, isTight, random, now });
      revoke(mandates[index - watches.length]);
      mandates.push(mandate);
      workers.queue({ sign: signed, account: watch.account });
    }
  }

  async function pass(seconds: number): Promise<void> {
    clock.aheadMs += 1_000 * seconds;
    await adi.chain.advance(seconds);
  }

  try {
    for (; round < kills && !signal.aborted; round++) {
      await signUpTo(Math.max(watches.length, Math.ceil(((round + 1) * wanted) / kills)));
      stepsLeft = STEPS_OF_A_LIFE;
      const struck = await workers.live(round, nextStep);
      stepsLeft = 0;
      await pass(random() < 0.06 ? HOURS_LATER : SECONDS_LATER);
      onRound(
        `${round + 1}/${kills} killed at ${struck}; ${mandates.length} mandates, ${steps.length} prices`,
      );
    }
    const openAtLastStart = await countUnsettled(store, at.chainId);
    await signUpTo(wanted);
    const last = await workers.startLast();
    for (let look = 0; look < MOST_LOOKS; look++) {
      await pass(SECONDS_LATER);
      workers.queue({ aheadMs: clock.aheadMs });
      workers.askAgain();
      await Promise.race([last.settled(), sleep(1_500)]);
      if (workers.waiting() === 0 && (await countUnsettled(store, at.chainId)) === 0) break;
    }
    await workers.end(last);
    const report = await checkMandates(store, at, { watches, mandates, steps, heard: ear.heard });
    return { kills: round, killsAt: workers.killsAt, openAtLastStart, ...report };
  } finally {
    await store.close();
    await ear.close();
    await adi.chain.close();
  }
}
