import type { MandateList, MandateView, NewMandate } from "@necto/tools/protocol/mandate";
import { wordsOf } from "../api/error-words.ts";
import { request, send } from "../api/necto-api.ts";

/** Answers this old are good enough for another row of the same page. */
const FRESH_MS = 1_000;

/** The mandates of the account that is signed in, read once for all rows. Dispatches `change`. */
export class MandateStore extends EventTarget {
  list: MandateList | null = null;
  problem: string | null = null;
  isBusy = false;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  /** The last mandate of a watch: in force, or the one that ended last. */
  of(watchId: string): MandateView | null {
    const own = this.list?.mandates.filter(({ terms }) => terms.watchId === watchId) ?? [];
    return own.find(({ end }) => end === null) ?? own[0] ?? null;
  }

  read(): Promise<void> {
    if (performance.now() - this.#readAt < FRESH_MS) return Promise.resolve();
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  sign(mandate: NewMandate): Promise<boolean> {
    return this.#act(() => request("/api/mandates", mandate));
  }

  revoke(id: string): Promise<boolean> {
    return this.#act(() => send("DELETE", `/api/mandates/${id}`));
  }

  /** What went wrong before the server was asked. */
  fail(error: unknown): void {
    this.problem = wordsOf(error);
    this.#tell();
  }

  async #act(change: () => Promise<unknown>): Promise<boolean> {
    this.isBusy = true;
    this.problem = null;
    this.#tell();
    try {
      await change();
      await this.#read();
      return true;
    } catch (error) {
      this.problem = wordsOf(error);
      return false;
    } finally {
      this.isBusy = false;
      this.#tell();
    }
  }

  async #read(): Promise<void> {
    try {
      this.list = await request<MandateList>("/api/mandates");
      this.#readAt = performance.now();
    } catch (error) {
      this.problem = wordsOf(error);
    }
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** For all rows of a page. */
export const mandates = new MandateStore();
