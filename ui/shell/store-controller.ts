import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Renders its host again whenever one of the stores dispatches `change`. */
export class StoreController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #stores: readonly EventTarget[];

  constructor(host: ReactiveControllerHost, ...stores: readonly EventTarget[]) {
    this.#host = host;
    this.#stores = stores;
    host.addController(this);
  }

  readonly #changed = () => this.#host.requestUpdate();

  hostConnected(): void {
    for (const store of this.#stores) store.addEventListener("change", this.#changed);
  }

  hostDisconnected(): void {
    for (const store of this.#stores) store.removeEventListener("change", this.#changed);
  }
}
