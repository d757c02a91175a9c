import type { Clarify } from "../understanding.ts";
import type { Clause } from "./clauses.ts";
import { type CorpusLanguage, pickOthers, TEMPLATES } from "./generate.ts";
import { seededRandom } from "./random.ts";

export interface GeneratedQuestion {
  readonly text: string;
  /** The question that must come back. */
  readonly ask: Clarify["code"];
}

/** What cannot be searched for as it stands, in place of a GPU (`true`) or beside one. */
type Unclear = readonly (readonly [text: string, ask: Clarify["code"], isGpu: boolean])[];

const UNCLEAR: Readonly<Record<CorpusLanguage, Unclear>> = {
  en: [
    ["under 3 euros", "currency", false],
    ["max £2.50/hr", "currency", false],
    ["at most 2 AKT per hour", "currency", false],
    ["8x A100 under $10", "price-scope", true],
    ["at least 4 H100", "gpu-count", true],
    ["2-4 A100s", "gpu-count", true],
    ["for a few hours", "time", false],
    ["for at least 6 hours", "time", false],
    ["H300", "unknown-gpu", true],
    ["over $2 per GPU-hour", "not-understood", false],
    ["with flurbing", "not-understood", false],
  ],
  de: [
    ["unter 3 Euro", "currency", false],
    ["für höchstens 2,50 € pro Stunde", "currency", false],
    ["8x A100 unter 10 Dollar", "price-scope", true],
    ["mindestens 4 H100", "gpu-count", true],
    ["zwischen 2 und 4 A100", "gpu-count", true],
    ["für ein paar Stunden", "time", false],
    ["für mindestens 6 Stunden", "time", false],
    ["H300", "unknown-gpu", true],
    ["über 2 Dollar pro GPU-Stunde", "not-understood", false],
    ["mit Quarzsteuerung", "not-understood", false],
  ],
  fr: [
    ["à moins de 3 euros", "currency", false],
    ["au plus 2,50 € de l'heure", "currency", false],
    ["8x A100 à moins de 10 dollars", "price-scope", true],
    ["au moins 4 H100", "gpu-count", true],
    ["entre 2 et 4 A100", "gpu-count", true],
    ["pendant quelques heures", "time", false],
    ["pendant au moins 6 heures", "time", false],
    ["H300", "unknown-gpu", true],
    ["à plus de 2 $ par GPU-heure", "not-understood", false],
    ["avec des brouettes", "not-understood", false],
  ],
  es: [
    ["por menos de 3 euros", "currency", false],
    ["máximo 2,50 € la hora", "currency", false],
    ["8x A100 por menos de 10 dólares", "price-scope", true],
    ["al menos 4 H100", "gpu-count", true],
    ["entre 2 y 4 A100", "gpu-count", true],
    ["por unas horas", "time", false],
    ["durante al menos 6 horas", "time", false],
    ["H300", "unknown-gpu", true],
    ["por más de 2 dólares por GPU-hora", "not-understood", false],
    ["con molinillos", "not-understood", false],
  ],
};

/** Fields that an unclear price or length would contradict. */
const MONEY_AND_TIME = [
  "maxUsdMicrosPerGpuHour",
  "maxTotalUsdMicros",
  "durationSeconds",
  "startAt",
  "gpuCount",
];

/** Requests that hold one thing which must be asked about, among clear ones. */
export function GENERATED_QUESTIONS(seed: number, n: number, language: CorpusLanguage): GeneratedQuestion[] {
  const random = seededRandom(seed);
  const templates = TEMPLATES[language];
  const isClear = ({ frame }: Clause): boolean =>
    !Object.keys(frame).some((field) => MONEY_AND_TIME.includes(field));
  return Array.from({ length: n }, () => {
    const [unclear, ask, isGpu] = random.pick(UNCLEAR[language]);
    const gpu = isGpu ? unclear : random.pick(["H100", "A100", "RTX 4090", "L40S"]);
    const others = pickOthers(random, random.below(3), templates.others).filter(isClear);
    const clear = others.filter(({ frame }) => !("rankBy" in frame)).map(({ text }) => text);
    const clauses = isGpu ? clear : random.shuffle([...clear, unclear]);
    const head = random.pick(templates.heads);
    return { text: [head, [gpu, ...clauses].join(", ")].filter(Boolean).join(" "), ask };
  });
}
