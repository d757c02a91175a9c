import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NectoError } from "../errors.ts";
import { rootOf } from "../trace/merkle-root.ts";
import { NO_STORAGE_FAULTS, type StorageFaults } from "./storage-faults.ts";
import type { Attempt, StoredFile, TraceStorage } from "./trace-storage.ts";

/** A network of its own for one run of the suite. */
export interface StorageBench {
  /** A client; each has the same signer, like a process that starts again. */
  readonly open: (options: { readonly deadlineMs: number; readonly chainId: number }) => TraceStorage;
  readonly chainId: number;
  readonly setFaults: (faults: Partial<StorageFaults>) => void;
  /** How many transactions of the signer were carried out. */
  readonly transactions: () => Promise<number>;
  /** What the network was paid for storage, in its smallest unit. */
  readonly paid: () => Promise<bigint>;
  readonly close: () => Promise<void>;
}

export interface StorageUnderTest {
  readonly name: string;
  readonly open: () => Promise<StorageBench>;
  /** Long enough for any upload here. */
  readonly deadlineMs: number;
  /** Long enough for a payment, for tests in which the upload then waits in vain. */
  readonly shortDeadlineMs: number;
}

const NEVER = new AbortController().signal;
const HASH = /^0x[0-9a-f]{64}$/;

/** What a caller keeps between tries. */
interface Notebook {
  attempts: Attempt[];
  hashes: string[];
}

/** JSON text of exactly `size` bytes that no other test has. */
function json(topic: string, size: number): Uint8Array {
  const frame = JSON.stringify({ topic, filler: "" }).length;
  let filler = "";
  for (let line = 0; filler.length < size - frame; line++) filler += `${topic} line ${line}, `;
  return new TextEncoder().encode(JSON.stringify({ topic, filler: filler.slice(0, size - frame) }));
}

const withCode = (code: string, retryable: boolean) => expect.objectContaining({ code, retryable });

