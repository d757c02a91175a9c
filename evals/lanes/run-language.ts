import { offlineModel } from "@necto/agent/models/offline-model";
import { ProviderChange } from "@necto/tools/core/provider-change";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { CORPUS_NOW, type CorpusLanguage, GENERATED_CASES } from "@necto/tools/language/corpus/generate";
import { GENERATED_QUESTIONS } from "@necto/tools/language/corpus/generate-questions";
import { GENERATED_CHANGES } from "@necto/tools/language/corpus/provider-cases";
import { EMPTY_MEMORY, type Understanding } from "@necto/tools/language/understanding";
import { frameProblems } from "../grade/match-frame.ts";

/** Sentences of one kind. */
export interface LanguageTask {
  readonly kind: "clean" | "noisy" | "unclear" | "provider";
  readonly language: CorpusLanguage;
  readonly seed: number;
  readonly cases: number;
}

export interface LanguageResult extends LanguageTask {
  /** Read exactly, or asked the question that fits. */
  readonly exact: number;
  /** Asked although there was nothing unclear. */
  readonly asked: number;
  /** Read wrongly without asking; of money, always a failure. */
  readonly wrong: readonly string[];
  readonly wrongMoney: readonly string[];
}

const MONEY = /^(maxUsd|maxTotal|gpuCount|durationSeconds|usdMicros|percentBps|from|to)/;
const NEVER = new AbortController().signal;

/** Generated sentences, read by the model that serves without a key, against the frames they were made with. */
export async function runLanguage(task: LanguageTask): Promise<LanguageResult> {
  const model = offlineModel();
  const read = async (text: string, role: "buyer" | "provider"): Promise<Understanding> =>
    (await model.understand(text, { role, now: CORPUS_NOW, memory: EMPTY_MEMORY }, NEVER)).understanding;
  let [exact, asked] = [0, 0];
  const wrong: string[] = [];
  const wrongMoney: string[] = [];
  const judge = (text: string, isSure: boolean, problems: readonly string[]) => {
    if (!isSure) asked += 1;
    else if (problems.length === 0) exact += 1;
    else {
      wrong.push(`${text}: ${problems.join("; ")}`);
      if (problems.some((problem) => MONEY.test(problem))) wrongMoney.push(text);
    }
  };
  const { kind, seed, cases, language } = task;
  if (kind === "unclear")
    for (const { text, ask } of GENERATED_QUESTIONS(seed, cases, language)) {
      const { clarify, intent } = await read(text, "buyer");
      if (clarify?.code === ask) exact += 1;
      else if (clarify) asked += 1;
      else judge(text, true, [`maxUsd: it was read as ${intent} without a question`]);
    }
  else if (kind === "provider")
    for (const { text, intent, change } of GENERATED_CHANGES(seed, cases)) {
      const found = await read(text, "provider");
      judge(
        text,
        found.clarify === null && found.intent === intent,
        frameProblems(change, found.change, ProviderChange.parse({})),
      );
    }
  else
    for (const { text, frame } of GENERATED_CASES(seed, cases, kind, language)) {
      const { intent, clarify, requirements } = await read(text, "buyer");
      judge(text, intent === "search" && clarify === null, frameProblems(frame, requirements, NOTHING_SAID));
    }
  return { ...task, exact, asked, wrong, wrongMoney };
}

/** More than 2,000 sentences in four languages, with other seeds than the parser's own tests. */
export const LANGUAGE_TASKS: readonly LanguageTask[] = [
  ...(["en", "de", "fr", "es"] as const).flatMap((language): LanguageTask[] => [
    { kind: "clean", language, seed: 901, cases: 400 },
    { kind: "noisy", language, seed: 902, cases: 250 },
    { kind: "unclear", language, seed: 903, cases: 150 },
  ]),
  { kind: "provider", language: "en", seed: 904, cases: 300 },
];

/** How much must be read exactly, basis points: typing errors may lead to questions. */
export const LEAST_EXACT_BPS = { clean: 9_900, noisy: 9_500, unclear: 9_900, provider: 9_900 } as const;
