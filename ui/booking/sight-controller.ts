import type { ReactiveController, ReactiveControllerHost } from "lit";

/** A button that has just come into view under a moving pointer is not pressed on purpose. */
export const SETTLES_AFTER_MS = 400;

/** Whether an element of the host is wholly in view, and has been for long enough to have been seen. */
export class SightController implements ReactiveController {
  isSettled = false;
  readonly #host: ReactiveControllerHost;
  readonly #find: () => Element | null;
  readonly #observer = new IntersectionObserver((entries) => this.#seen(entries.at(-1)!.isIntersecting), {
    threshold: 0.99,
  });
  #watched: Element | null = null;
  #timer = 0;

  constructor(host: ReactiveControllerHost, find: () => Element | null) {
    this.#host = host;
    this.#find = find;
    host.addController(this);
  }

  hostUpdated(): void {
    const element = this.#find();
    if (element === this.#watched) return;
    this.hostDisconnected();
    this.#watched = element;
    if (element) this.#observer.observe(element);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#watched = null;
    this.#set(false);
  }

  #seen(isInView: boolean): void {
    window.clearTimeout(this.#timer);
    if (!isInView) this.#set(false);
    else this.#timer = window.setTimeout(() => this.#set(true), SETTLES_AFTER_MS);
  }

  #set(isSettled: boolean): void {
    window.clearTimeout(this.#timer);
    if (this.isSettled === isSettled) return;
    this.isSettled = isSettled;
    this.#host.requestUpdate();
  }
}
