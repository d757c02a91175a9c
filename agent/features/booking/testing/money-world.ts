import { permit2Address } from "@necto/contracts/abi/networks";
import { memorySigner, type Signer, signTransaction } from "@necto/tools/chain/signer";
import { broadcast, fetchFees, fetchNonce } from "@necto/tools/chain/transactions";
import { type AdiSandbox, openAdi } from "@necto/tools/sandbox/adi/open-adi";
import { type DevRole, devKey } from "@necto/tools/sandbox/dev-accounts";
import { chaosEscrow, doorOf, gatedBooking } from "../../../chaos/chaos-orders.ts";
import { openStore, type Store } from "../../../store/open-store.ts";
import { databaseOf } from "../../../testing/test-database.ts";
import type { GatedOrder } from "../gate-order.ts";
import { countOpen, type Intent, listIntentEvents } from "../journal/intent-queries.ts";
import { createJournal, type Journal, type JournalOptions, LOCAL_PACE } from "../journal/journal.ts";

export const signerOf = (role: DevRole): Signer => memorySigner(devKey(role));

/** A sandbox chain with its escrow, and journals on it. */
export async function openMoneyWorld() {
  const adi: AdiSandbox = await openAdi({ folder: null, now: Date.now });
  const at = chaosEscrow(adi, permit2Address);
  const door = doorOf(at);
  const relayer = signerOf("relayer");
  const faults: unknown[] = [];
  const open: { close: () => Promise<unknown> }[] = [];

  return {
    ...{ adi, at, door, relayer, faults },
    /** A store of the engine under test; one that was opened before by its `place`. */
    async store(place?: string): Promise<Store> {
      const own = place === undefined ? await databaseOf(":memory:") : null;
      const store = await openStore(own?.place ?? place!, () => "e");
      open.unshift({
        async close() {
          await store.close();
          await own?.remove();
        },
      });
      return store;
    },
    journal(store: Store, fields: Partial<JournalOptions> = {}): Journal {
      const journal = createJournal({
        ...{ store, door, chainId: at.chainId, signers: [relayer], owner: crypto.randomUUID() },
        ...{
          now: Date.now,
          pace: LOCAL_PACE,
          onStep: () => {},
          onFault: (error: unknown) => faults.push(error),
        },
        ...fields,
      });
      open.unshift(journal);
      return journal;
    },
    order: (booking: string): Promise<GatedOrder> => gatedBooking(at, booking, relayer.address),
    /** Jobs that were ever opened for each root. */
    async openedRoots(): Promise<readonly string[]> {
      const { fetchEscrowLogs } = await import("@necto/tools/chain/escrow-logs");
      const toBlock = await door.client.getBlockNumber();
      const logs = await fetchEscrowLogs(door, { fromBlock: 0n, toBlock });
      return logs.flatMap(({ args }) => ("root" in args ? [args.root] : []));
    },
    /** A transaction of the account's that the journal knows nothing of. */
    async intrude(signer: Signer, nonce?: number): Promise<void> {
      const { raw } = await signTransaction(signer, {
        ...{ chainId: at.chainId, to: signer.address, gas: 21_000n, ...(await fetchFees(door.client)) },
        nonce: nonce ?? (await fetchNonce(door.client, signer.address, { blockTag: "latest" })),
      });
      await broadcast(door.client, raw);
    },
    async close() {
      for (const one of open.splice(0)) await one.close();
      await adi.chain.close();
    },
  };
}

export type MoneyWorld = Awaited<ReturnType<typeof openMoneyWorld>>;

/** Waits until nothing is open on a chain; the test's own time limit is the limit. */
export async function untilSettled({ db }: Store, chainId: number): Promise<void> {
  while ((await countOpen(db, chainId)) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Waits until an intent is in a state. */
export async function untilState(journal: Journal, id: string, state: Intent["state"]): Promise<Intent> {
  for (;;) {
    const intent = await journal.find(id);
    if (intent?.state === state) return intent;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What happened to an intent, by name. */
export const storyOf = async ({ db }: Store, id: string): Promise<readonly string[]> =>
  (await listIntentEvents(db, id, 0)).map(({ what }) => what);
