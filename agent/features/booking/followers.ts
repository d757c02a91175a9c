import type { Intent } from "./journal/intent-queries.ts";

/** How payments are watched on their way. */
export interface Followers {
  /** Hears the id of an intent that has taken a step. */
  readonly hear: (intentId: string) => void;
  /**
   * Waits until the chain has what was recorded, or refuses it for good.
   *
   * @param onStep hears each new state
   * @throws the signal's reason when it is aborted
   */
  readonly follow: (intent: Intent, onStep: (intent: Intent) => void, signal: AbortSignal) => Promise<Intent>;
}

/** Of what was paid, a mined block is told; that it stays is the journal's care. */
const OVER: readonly Intent["state"][] = ["mined", "done", "failed", "cancelled"];
/** A look now and then, should a step have gone unheard. */
const LOOK_AGAIN_MS = 100;

/** @param find reads an intent as the journal has it now */
export function createFollowers(find: (intentId: string) => Promise<Intent | null>): Followers {
  const steps = new Map<string, () => void>();
  return {
    hear: (intentId) => steps.get(intentId)?.(),
    async follow(intent, onStep, signal) {
      let known = intent;
      let heard = Promise.withResolvers<void>();
      const hear = () => heard.resolve();
      steps.set(intent.id, hear);
      signal.addEventListener("abort", hear);
      const look = setInterval(hear, LOOK_AGAIN_MS);
      try {
        for (;;) {
          signal.throwIfAborted();
          heard = Promise.withResolvers();
          const next = (await find(intent.id)) ?? known;
          if (next.state !== known.state) onStep(next);
          known = next;
          if (OVER.includes(known.state)) return known;
          await heard.promise;
        }
      } finally {
        clearInterval(look);
        signal.removeEventListener("abort", hear);
        steps.delete(intent.id);
      }
    },
  };
}
