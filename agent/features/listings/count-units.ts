import type { UnitsOut } from "@necto/tools/core/listing-draft";

/** Units of a listing now; together they are all of them, unless more is reserved or offline than there is. */
export interface UnitCount {
  readonly total: number;
  /** In jobs, held for payments under way, or promised by the provider. */
  readonly reserved: number;
  /** Taken off by the provider, or nobody has heard of their machine. */
  readonly offline: number;
  readonly available: number;
}

export interface UnitFacts {
  readonly total: number;
  /** In jobs, and held for payments under way. */
  readonly booked: number;
  readonly unitsOut: readonly UnitsOut[];
  /** Empty for a provider without an agent: its machines are taken for alive. Epoch milliseconds. */
  readonly heartbeats: readonly { readonly units: number; readonly seenAt: number }[];
  readonly now: number;
  /** An agent that was not heard of for longer is silent. */
  readonly silenceMs: number;
}

/**
 * How many units are free. A machine that is taken off is silent too, so that of the two the larger counts.
 *
 * @example countUnits({ total: 8, booked: 3, unitsOut: [], heartbeats: [], now, silenceMs }) // 5 available
 */
export function countUnits({ total, booked, unitsOut, heartbeats, now, silenceMs }: UnitFacts): UnitCount {
  const out = (status: UnitsOut["status"]) =>
    sum(unitsOut.filter((some) => some.status === status && isNow(some, now)));
  const alive = sum(heartbeats.filter(({ seenAt }) => now - seenAt <= silenceMs));
  const silent = heartbeats.length === 0 ? 0 : Math.max(total - alive, 0);
  const reserved = booked + out("reserved");
  const offline = Math.min(Math.max(out("offline"), silent), total);
  return { total, reserved, offline, available: Math.max(total - reserved - offline, 0) };
}

/** Share of the units that is rented out or promised, basis points. */
export const utilisationBps = ({ total, reserved }: UnitCount): number =>
  total === 0 ? 0 : Math.min(Math.floor((reserved * 10_000) / total), 10_000);

const sum = (rows: readonly { readonly units: number }[]): number =>
  rows.reduce((units, row) => units + row.units, 0);

const isNow = ({ from, to }: UnitsOut, now: number): boolean =>
  Date.parse(from) <= now && (to === null || now < Date.parse(to));
