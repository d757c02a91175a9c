import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Which rows of a list are open. */
export class OpenRows implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #open = new Set<string>();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  has(id: string): boolean {
    return this.#open.has(id);
  }

  toggle(id: string): void {
    if (!this.#open.delete(id)) this.#open.add(id);
    this.#host.requestUpdate();
  }
}
