import type { LANES } from "./lanes.ts";

type Lanes = typeof LANES;
export type LaneName = keyof Lanes;

/** Work for one process: which lane, and what of it. */
export type Task = {
  readonly [Lane in LaneName]: { readonly lane: Lane; readonly payload: Parameters<Lanes[Lane]>[0] };
}[LaneName];

export type ResultOf<Lane extends LaneName> = Awaited<ReturnType<Lanes[Lane]>>;
