import { describe, expect, it } from "vitest";
import { ProviderChange } from "../core/provider-change.ts";
import { NOTHING_SAID, type Requirements } from "../core/requirements.ts";
import { CORPUS_NOW, type CorpusLanguage, GENERATED_CASES, type GeneratedCase } from "./corpus/generate.ts";
import { GENERATED_QUESTIONS } from "./corpus/generate-questions.ts";
import { GENERATED_CHANGES, type GeneratedChange } from "./corpus/provider-cases.ts";
import { understand } from "./understand.ts";
import { EMPTY_MEMORY } from "./understanding.ts";

/** Fields where a confident mistake costs money. */
const MONEY_FIELDS: readonly (keyof Requirements)[] = [
  "maxUsdMicrosPerGpuHour",
  "maxTotalUsdMicros",
  "gpuCount",
  "durationSeconds",
];

interface Score {
  readonly exactBps: number;
  readonly asked: number;
  /** Fields of frames that were wrong without asking. */
  readonly wrongFields: readonly string[];
  readonly wrongTexts: readonly string[];
}

function grade({ text, frame }: GeneratedCase) {
  const gold: Requirements = { ...NOTHING_SAID, ...frame };
  const { intent, requirements, clarify } = understand(text, {
    role: "buyer",
    now: CORPUS_NOW,
    memory: EMPTY_MEMORY,
  });
  const isConfident = intent === "search" && clarify === null;
  const fields = Object.keys(gold) as (keyof Requirements)[];
  const wrong = fields.filter(
    (field) => JSON.stringify(gold[field]) !== JSON.stringify(requirements?.[field]),
  );
  return { isConfident, isExact: isConfident && wrong.length === 0, wrong: isConfident ? wrong : [] };
}

function score(cases: readonly GeneratedCase[]): Score {
  const grades = cases.map((one) => ({ text: one.text, ...grade(one) }));
  return {
    exactBps: Math.floor((grades.filter(({ isExact }) => isExact).length * 10_000) / cases.length),
    asked: grades.filter(({ isConfident }) => !isConfident).length,
    wrongFields: grades.flatMap(({ wrong }) => wrong),
    wrongTexts: grades.filter(({ wrong }) => wrong.length > 0).map(({ text }) => text),
  };
}

const moneyMistakes = ({ wrongFields }: Score): string[] =>
  wrongFields.filter((field) => MONEY_FIELDS.some((money) => money === field));

const report = (name: string, { exactBps, asked, wrongTexts }: Score, n: number): string =>
  `${name}: ${exactBps / 100} % exact of ${n}, ${asked} asked, ${wrongTexts.length} confident and wrong`;

const N = 2000;
const LANGUAGES: readonly (readonly [CorpusLanguage, string])[] = [
  ["en", "English"],
  ["de", "German"],
  ["fr", "French"],
  ["es", "Spanish"],
];

describe.each(LANGUAGES)("understand on generated sentences (%s)", (language, name) => {
  it(`reads at least 99 % of clean ${name} exactly and never gets money wrong`, ({ annotate }) => {
    const clean = score(GENERATED_CASES(1, N, "clean", language));
    annotate(report(`${name}, clean`, clean, N));
    expect(moneyMistakes(clean), clean.wrongTexts.join("\n")).toEqual([]);
    expect(clean.exactBps, report("clean", clean, N)).toBeGreaterThanOrEqual(9900);
  });

  it(`reads at least 95 % of ${name} with typing noise exactly and never gets money wrong`, ({
    annotate,
  }) => {
    const noisy = score(GENERATED_CASES(2, N, "noisy", language));
    annotate(report(`${name}, noisy`, noisy, N));
    expect(moneyMistakes(noisy), noisy.wrongTexts.join("\n")).toEqual([]);
    expect(noisy.exactBps, report("noisy", noisy, N)).toBeGreaterThanOrEqual(9500);
  });
});

describe.each(LANGUAGES)(
  "understand on generated requests that hold something unclear (%s)",
  (language, name) => {
    it(`asks about it, with the question that fits, and never searches (${name})`, ({ annotate }) => {
      const answers = GENERATED_QUESTIONS(5, 1000, language).map(({ text, ask }) => {
        const { intent, clarify } = understand(text, {
          role: "buyer",
          now: CORPUS_NOW,
          memory: EMPTY_MEMORY,
        });
        return {
          text,
          ask,
          code: clarify?.code ?? null,
          isConfident: intent === "search" && clarify === null,
        };
      });
      const right = answers.filter(({ ask, code }) => ask === code).length;
      annotate(`${name}: ${right / 10} % of 1000 unclear requests get the question that fits`);
      expect(answers.filter(({ isConfident }) => isConfident).map(({ text }) => text)).toEqual([]);
      expect(right).toBeGreaterThanOrEqual(990);
    });
  },
);

const PROVIDER_MONEY = ["usdMicrosPerGpuHour", "percentBps", "gpuCount", "from", "to"] as const;

function gradeChange({ text, intent, change }: GeneratedChange) {
  const gold = ProviderChange.parse(change);
  const read = understand(text, { role: "provider", now: CORPUS_NOW, memory: EMPTY_MEMORY });
  const isConfident = read.intent === intent && read.clarify === null;
  const differs = (field: keyof ProviderChange): boolean =>
    JSON.stringify(gold[field]) !== JSON.stringify(read.change?.[field]);
  return {
    isExact: isConfident && !(Object.keys(gold) as (keyof ProviderChange)[]).some(differs),
    wrongMoney: isConfident && PROVIDER_MONEY.some(differs) ? [text] : [],
  };
}

describe("understand on generated changes of providers", () => {
  it.each([
    ["clean", 1, 9900],
    ["noisy", 2, 9500],
  ] as const)("reads %s ones exactly and never gets a number wrong", (kind, seed, leastBps) => {
    const grades = GENERATED_CHANGES(seed, N, kind).map(gradeChange);
    expect(grades.flatMap(({ wrongMoney }) => wrongMoney)).toEqual([]);
    expect((grades.filter(({ isExact }) => isExact).length * 10_000) / N).toBeGreaterThanOrEqual(leastBps);
  });
});

it("gives the same corpus for the same seed", () => {
  expect(GENERATED_CASES(3, 50, "noisy")).toEqual(GENERATED_CASES(3, 50, "noisy"));
  expect(GENERATED_CASES(3, 50, "noisy", "fr")).toEqual(GENERATED_CASES(3, 50, "noisy", "fr"));
});
