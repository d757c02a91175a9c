import { createRunner, type RunResult } from "@necto/agent/graph/run-graph";
import { NEW_THREAD, type ThreadState } from "@necto/agent/graph/state";
import type { Market } from "@necto/agent/market/market";
import type { AgentModel } from "@necto/agent/models/agent-model";
import { factsOf, sealRun } from "@necto/agent/traces/seal-run";
import type { CodedDecision } from "@necto/tools/core/decide";
import { NectoError } from "@necto/tools/errors";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import { devKey } from "@necto/tools/sandbox/dev-accounts";
import { localSigner } from "@necto/tools/trace/local-signer";
import type { TraceSigner } from "@necto/tools/trace/seal-trace";
import { toRunRecord } from "../run/to-run-record.ts";
import { NO_MONEY } from "../run/trial.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Determinism } from "./clock.ts";
import type { Host, KeptTrace } from "./host.ts";
import { inputText } from "./input-text.ts";

/** What every trace of a trial says of the engine: the same in every checkout. */
export const ENGINE = { version: "0.0.0", commit: null } as const;
const AGENT = localSigner(devKey("agent"));
const signed = new Map<string, ReturnType<TraceSigner["sign"]>>();
/** The agent's key. It signs one digest the same way each time (RFC 6979), so that equal trials need it once. */
export const SIGNER: TraceSigner = {
  ...AGENT,
  sign(digest) {
    const signature = signed.get(digest) ?? AGENT.sign(digest);
    signed.set(digest, signature);
    return signature;
  },
};

export interface TalkOptions extends Determinism {
  readonly market: Market;
  readonly model: AgentModel;
  readonly actor: Scenario["actor"];
}

/** A conversation that cannot end in a booking: the real graph, and what a server would remember between messages. */
export function openTalk({ market, model, actor, now, newId, newNonce, advance }: TalkOptions): Host {
  let thread: ThreadState = NEW_THREAD;
  let shownDecision: CodedDecision | null = null;
  const traces: KeptTrace[] = [];
  const faults: unknown[] = [];
  const signer = async () => SIGNER;
  const open = () => createRunner({ market, model, now, newId, engine: ENGINE, signer, newNonce });
  let runner = open();

  return {
    traces: async () => traces,
    faults,
    async send(request) {
      const events: RunEvent[] = [];
      const stop = new AbortController();
      const at = now();
      const ids = { threadId: "thread-1", runId: newId("run") };
      let result: RunResult | null = null;
      try {
        result = await runner.run({
          ...{ ...ids, mode: actor.mode, thread, shownDecision, commitment: null, signal: stop.signal },
          message: "text" in request ? { text: request.text, role: actor.role } : null,
          frame: "requirements" in request ? request.requirements : null,
          book: "book" in request ? request.book : null,
          keepTrace: async (trace) => void traces.push(trace),
          emit(event) {
            events.push(event);
            if ("stopAt" in request && event.type === "STEP_STARTED" && event.stepName === request.stopAt)
              stop.abort();
          },
        });
        thread = result.thread;
        shownDecision = result.decision ?? shownDecision;
        events.push({ type: "RUN_FINISHED", timestamp: now(), ...ids, outcome: { type: "success" } });
      } catch (error) {
        if (!stop.signal.aborted && !(error instanceof NectoError)) faults.push(error);
        const code = stop.signal.aborted
          ? "run/stopped"
          : error instanceof NectoError
            ? error.code
            : "run/internal";
        events.push({ type: "RUN_ERROR", timestamp: now(), code, message: "" });
      }
      const seal = { engine: ENGINE, signer: SIGNER, nonce: newNonce(), commitment: null };
      traces.push(await sealRun(factsOf(events, actor.role), seal));
      return toRunRecord(inputText(request), { at, events, result });
    },
    answer: () => Promise.reject(new Error("Nothing can be booked in this world.")),
    answerChange: () => Promise.reject(new Error("Nothing can be changed in this world.")),
    act: () => Promise.reject(new Error("Nobody has an account in this world.")),
    edit: () => Promise.reject(new Error("Nothing can be changed in this world.")),
    async crash() {
      // Nothing of a conversation is kept but what the server remembers; a decision is found again by its trace.
      runner = open();
    },
    async wait(seconds) {
      advance(seconds);
    },
    changeRules: async () => {},
    end: async () => NO_MONEY,
    close: async () => {},
  };
}
