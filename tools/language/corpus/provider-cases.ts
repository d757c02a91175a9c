import type { ProviderChange } from "../../core/provider-change.ts";
import type { Intent } from "../understanding.ts";
import { addNoise } from "./noise.ts";
import { type Random, seededRandom } from "./random.ts";

export interface GeneratedChange {
  readonly text: string;
  readonly intent: Intent;
  /** What was said; every field not here is as with nothing said. */
  readonly change: Partial<ProviderChange>;
}

type Maker = (random: Random) => GeneratedChange;

const GPUS: readonly (readonly [one: string, many: string, model: string])[] = [
  ["H100", "H100s", "H100"],
  ["A100", "A100s", "A100"],
  ["RTX 4090", "RTX 4090s", "RTX 4090"],
  ["4090", "4090s", "RTX 4090"],
  ["L40S", "L40S", "L40S"],
  ["H200", "H200s", "H200"],
  ["A6000", "A6000s", "RTX A6000"],
  ["MI300X", "MI300X", "MI300X"],
];

const setPrice: Maker = (random) => {
  const [one, many, model] = random.pick(GPUS);
  const cents = random.pick([35, 79, 95, 120, 180, 195, 210, 250, 325]);
  const usd = cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2);
  const text = random.pick([
    `set my ${one} price to ${usd}`,
    `set my ${one} price to $${usd}`,
    `set the price of my ${many} to $${usd}/hr`,
    `change my ${one} price to $${usd} per GPU-hour`,
    `${one} price ${usd}`,
    `make my ${many} $${usd} per hour`,
    `lower my ${many} to $${usd}`,
    `raise the ${one} rate to ${usd} usd per hour`,
    `update ${one} price to ${cents} cents`,
    `price my ${many} at $${usd}`,
  ]);
  return { text, intent: "set-price", change: { gpuModels: [model], usdMicrosPerGpuHour: cents * 10_000 } };
};

const changeShare: Maker = (random) => {
  const [one, many, model] = random.pick(GPUS);
  const percent = random.pick([2, 2.5, 5, 7.5, 10, 15, 20]);
  const down = random.pick([
    `lower my ${one} prices by ${percent}%`,
    `${percent} % off all my ${many}`,
    `${percent}% discount on my ${many}`,
    `reduce ${one} by ${percent} percent`,
    `cut my ${one} price by ${percent}%`,
    `knock ${percent}% off my ${many}`,
    `make my ${many} ${percent}% cheaper`,
    `-${percent}% on all my ${many}`,
  ]);
  const up = random.pick([
    `raise my ${one} prices by ${percent}%`,
    `increase ${one} by ${percent} percent`,
    `${percent} % more for my ${many}`,
    `bump my ${one} price by ${percent}%`,
    `+${percent}% on all my ${many}`,
  ]);
  const isDown = random.chance(60);
  const percentBps = percent * 100 * (isDown ? -1 : 1);
  return { text: isDown ? down : up, intent: "set-price", change: { gpuModels: [model], percentBps } };
};

/** Counted from Sunday, 22 November 2026, 10:00 UTC. */
const WINDOWS: readonly (readonly [text: string, from: string | null, to: string | null])[] = [
  ["", null, null],
  ["from Friday 18:00 to Monday 8:00 UTC", "2026-11-27T18:00:00.000Z", "2026-11-30T08:00:00.000Z"],
  ["from 2026-12-01 to 2026-12-03", "2026-12-01T00:00:00.000Z", "2026-12-03T00:00:00.000Z"],
  ["until Tuesday 9am UTC", null, "2026-11-24T09:00:00.000Z"],
  ["for 2 hours", null, "2026-11-22T12:00:00.000Z"],
  ["starting tomorrow", "2026-11-23T00:00:00.000Z", null],
];

const capacity: Maker = (random) => {
  const [one, many, model] = random.pick(GPUS);
  const count = random.pick([null, 2, 4, 8]);
  const hardware =
    count === null
      ? `my ${many}`
      : random.pick([`${count} ${one}`, `${count}x ${one}`, `${count} of my ${many}`]);
  const [when, from, to] = random.pick(WINDOWS);
  const [text, status] = random.pick([
    [`take ${hardware} offline`, "offline"],
    [`bring ${hardware} back online`, "available"],
    [`pause ${hardware}`, "offline"],
    [`resume ${hardware}`, "available"],
    [`put ${hardware} in maintenance`, "offline"],
    [`mark ${hardware} as reserved`, "reserved"],
  ] as const);
  return {
    text: `${text} ${when}`.trim(),
    intent: "set-capacity",
    change: { gpuModels: [model], status, from, to, ...(count === null ? {} : { gpuCount: count }) },
  };
};

/** What providers say, from templates × values (× noise), the same for the same seed. */
export function GENERATED_CHANGES(
  seed: number,
  n: number,
  kind: "clean" | "noisy" = "clean",
): GeneratedChange[] {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => {
    const clean = random.pick([setPrice, changeShare, capacity])(random);
    return kind === "clean" ? clean : { ...clean, text: addNoise(clean.text, random) };
  });
}
