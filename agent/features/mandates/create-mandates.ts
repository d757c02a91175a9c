import type { DecisionArchive } from "../../server/decision-archive.ts";
import type { RunService } from "../../server/run-service.ts";
import type { Store } from "../../store/open-store.ts";
import type { Booking } from "../booking/create-booking.ts";
import type { FiredWatch } from "../watches/watch-service.ts";
import type { MandateReached } from "./failpoints.ts";
import { createMandateDesk } from "./mandate-desk.ts";
import { insertOrder } from "./mandate-queries.ts";
import { createMandateService, type MandateService } from "./mandate-service.ts";

export interface Mandates {
  readonly service: MandateService;
  /** Takes the next steps of what is under way. */
  readonly look: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface MandatesOptions {
  readonly store: Store;
  readonly booking: Pick<Booking, "open" | "answers" | "demo">;
  readonly runs: Pick<RunService, "start">;
  readonly decisions: Pick<DecisionArchive, "find">;
  /** Pause between two looks; 0 for none by itself. */
  readonly everyMs: number;
  readonly reached?: MandateReached;
  readonly newId: (kind: "thread") => string;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Writes a firing down for the mandate of its watch, in the transaction of the firing: nothing is lost between the two. */
export const onWatchFired = (transaction: Store["db"], { firing }: FiredWatch): Promise<void> =>
  insertOrder(transaction, firing);

/** Mandates, and who books by them. */
export function createMandates(options: MandatesOptions): Mandates {
  const { store, booking, runs, decisions, everyMs, reached, newId, now, onFault } = options;
  const { open, answers, demo } = booking;
  const paysAs = (address: string) =>
    demo.find(
      ({ signer }) => signer.address.toLowerCase() === address.toLowerCase() && open.sendsFor(address),
    )?.account ?? null;
  const desk = createMandateDesk({
    ...{ store, booking: open, runs, answers, decisions, paysAs, now, onFault },
    ...(reached && { reached }),
  });
  const service = createMandateService({ store, booking: open, demo, now, newId });
  let isClosed = false;
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  /** One look after the other: two would take one step, and the second be refused. */
  const look = (): Promise<void> => {
    const mine = looking.then(() => (isClosed ? undefined : desk.look()));
    looking = mine.catch(() => {});
    return mine;
  };
  const again = () => {
    timer = setTimeout(() => {
      void look()
        .catch(onFault)
        .finally(() => {
          if (!isClosed) again();
        });
    }, everyMs);
    timer.unref();
  };
  if (everyMs > 0) again();
  return {
    ...{ service, look },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
