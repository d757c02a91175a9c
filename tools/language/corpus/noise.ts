import type { Random } from "./random.ts";

/** A change that real typing makes and that leaves the meaning alone. */
type Noise = (text: string, random: Random) => string;

const NEIGHBOURS: Readonly<Record<string, string>> = {
  ...{
    a: "sq",
    b: "vn",
    c: "xv",
    d: "sf",
    e: "wr",
    f: "dg",
    g: "fh",
    h: "gj",
    i: "uo",
    j: "hk",
    k: "jl",
    l: "k",
    m: "n",
  },
  ...{
    n: "bm",
    o: "ip",
    p: "o",
    q: "wa",
    r: "et",
    s: "ad",
    t: "ry",
    u: "yi",
    v: "cb",
    w: "qe",
    x: "zc",
    y: "tu",
    z: "x",
  },
};

function misspell(word: string, random: Random): string {
  const at = 1 + random.below(word.length - 2);
  const letter = word[at]!;
  return random.pick([
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + word[at + 1] + letter + word.slice(at + 2),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + random.pick([...(NEIGHBOURS[letter.toLowerCase()] ?? letter)]) + word.slice(at + 1),
  ]);
}

/** One misspelt word of five letters or more; names with digits are never touched. */
const typo: Noise = (text, random) => {
  const words = [...text.matchAll(/(?<![\p{L}\d'-])\p{L}{5,}(?![\p{L}\d'-])/gu)];
  if (words.length === 0) return text;
  const { 0: word, index } = random.pick(words);
  return text.slice(0, index) + misspell(word, random) + text.slice(index + word.length);
};

const letterCase: Noise = (text, random) =>
  random.pick([
    text.toLowerCase(),
    text.toLowerCase(),
    text.toUpperCase(),
    text[0]!.toUpperCase() + text.slice(1),
  ]);

/** Spaces left out beside digits and signs: `h100under$3`, `for12h`. */
const gluedSigns: Noise = (text, random) => {
  const gaps = [
    ...text.matchAll(
      /(?<=\d) (?=(?:under|below|max|in|for|spot)\b)|(?<=\b(?:under|below|max|for)) (?=[$\d])|(?<=\d) (?=(?:hours|days|gb|usd|cents|ms)\b)|(?<=\b\d{1,3}[xX]) (?=[A-Za-z])/gi,
    ),
  ];
  if (gaps.length === 0) return text;
  const { index } = random.pick(gaps);
  return text.slice(0, index) + text.slice(index + 1);
};

const polite: Noise = (text, random) =>
  random.pick([
    (said: string) => `please ${said}`,
    (said: string) => `hey, ${said}`,
    (said: string) => `${said} please`,
    (said: string) => `${said}, thanks!`,
    (said: string) => `uh ${said}`,
    (said: string) => `hi there, ${said}`,
    (said: string) => `${said} 🙏`,
    (said: string) => `ok so ${said}`,
    (said: string) => `${said} asap`,
    (said: string) => `${said}?`,
    (said: string) => `just ${said}`,
  ])(text);

const spaces: Noise = (text, random) => text.replaceAll(" ", () => (random.chance(20) ? "  " : " "));
const dashes: Noise = (text) => text.replaceAll("-", "‑").replaceAll("'", "’");
const fullStop: Noise = (text) => `${text}.`;
const noCommas: Noise = (text) => text.replaceAll(/,(?= )/g, "");

/** Letters typed without their marks: `gunstigste`, `moins chere`, `manana`. */
const withoutMarks: Noise = (text) => text.normalize("NFD").replaceAll(/\p{M}/gu, "");
/** `ü` on a keyboard without it. */
const digraphs: Noise = (text) =>
  text.replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue").replaceAll("ß", "ss");
/** A decimal comma typed as a point. */
const decimalPoint: Noise = (text) => text.replaceAll(/(?<=\b\d),(?=\d\d?\b)/g, ".");

const COMMON: readonly Noise[] = [typo, typo, letterCase, letterCase, spaces, dashes, fullStop, noCommas];
const ENGLISH: readonly Noise[] = [
  typo,
  typo,
  letterCase,
  letterCase,
  gluedSigns,
  gluedSigns,
  polite,
  polite,
  spaces,
  dashes,
  fullStop,
  noCommas,
];

type Wrap = (said: string) => string;

/**
 * One to three kinds of noise on top of each other.
 *
 * @param courtesies what people of another language put around a request; null for English
 */
export function addNoise(text: string, random: Random, courtesies: readonly Wrap[] | null = null): string {
  const courteous: Noise = (said) => random.pick(courtesies ?? [])(said);
  const noises =
    courtesies === null
      ? ENGLISH
      : [...COMMON, courteous, courteous, withoutMarks, withoutMarks, digraphs, decimalPoint];
  let noisy = text;
  for (let times = 1 + random.below(3); times > 0; times--) noisy = random.pick(noises)(noisy, random);
  return noisy;
}
