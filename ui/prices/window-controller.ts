import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Lines above and below the screen that are rendered too, so that scrolling does not show holes. */
const OVER = 8;

/** Which lines of a long list of equally high lines are on screen. */
export class WindowController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #scroller: () => HTMLElement | null;
  readonly #lineHeight: () => number;
  readonly #resized = new ResizeObserver(() => this.#measure());
  #observed: HTMLElement | null = null;
  #firstLine = 0;
  #height = 800;

  constructor(
    host: ReactiveControllerHost,
    { scroller, lineHeight }: { scroller: () => HTMLElement | null; lineHeight: () => number },
  ) {
    this.#host = host;
    this.#scroller = scroller;
    this.#lineHeight = lineHeight;
    host.addController(this);
  }

  /** First line to render, and the one after the last. */
  range(lines: number): readonly [number, number] {
    const last = this.#firstLine + Math.ceil(this.#height / this.#lineHeight()) + 1;
    // A list that became shorter than the scroll position: the browser scrolls up after this render.
    const first = Math.min(this.#firstLine, Math.max(0, lines - (last - this.#firstLine)));
    return [Math.max(0, first - OVER), Math.min(lines, Math.max(last, first) + OVER)];
  }

  /** To be called on `scroll`; renders only when another line comes to the top. */
  readonly scrolled = (): void => {
    const first = Math.floor((this.#scroller()?.scrollTop ?? 0) / this.#lineHeight());
    if (first === this.#firstLine) return;
    this.#firstLine = first;
    this.#host.requestUpdate();
  };

  hostUpdated(): void {
    const scroller = this.#scroller();
    if (scroller === this.#observed) return;
    this.#resized.disconnect();
    this.#observed = scroller;
    if (scroller) this.#resized.observe(scroller);
  }

  hostDisconnected(): void {
    this.#resized.disconnect();
    this.#observed = null;
  }

  #measure(): void {
    const height = this.#scroller()?.clientHeight ?? 0;
    if (height === 0 || height === this.#height) return;
    this.#height = height;
    this.#host.requestUpdate();
  }
}
