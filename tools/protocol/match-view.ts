import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { Offer } from "../core/offer.ts";
import { FunnelStep, RejectedGroup, RelaxationView } from "./decision-view.ts";

/**
 * How many offers a search would rank if it were run now, and what keeps the others out. Taken by the same `decide` as a
 * run, over the same market; nothing is kept of it.
 */
export const MatchView = z.object({
  decidedAt: IsoTime,
  offersSeen: Count,
  rankedTotal: Count,
  /** The lowest price among those that would be ranked, whatever they are ranked by; null when there are none. */
  cheapest: z
    .object({
      offer: Offer.pick({ provider: true, source: true, gpu: true, location: true }),
      usdMicrosPerGpuHour: Count,
      /** It can be booked here; others are quotes to compare with. */
      isBookable: z.boolean(),
    })
    .nullable(),
  /** Largest group first. */
  rejectedGroups: z.array(RejectedGroup),
  funnel: z.array(FunnelStep),
  relaxations: z.array(RelaxationView),
});
export type MatchView = z.output<typeof MatchView>;
