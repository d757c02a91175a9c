import type { LanguageContext } from "@necto/tools/language/understanding";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Draft } from "./read-draft.ts";

/** After the last key; reading takes a millisecond, repainting at every key would flicker. */
const PAUSE_MS = 180;

const EMPTY: Draft = { chips: [], unclear: [] };

/** Reads what is being written, a moment after each pause. The newest words win; a parser that cannot be loaded is no fault of the words. */
export class DraftController implements ReactiveController {
  draft: Draft = EMPTY;
  readonly #host: ReactiveControllerHost;
  readonly #memory: () => LanguageContext["memory"];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading = 0;

  constructor(host: ReactiveControllerHost, memory: () => LanguageContext["memory"]) {
    this.#host = host;
    this.#memory = memory;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  /** The text as it stands now. */
  write(text: string): void {
    clearTimeout(this.#timer);
    if (text.trim() === "") this.clear();
    else this.#timer = setTimeout(() => void this.#read(text), PAUSE_MS);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#reading++;
    this.#show(EMPTY);
  }

  async #read(text: string): Promise<void> {
    const reading = ++this.#reading;
    const parser = await import("./read-draft.ts").catch(() => null);
    if (!parser) return;
    const context = { role: "buyer", now: Date.now(), memory: this.#memory() } as const;
    const draft = await parser.readWords(text, context, navigator.languages).then(
      (understanding) => parser.toDraft(text, understanding),
      () => EMPTY,
    );
    if (reading === this.#reading) this.#show(draft);
  }

  #show(draft: Draft): void {
    this.draft = draft;
    this.#host.requestUpdate();
  }
}
