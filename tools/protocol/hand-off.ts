import { z } from "zod";

/** How an offer of another market is taken there. Necto moves no money for it. */
export const HandOff = z.object({
  offerId: z.string(),
  source: z.string(),
  title: z.string(),
  /** `request`: an HTTP request; `command`: for a shell; `sdl`: an Akash deployment; `link`: only a page. */
  kind: z.enum(["request", "command", "sdl", "link"]),
  /** To be copied. */
  body: z.string(),
  url: z.string().nullable(),
  /** What to fill in or to know, one sentence each. */
  notes: z.array(z.string()),
});
export type HandOff = z.output<typeof HandOff>;
