import { MODES, type Mode, NOTHING_SAID } from "@necto/tools/core/requirements";
import { z } from "zod";
import type { JobValues } from "./job-draft.ts";

/** A conversation that the form goes on with. */
export interface JobThread {
  readonly id: string;
  readonly mode: Mode;
}

/** What is in the form, as it was typed: kept for this tab, so that a reload loses nothing. */
export interface KeptJob {
  readonly values: JobValues;
  /** What was typed where. */
  readonly texts: ReadonlyMap<string, string>;
  /** Null for a conversation of its own. */
  readonly thread: JobThread | null;
}

const KEY = "necto:job-form";

const Kept = z.object({
  values: z.record(z.string(), z.unknown()),
  texts: z.array(z.tuple([z.string(), z.string()])),
  thread: z.object({ id: z.string(), mode: z.enum(MODES) }).nullable(),
});

/** The browser's storage for this tab; where it is blocked, a draft lasts as long as the page. */
export interface JobStorage {
  readonly getItem: (key: string) => string | null;
  readonly setItem: (key: string, value: string) => void;
}

/** What was kept; null when nothing was, or what is there cannot be read any more. */
export function readKept(storage: JobStorage): KeptJob | null {
  try {
    const kept = Kept.safeParse(JSON.parse(storage.getItem(KEY) ?? "null"));
    if (!kept.success) return null;
    const { values, texts, thread } = kept.data;
    const known = Object.entries(values).filter(([field]) => Object.hasOwn(NOTHING_SAID, field));
    return { values: { ...NOTHING_SAID, ...Object.fromEntries(known) }, texts: new Map(texts), thread };
  } catch {
    // Blocked, or written by something else: there is no draft.
    return null;
  }
}

export function keepJob(storage: JobStorage, { values, texts, thread }: KeptJob): void {
  try {
    storage.setItem(KEY, JSON.stringify({ values, texts: [...texts], thread }));
  } catch {
    // Blocked or full: the draft lasts as long as the page.
  }
}
