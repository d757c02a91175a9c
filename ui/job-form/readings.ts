import type { Reading } from "../form/draft-fields.ts";

/** Units of a duration, largest first. */
export const DURATION_UNITS = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 } as const;
export type DurationUnit = keyof typeof DURATION_UNITS;
const UNITS = Object.keys(DURATION_UNITS) as DurationUnit[];

/** A duration as it is typed: `1.5 hours`; the number may be anything. */
export interface TypedDuration {
  readonly amount: string;
  readonly unit: DurationUnit;
}

export const formatTyped = ({ amount, unit }: TypedDuration): string => `${amount} ${unit}`;

export function parseTyped(text: string): TypedDuration {
  const at = text.lastIndexOf(" ");
  const unit = UNITS.find((known) => known === text.slice(at + 1));
  return unit ? { amount: text.slice(0, at), unit } : { amount: text, unit: "hours" };
}

/** Whole seconds, in the largest unit that has no fraction. */
export function typedDuration(seconds: number): TypedDuration {
  const unit = UNITS.find((known) => seconds % DURATION_UNITS[known] === 0)!;
  return { amount: String(seconds / DURATION_UNITS[unit]), unit };
}

/** Seconds; null for nothing, and the text itself when it is no duration of whole seconds. */
export function secondsOf({ amount, unit }: TypedDuration): number | string | null {
  const text = amount.trim();
  if (text === "") return null;
  const [, whole, fraction = ""] = /^(\d{1,8})(?:\.(\d{1,4}))?$/.exec(text) ?? [];
  if (whole === undefined) return text;
  const scaled = Number(whole + fraction) * DURATION_UNITS[unit];
  const seconds = scaled / 10 ** fraction.length;
  return Number.isInteger(seconds) ? seconds : text;
}

/** Stars from 0 to 5, in basis points of 5 stars: a star is 2000. */
export const asStars: Reading = {
  read: (typed) => {
    const text = typed.trim();
    if (text === "") return null;
    const [, whole, fraction = ""] = /^(\d)(?:\.(\d{1,4}))?$/.exec(text) ?? [];
    if (whole === undefined) return text;
    const tenThousandths = Number(whole + fraction.padEnd(4, "0"));
    return tenThousandths % 5 === 0 ? tenThousandths / 5 : text;
  },
  write: (value) => {
    if (typeof value !== "number") return String(value ?? "");
    const digits = String(value * 5).padStart(5, "0");
    return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/, "") || "0";
  },
};

/** A moment of a `datetime-local` field, which is meant in UTC. */
export const asMoment: Reading = {
  read: (typed) => (typed === "" ? null : `${typed.length === 16 ? `${typed}:00` : typed}Z`),
  write: (value) => {
    const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
    return Number.isNaN(ms) ? "" : new Date(ms).toISOString().slice(0, 16);
  },
};
