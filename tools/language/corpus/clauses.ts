import type { Requirements } from "../../core/requirements.ts";
import type { Random } from "./random.ts";

/** Words for one constraint and what they mean, written without the parser's tables. */
export interface Clause {
  readonly text: string;
  readonly frame: Partial<Requirements>;
}
export type ClauseMaker = (random: Random) => Clause;

const GPUS: readonly (readonly [text: string, models: readonly string[], minVramGib?: number])[] = [
  ["H100", ["H100"]],
  ["h100", ["H100"]],
  ["H-100", ["H100"]],
  ["H100 SXM", ["H100 SXM"]],
  ["H100 PCIe", ["H100 PCIe"]],
  ["H200", ["H200"]],
  ["A100", ["A100"]],
  ["A100 80GB", ["A100"], 80],
  ["a100 40gb", ["A100"], 40],
  ["L40S", ["L40S"]],
  ["L4", ["L4"]],
  ["RTX 4090", ["RTX 4090"]],
  ["4090", ["RTX 4090"]],
  ["rtx4090", ["RTX 4090"]],
  ["3090", ["RTX 3090"]],
  ["RTX 6000 Ada", ["RTX 6000 Ada"]],
  ["A6000", ["RTX A6000"]],
  ["MI300X", ["MI300X"]],
  ["B200", ["B200"]],
  ["nvidia T4", ["T4"]],
  ["V100", ["V100"]],
  ["H100 or H200", ["H100", "H200"]],
  ["A100/H100", ["A100", "H100"]],
  ["L40S or A6000", ["L40S", "RTX A6000"]],
];
const WORDS = [
  "",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

const gpu: ClauseMaker = (random) => {
  const [text, gpuModels, minVramGib] = random.pick(GPUS);
  const count = random.pick([null, null, 1, 2, 2, 3, 4, 4, 6, 8, 8, 8, 16, 32]);
  const frame = { gpuModels: [...gpuModels], ...(minVramGib ? { minVramGib } : {}) };
  if (count === null) return { text: random.pick([text, `a ${text}`, text]), frame };
  const isPlain = /\d$/.test(text) && gpuModels.length === 1;
  const ways = [
    `${count}x ${text}`,
    `${count} x ${text}`,
    `${count} × ${text}`,
    `${count} ${text}`,
    ...(gpuModels.length === 1 ? [`${text} x${count}`, `${text} ×${count}`] : []),
    ...(WORDS[count] ? [`${WORDS[count]} ${text}`] : []),
    ...(count === 2 && isPlain ? [`a couple of ${text}s`, `a pair of ${text}s`] : []),
    ...(isPlain ? [`${count} ${text}s`] : []),
  ];
  return { text: random.pick(ways), frame: { ...frame, gpuCount: count } };
};

const price: ClauseMaker = (random) => {
  const cents = random.pick([25, 40, 55, 80, 99, 100, 125, 150, 175, 200, 220, 250, 280, 300, 350, 400, 450]);
  const said = cents % 100 === 0 ? `${cents / 100}` : (cents / 100).toFixed(2);
  const short = String(cents / 100);
  const text = random.pick([
    `under $${said}`,
    `under $${short}/hr`,
    `below ${short} dollars per gpu hour`,
    `max $${said}/hr`,
    `max ${said}/hr`,
    `≤ $${short}`,
    `<= $${said} per hour`,
    `<$${short}/h`,
    `at most ${cents} cents`,
    `at most ${cents}¢ an hour`,
    `no more than $${said} per hour`,
    `not over $${said}`,
    `less than ${short} usdc per hour`,
    `up to $${said} an hour`,
    `$${short}/h max`,
    `$${said}/gpu/hr or less`,
    `for $${short} per GPU-hour`,
    `cheaper than $${said}`,
    `with a price cap of $${said}`,
    `price under ${short}`,
    `${short} usd per gpu hour at most`,
    `between $0.10 and $${said}`,
    `capped at $${said}/hour`,
    `$${said} per card max`,
  ]);
  return { text, frame: { maxUsdMicrosPerGpuHour: cents * 10_000 } };
};

const budget: ClauseMaker = (random) => {
  const dollars = random.pick([60, 75, 100, 200, 250, 500, 750, 1000, 1500, 2000, 12_000]);
  const grouped = dollars.toLocaleString("en-US");
  const text = random.pick([
    `budget $${dollars}`,
    `with a budget of $${grouped}`,
    `for $${dollars} total`,
    `all-in under $${grouped}`,
    `under $${dollars} in total`,
    `total budget ${dollars} usd`,
    `$${grouped} budget`,
    `max $${dollars} altogether`,
    ...(dollars % 1000 === 0 ? [`${dollars / 1000}k total`, `budget of $${dollars / 1000}k`] : []),
  ]);
  return { text, frame: { maxTotalUsdMicros: dollars * 1_000_000 } };
};

const DURATIONS: readonly (readonly [text: string, seconds: number])[] = [
  ["for 6 hours", 21_600],
  ["for 12h", 43_200],
  ["for 24 hrs", 86_400],
  ["for 2 days", 172_800],
  ["for three days", 259_200],
  ["for a week", 604_800],
  ["for two weeks", 1_209_600],
  ["for 90 minutes", 5400],
  ["for 30 min", 1800],
  ["for an hour", 3600],
  ["for a day", 86_400],
  ["for half a day", 43_200],
  ["for 1.5 hours", 5400],
  ["for 1 month", 2_628_000],
  ["for 36 hours", 129_600],
  ["for 2h30m", 9000],
];
const duration: ClauseMaker = (random) => {
  const [text, durationSeconds] = random.pick(DURATIONS);
  return { text, frame: { durationSeconds } };
};

/** Counted from Sunday, 22 November 2026, 10:00 UTC. */
const STARTS: readonly (readonly [text: string, startAt: string])[] = [
  ["starting 2026-12-01", "2026-12-01T00:00:00.000Z"],
  ["starting Dec 1", "2026-12-01T00:00:00.000Z"],
  ["from December 3rd", "2026-12-03T00:00:00.000Z"],
  ["starting tomorrow", "2026-11-23T00:00:00.000Z"],
  ["tomorrow at 9am UTC", "2026-11-23T09:00:00.000Z"],
  ["tomorrow 9am PST", "2026-11-23T17:00:00.000Z"],
  ["starting next Monday", "2026-11-23T00:00:00.000Z"],
  ["from Friday 18:00 UTC", "2026-11-27T18:00:00.000Z"],
  ["starting 5 January 2027", "2027-01-05T00:00:00.000Z"],
  ["starting 2026-12-01T08:30:00Z", "2026-12-01T08:30:00.000Z"],
];
const start: ClauseMaker = (random) => {
  const [text, startAt] = random.pick(STARTS);
  return { text, frame: { startAt } };
};

const INCLUDED: readonly (readonly [text: string, include: readonly string[]])[] = [
  ["in Germany", ["DE"]],
  ["in the EU", ["EU"]],
  ["in EU", ["EU"]],
  ["in Europe", ["EUROPE"]],
  ["in the US", ["US"]],
  ["in the USA", ["US"]],
  ["in North America", ["NORTH_AMERICA"]],
  ["in Asia", ["ASIA"]],
  ["in APAC", ["APAC"]],
  ["in Frankfurt", ["DE"]],
  ["in Paris or London", ["FR", "GB"]],
  ["in France or Spain", ["FR", "ES"]],
  ["in Canada", ["CA"]],
  ["in the Nordics", ["NORDICS"]],
  ["in Japan", ["JP"]],
  ["in eu-west-1", ["IE"]],
  ["US only", ["US"]],
  ["EU-only", ["EU"]],
  ["hosted in Sweden", ["SE"]],
  ["only in Norway", ["NO"]],
];
const EXCLUDED: readonly (readonly [text: string, exclude: readonly string[]])[] = [
  ["not in the US", ["US"]],
  ["not in the US or India", ["US", "IN"]],
  ["outside China", ["CN"]],
  ["outside of China and Russia", ["CN", "RU"]],
  ["excluding India", ["IN"]],
  ["anywhere but Asia", ["ASIA"]],
  ["anywhere except China", ["CN"]],
  ["not in Germany, France or Spain", ["DE", "FR", "ES"]],
  ["non-EU", ["EU"]],
];
const region: ClauseMaker = (random) => {
  if (random.chance(65)) {
    const [text, include] = random.pick(INCLUDED);
    return { text, frame: { regions: { include: [...include], exclude: [] } } };
  }
  if (random.chance(20))
    return { text: "in the EU but not Germany", frame: { regions: { include: ["EU"], exclude: ["DE"] } } };
  const [text, exclude] = random.pick(EXCLUDED);
  return { text, frame: { regions: { include: [], exclude: [...exclude] } } };
};

type Models = Requirements["pricingModels"];
const PRICINGS: readonly (readonly [text: string, models: Models])[] = [
  ["only spot", ["spot"]],
  ["spot only", ["spot"]],
  ["spot instances", ["spot"]],
  ["no spot", ["fixed", "token", "dynamic"]],
  ["anything but spot", ["fixed", "token", "dynamic"]],
  ["on-demand", ["fixed", "dynamic"]],
  ["no token pricing", ["fixed", "spot", "dynamic"]],
  ["no spot or token pricing", ["fixed", "dynamic"]],
  ["fixed price only", ["fixed"]],
  ["fixed or spot", ["fixed", "spot"]],
];
const pricing: ClauseMaker = (random) => {
  const [text, pricingModels] = random.pick(PRICINGS);
  return { text, frame: { pricingModels: [...pricingModels] } };
};

const SOURCES: readonly (readonly [text: string, include: readonly string[], exclude: readonly string[]])[] =
  [
    ["from lambda", ["lambda"], []],
    ["on akash", ["akash"], []],
    ["only necto", ["necto"], []],
    ["from lambda or necto", ["lambda", "necto"], []],
    ["via io.net", ["ionet"], []],
    ["not from lambda", [], ["lambda"]],
    ["not on akash or aws", [], ["akash", "aws-spot"]],
    ["no akash", [], ["akash"]],
    ["without lambda labs", [], ["lambda"]],
  ];
const source: ClauseMaker = (random) => {
  const [text, include, exclude] = random.pick(SOURCES);
  return { text, frame: { sources: { include: [...include], exclude: [...exclude] } } };
};

const table =
  <Field extends keyof Requirements>(
    field: Field,
    rows: readonly (readonly [string, Requirements[Field]])[],
  ): ClauseMaker =>
  (random) => {
    const [text, value] = random.pick(rows);
    return { text, frame: { [field]: value } };
  };

const uptime = table("minUptimeBps", [
  ["99.9% uptime", 9990],
  ["with at least 99% uptime", 9900],
  ["uptime of at least 99.5%", 9950],
  ["uptime above 99%", 9900],
  ["99.95% SLA", 9995],
]);
const rating = table("minRatingBps", [
  ["rated 4.5+", 9000],
  ["at least 4 stars", 8000],
  ["rating above 4", 8000],
  ["4+ stars", 8000],
  ["rated at least 4.8", 9600],
  ["five stars", 10_000],
]);
const latency = table("maxLatencyMs", [
  ["latency under 50 ms", 50],
  ["under 80ms latency", 80],
  ["with ping below 100 ms", 100],
  ["max 30 ms latency", 30],
]);
const mode = table("mode", [
  ["anonymously", "untracked"],
  ["untracked", "untracked"],
  ["privately", "untracked"],
  ["tracked", "tracked"],
  ["on my org's account", "tracked"],
]);
const rank = table("rankBy", [
  ["cheapest first", "cost"],
  ["sorted by price", "cost"],
  ["most reliable first", "reliability"],
  ["best value", "balanced"],
  ["lowest latency first", "latency"],
  ["balanced", "balanced"],
]);
const origin = table("buyerCountry", [
  ["I'm in France", "FR"],
  ["we are based in Berlin", "DE"],
  ["I am in the UK", "GB"],
]);
const vram = table("minVramGib", [
  ["with at least 24GB", 24],
  ["at least 24 GB of VRAM", 24],
  ["16GB+ vram", 16],
  ["with 16 gigs or more", 16],
  ["vram >= 24", 24],
]);

export const GPU_CLAUSE: ClauseMaker = gpu;
/** Every other clause, by a weight that resembles how often people say it. */
export const OTHER_CLAUSES: readonly (readonly [name: string, make: ClauseMaker, weight: number])[] = [
  ["price", price, 8],
  ["budget", budget, 3],
  ["duration", duration, 5],
  ["start", start, 2],
  ["region", region, 7],
  ["pricing", pricing, 4],
  ["source", source, 3],
  ["uptime", uptime, 2],
  ["rating", rating, 2],
  ["latency", latency, 1],
  ["mode", mode, 2],
  ["rank", rank, 3],
  ["origin", origin, 1],
  ["vram", vram, 1],
];
