import type { ReplayPart } from "@necto/tools/trace/replay-decision";
import type { Check } from "@necto/tools/trace/verification";
import type {
  Answers,
  FromWorker,
  Progress,
  Question,
  VerifySubject,
  VerifyTrust,
} from "./verify-messages.ts";

type Group = Extract<Question, { t: "rejected" }>["group"];
type Page = Pick<Extract<Question, { t: "ranked" }>, "offset" | "limit">;

/** Verifies one file in a worker, then reads from it. */
export interface Verifier {
  readonly findRoot: (hash: string, trust: VerifyTrust) => Promise<Answers["find-root"]>;
  readonly verify: (
    subject: VerifySubject,
    trust: VerifyTrust,
    onCheck: (check: Check) => void,
  ) => Promise<Answers["verify"]>;
  readonly replay: (onPart: (part: ReplayPart) => void) => Promise<Answers["replay"]>;
  readonly ranked: (page: Page) => Promise<Answers["ranked"]>;
  readonly rejected: (group: Group, page: Page) => Promise<Answers["rejected"]>;
  readonly file: () => Promise<Answers["file"]>;
  /** Stops whatever it is at; nothing is answered afterwards. */
  readonly close: () => void;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: (progress: Progress) => void;
}

/** @param worker runs `verify-worker.ts` and belongs to the verifier from now on */
export function createVerifier(worker: Worker): Verifier {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;

  worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    const question = waiting.get(data.id);
    if (data.t === "progress") return question?.onProgress(data.progress);
    waiting.delete(data.id);
    if (data.t === "answer") question?.resolve(data.answer as never);
    else question?.reject(new Error(data.message));
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    for (const { reject } of waiting.values())
      reject(new Error(event.message || "Its script could not be loaded."));
    waiting.clear();
  });

  const ask = <T extends Question["t"]>(
    question: Extract<Question, { t: T }>,
    onProgress: (progress: Progress) => void = () => {},
  ): Promise<Answers[T]> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject, onProgress });
      worker.postMessage({ ...question, id });
    });

  return {
    findRoot: (hash, trust) => ask<"find-root">({ t: "find-root", hash, trust }),
    verify: (subject, trust, onCheck) =>
      ask<"verify">({ t: "verify", subject, trust }, (progress) => {
        if (progress.t === "check") onCheck(progress.check);
      }),
    replay: (onPart) =>
      ask<"replay">({ t: "replay" }, (progress) => {
        if (progress.t === "part") onPart(progress.part);
      }),
    ranked: (page) => ask<"ranked">({ t: "ranked", ...page }),
    rejected: (group, page) => ask<"rejected">({ t: "rejected", group, ...page }),
    file: () => ask<"file">({ t: "file" }),
    close: () => worker.terminate(),
  };
}