/** What every storage must do. Tests of implementations call it with a network to run against. */
export function conformStorage({ name, open, deadlineMs, shortDeadlineMs }: StorageUnderTest): void {
  describe(`${name} as trace storage`, () => {
    let bench: StorageBench;
    let storage: TraceStorage;
    let hasty: TraceStorage;

    beforeAll(async () => {
      bench = await open();
      storage = bench.open({ deadlineMs, chainId: bench.chainId });
      hasty = bench.open({ deadlineMs: shortDeadlineMs, chainId: bench.chainId });
    });
    afterAll(async () => {
      await storage.close();
      await hasty.close();
      await bench.close();
    });

    const newNotebook = (): Notebook => ({ attempts: [], hashes: [] });
    const last = ({ attempts, hashes }: Notebook): Attempt | null => {
      const attempt = attempts.at(-1);
      return attempt === undefined ? null : { ...attempt, txHash: hashes.at(-1) ?? null };
    };
    const store = (
      by: TraceStorage,
      bytes: Uint8Array,
      notebook = newNotebook(),
      { resume = null as Attempt | null, signal = NEVER } = {},
    ): Promise<StoredFile> =>
      by.store({
        bytes,
        resume,
        signal,
        onAttempt: async (attempt) => void notebook.attempts.push(attempt),
        onSubmitted: async (txHash) => void notebook.hashes.push(txHash),
      });

    /** Tries again as often as failures allow it, like whoever wants a trace stored. */
    async function storeAtLast(bytes: Uint8Array, notebook: Notebook): Promise<StoredFile> {
      for (let tries = 1; ; tries++)
        try {
          return await store(storage, bytes, notebook, { resume: last(notebook) });
        } catch (cause) {
          if (!(cause instanceof NectoError && cause.retryable) || tries === 5) throw cause;
        }
    }

    /** What `work` cost: transactions and money. */
    async function costOf(work: () => Promise<unknown>) {
      const [transactions, paid] = [await bench.transactions(), await bench.paid()];
      await work();
      return {
        transactions: (await bench.transactions()) - transactions,
        paid: (await bench.paid()) - paid,
      };
    }

    async function whileFaulty(faults: Partial<StorageFaults>, work: () => Promise<unknown>): Promise<void> {
      bench.setFaults(faults);
      try {
        await work();
      } finally {
        bench.setFaults(NO_STORAGE_FAULTS);
      }
    }

    it.each([
      ["5 KB", 5_000],
      ["700 KB", 700_060],
      ["8 MB", 8_000_000],
    ])("gives %s of JSON back byte for byte", async (label, size) => {
      const bytes = json(label, size);
      const notebook = newNotebook();
      const stored = await store(storage, bytes, notebook);
      expect(stored).toEqual({
        root: rootOf(bytes),
        size,
        txHash: expect.stringMatching(HASH),
        txSeq: expect.any(Number),
        blockNumber: expect.any(Number),
      });
      expect(notebook.attempts).toHaveLength(1);
      expect(notebook.hashes).toEqual([stored.txHash]);
      expect(notebook.attempts[0]!.fromBlock).toBeLessThanOrEqual(stored.blockNumber!);
      const fetched = await storage.fetch(stored.root, NEVER);
      expect(Buffer.compare(fetched, bytes)).toBe(0);
      expect(await storage.find(stored.root, NEVER)).toEqual({
        state: "final",
        txSeq: stored.txSeq,
        size,
        uploadedSegments: Math.ceil(size / 262_144),
      });
    });

    it("takes no empty file, and pays nothing for it", async () => {
      const notebook = newNotebook();
      await expect(store(storage, new Uint8Array(), notebook)).rejects.toEqual(
        withCode("storage/empty", false),
      );
      expect(notebook).toEqual(newNotebook());
    });

    it("stores the same bytes again for nothing, and tells the first transaction", async () => {
      const bytes = json("twice", 3_000);
      const first = await store(storage, bytes);
      const notebook = newNotebook();
      const cost = await costOf(async () =>
        expect(await store(storage, bytes.slice(), notebook)).toEqual(first),
      );
      expect(cost).toEqual({ transactions: 0, paid: 0n });
      expect(notebook).toEqual(newNotebook());
    });

    it("pays for stores made at once one after the other, each with its own nonce", async () => {
      const notebook = newNotebook();
      const cost = await costOf(() =>
        Promise.all(["a", "b", "c"].map((topic) => store(storage, json(topic, 1_000), notebook))),
      );
      expect(cost.transactions).toBe(3);
      const [first] = notebook.attempts;
      expect(notebook.attempts.map(({ nonce }) => nonce - first!.nonce)).toEqual([0, 1, 2]);
    });

    it("pays once for the same bytes stored at once", async () => {
      const bytes = json("at once", 1_000);
      const cost = await costOf(async () => {
        const [first, second] = await Promise.all([store(storage, bytes), store(storage, bytes.slice())]);
        expect(second).toEqual(first);
      });
      expect(cost.transactions).toBe(1);
    });

    it("waits for several stores side by side", async () => {
      let open = 0;
      let most = 0;
      const one = async (topic: string) => {
        const bytes = json(topic, 1_000);
        await storage.store({
          bytes,
          resume: null,
          signal: NEVER,
          onAttempt: async () => {},
          onSubmitted: async () => void (most = Math.max(most, ++open)),
        });
        open -= 1;
      };
      await whileFaulty({ paused: true }, async () => {
        const stores = ["d", "e", "f"].map(one);
        while (most < 3) await new Promise((resolve) => setTimeout(resolve, 5));
        bench.setFaults(NO_STORAGE_FAULTS);
        await Promise.all(stores);
      });
    });

    it("refuses another file of the same root, which differs in zeros at its end", async () => {
      const bytes = json("zeros", 1_000);
      const { root } = await store(storage, bytes);
      const longer = new Uint8Array(1_024);
      longer.set(bytes);
      expect(rootOf(longer)).toBe(root);
      const cost = await costOf(() =>
        expect(store(storage, longer)).rejects.toEqual(withCode("storage/rejected", false)),
      );
      expect(cost.transactions).toBe(0);
    });

    it("never returns wrong bytes", async () => {
      const { root } = await store(storage, json("corrupt", 2_000));
      await whileFaulty({ corrupt: true }, () =>
        expect(storage.fetch(root, NEVER)).rejects.toEqual(withCode("storage/mismatch", true)),
      );
      expect(rootOf(await storage.fetch(root, NEVER))).toBe(root);
    });

    it("pays once for an upload that came to nothing and is resumed", async () => {
      const bytes = json("paused", 2_000);
      const root = rootOf(bytes);
      const notebook = newNotebook();
      const cost = await costOf(async () => {
        await whileFaulty({ paused: true }, async () => {
          await expect(store(hasty, bytes, notebook)).rejects.toEqual(withCode("storage/deadline", true));
          expect(await storage.find(root, NEVER)).toMatchObject({ state: "unknown", txSeq: null });
          // The first try's transaction is known; a second try finds it and waits in vain as well.
          expect(notebook.hashes).toHaveLength(1);
          await expect(store(hasty, bytes, notebook, { resume: last(notebook) })).rejects.toEqual(
            withCode("storage/deadline", true),
          );
        });
        const restarted = bench.open({ deadlineMs, chainId: bench.chainId });
        const stored = await store(restarted, bytes, notebook, { resume: last(notebook) });
        expect(stored).toMatchObject({ root, txHash: notebook.hashes[0] });
        await restarted.close();
      });
      expect(notebook.attempts).toHaveLength(1);
      expect(cost.transactions).toBe(1);
      expect(cost.paid).toBe((await costOf(() => store(storage, json("price", 2_000)))).paid);
    });

    it("finds a payment whose transaction nobody wrote down", async () => {
      const bytes = json("forgotten hash", 2_000);
      const notebook = newNotebook();
      const cost = await costOf(async () => {
        await whileFaulty({ paused: true }, () =>
          expect(store(hasty, bytes, notebook)).rejects.toEqual(withCode("storage/deadline", true)),
        );
        const [attempt] = notebook.attempts;
        const again = newNotebook();
        const stored = await store(storage, bytes, again, { resume: attempt! });
        expect(stored.txHash).toBe(notebook.hashes[0]);
        expect(again).toEqual({ attempts: [], hashes: [stored.txHash] });
      });
      expect(cost.transactions).toBe(1);
    });

    it("pays with the nonce of an attempt that never sent anything", async () => {
      const bytes = json("never sent", 2_000);
      const notebook = newNotebook();
      const crash = new Error("the process ended here");
      const cost = await costOf(async () => {
        await expect(
          storage.store({
            bytes,
            resume: null,
            signal: NEVER,
            onAttempt: async (attempt) => {
              notebook.attempts.push(attempt);
              throw crash;
            },
            onSubmitted: async () => {},
          }),
        ).rejects.toBe(crash);
        await store(storage, bytes, notebook, { resume: last(notebook) });
      });
      const [planned, sent] = notebook.attempts;
      expect(sent).toEqual(planned);
      expect(cost.transactions).toBe(1);
    });

    it("takes another nonce when that of an attempt that never sent was used since", async () => {
      const bytes = json("overtaken", 2_000);
      const [nonce, fromBlock] = [(await bench.transactions()) - 1, 0];
      const notebook = newNotebook();
      const cost = await costOf(() =>
        store(storage, bytes, notebook, { resume: { nonce, fromBlock, txHash: null } }),
      );
      expect(notebook.attempts).toEqual([{ nonce: nonce + 1, fromBlock, txHash: null }]);
      expect(cost.transactions).toBe(1);
    });

    it("fails with what the caller failed with, and resumes without paying again", async () => {
      const bytes = json("disk full", 2_000);
      const full = new Error("disk full");
      const notebook = newNotebook();
      const cost = await costOf(async () => {
        await expect(
          storage.store({
            bytes,
            resume: null,
            signal: NEVER,
            onAttempt: async (attempt) => void notebook.attempts.push(attempt),
            onSubmitted: async () => {
              throw full;
            },
          }),
        ).rejects.toBe(full);
        await store(storage, bytes, notebook, { resume: last(notebook) });
      });
      expect(cost.transactions).toBe(1);
    });

    it("does nothing for a signal that has aborted", async () => {
      const reason = new Error("no longer wanted");
      const notebook = newNotebook();
      const signal = AbortSignal.abort(reason);
      const cost = await costOf(() =>
        expect(store(storage, json("aborted", 1_000), notebook, { signal })).rejects.toBe(reason),
      );
      expect(cost.transactions).toBe(0);
      expect(notebook).toEqual(newNotebook());
      await expect(storage.find(rootOf(json("aborted", 1_000)), signal)).rejects.toBe(reason);
      await expect(storage.fetch(rootOf(json("aborted", 1_000)), signal)).rejects.toBe(reason);
      await expect(storage.check(signal)).rejects.toBe(reason);
    });

    it("stops when it is aborted under way, and the next in the queue goes on", async () => {
      const bytes = json("aborted under way", 2_000);
      const reason = new Error("no longer wanted");
      const abort = new AbortController();
      const notebook = newNotebook();
      const cost = await costOf(async () => {
        const stopped = storage.store({
          bytes,
          resume: null,
          signal: abort.signal,
          onAttempt: async (attempt) => void notebook.attempts.push(attempt),
          onSubmitted: async (txHash) => {
            notebook.hashes.push(txHash);
            abort.abort(reason);
          },
        });
        const next = store(storage, json("the next", 1_000));
        await expect(stopped).rejects.toBe(reason);
        await next;
        await store(storage, bytes, notebook, { resume: last(notebook) });
      });
      expect(cost.transactions).toBe(2);
    });

    it.each([0, 15, 60, 250])(
      "pays once when it is stopped %i ms after its attempt and resumed",
      async (ms) => {
        const bytes = json(`stopped after ${ms}`, 2_000);
        const notebook = newNotebook();
        const cost = await costOf(async () => {
          const abort = new AbortController();
          const stopped = storage.store({
            bytes,
            resume: null,
            signal: abort.signal,
            onAttempt: async (attempt) => {
              notebook.attempts.push(attempt);
              setTimeout(() => abort.abort(), ms);
            },
            // Not written down: the process may have ended before.
            onSubmitted: async () => {},
          });
          // Whether it was too late to stop is not the question here.
          await Promise.allSettled([stopped]);
          expect(await storeAtLast(bytes, notebook)).toMatchObject({ root: rootOf(bytes) });
        });
        expect(cost.transactions).toBe(1);
      },
    );

    it("knows nothing of a root that nobody stored", async () => {
      const root = rootOf(json("never stored", 1_000));
      expect(await storage.find(root, NEVER)).toEqual({
        state: "unknown",
        txSeq: null,
        size: null,
        uploadedSegments: null,
      });
      await expect(storage.fetch(root, NEVER)).rejects.toEqual(withCode("storage/not-found", true));
    });

    it("says which network it reaches", async () => {
      expect(await storage.check(NEVER)).toEqual({
        chainId: bench.chainId,
        flow: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/),
      });
    });

    it("refuses a network that is not the expected one, before anything is paid", async () => {
      const elsewhere = bench.open({ deadlineMs, chainId: bench.chainId + 1 });
      const cost = await costOf(async () => {
        await expect(elsewhere.check(NEVER)).rejects.toEqual(withCode("storage/wrong-network", false));
        await expect(store(elsewhere, json("elsewhere", 1_000))).rejects.toEqual(
          withCode("storage/wrong-network", false),
        );
        await whileFaulty({ chainId: bench.chainId + 1 }, () =>
          expect(store(storage, json("elsewhere", 1_000))).rejects.toEqual(
            withCode("storage/wrong-network", false),
          ),
        );
      });
      expect(cost.transactions).toBe(0);
      await elsewhere.close();
    });

    it("says when the network is gone, and works again when it is back", async () => {
      const { root } = await store(storage, json("gone", 1_000));
      const unreachable = withCode("storage/unreachable", true);
      await whileFaulty({ dropped: true }, async () => {
        await expect(store(storage, json("gone too", 1_000))).rejects.toEqual(unreachable);
        await expect(storage.fetch(root, NEVER)).rejects.toEqual(unreachable);
        await expect(storage.find(root, NEVER)).rejects.toEqual(unreachable);
        await expect(storage.check(NEVER)).rejects.toEqual(unreachable);
      });
      await store(storage, json("gone too", 1_000));
    });

    it("gives up on answers that take longer than its deadline", async () => {
      const impatient = bench.open({ deadlineMs: 200, chainId: bench.chainId });
      const late = withCode("storage/deadline", true);
      await whileFaulty({ slowMs: 1_000 }, async () => {
        await expect(impatient.find(rootOf(json("late", 1_000)), NEVER)).rejects.toEqual(late);
        await expect(impatient.fetch(rootOf(json("late", 1_000)), NEVER)).rejects.toEqual(late);
        await expect(impatient.check(NEVER)).rejects.toEqual(late);
        await expect(store(impatient, json("late", 1_000))).rejects.toEqual(late);
      });
      await impatient.close();
    });
  });
}
