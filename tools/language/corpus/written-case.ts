import type { ProviderChange } from "../../core/provider-change.ts";
import { NOTHING_SAID, type Requirements } from "../../core/requirements.ts";
import type { Clarify, Intent, ThreadMemory, Understanding } from "../understanding.ts";

/** A frame in the shortest readable form; what is not here is as with nothing said. */
export interface Short {
  readonly gpu?: readonly string[];
  readonly count?: number;
  readonly vram?: number;
  /** USD per GPU-hour. */
  readonly usd?: number;
  /** USD in total. */
  readonly total?: number;
  readonly hours?: number;
  readonly start?: string;
  readonly in?: readonly string[];
  readonly not?: readonly string[];
  readonly pricing?: Requirements["pricingModels"];
  readonly from?: readonly string[];
  readonly notFrom?: readonly string[];
  readonly uptime?: number;
  readonly rating?: number;
  readonly ms?: number;
  readonly me?: string;
  readonly rank?: Requirements["rankBy"];
  readonly mode?: Requirements["mode"];
}

/** What is expected beside the frame. */
export interface Expected {
  readonly intent?: Intent;
  /** The code of the question; without it the message must be understood without asking. */
  readonly ask?: Clarify["code"];
  readonly target?: Understanding["target"];
  readonly change?: Partial<ProviderChange>;
}

export interface WrittenCase {
  readonly text: string;
  /** Null when the intent carries no requirements; undefined when a question makes the frame irrelevant. */
  readonly frame?: Short | null;
  readonly expected: Expected;
  readonly role?: "buyer" | "provider";
  readonly memory?: ThreadMemory;
}

const micros = (usd: number | undefined): number | null =>
  usd === undefined ? null : Math.round(usd * 1_000_000);

/** The full requirements of a short frame. */
export const toRequirements = (short: Short): Requirements => ({
  ...NOTHING_SAID,
  gpuModels: [...(short.gpu ?? [])],
  gpuCount: short.count ?? null,
  minVramGib: short.vram ?? null,
  maxUsdMicrosPerGpuHour: micros(short.usd),
  maxTotalUsdMicros: micros(short.total),
  durationSeconds: short.hours === undefined ? null : Math.round(short.hours * 3600),
  startAt: short.start === undefined ? null : new Date(short.start).toISOString(),
  regions: { include: [...(short.in ?? [])], exclude: [...(short.not ?? [])] },
  pricingModels: [...(short.pricing ?? [])],
  sources: { include: [...(short.from ?? [])], exclude: [...(short.notFrom ?? [])] },
  minUptimeBps: short.uptime ?? null,
  minRatingBps: short.rating ?? null,
  maxLatencyMs: short.ms ?? null,
  buyerCountry: short.me ?? null,
  rankBy: short.rank ?? "cost",
  mode: short.mode ?? null,
});

const BEFORE: Short = { gpu: ["H100"], in: ["EU"], usd: 3 };

/** After "cheapest H100 in EU under $3", with two offers shown. */
export const SHOWN_BEFORE: ThreadMemory = {
  requirements: toRequirements(BEFORE),
  shown: [
    { offerId: "lambda:gpu_8x_h100_sxm5:us-east-1", provider: "Lambda", source: "lambda" },
    { offerId: "necto:0x12", provider: "Fjord Compute", source: "necto" },
  ],
};

/** A follow-up that changes some of it and keeps the rest. */
export const withThread = (text: string, change: Short): WrittenCase => ({
  text,
  frame: { ...BEFORE, ...change },
  memory: SHOWN_BEFORE,
  expected: {},
});
