import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Nearer to the end than this counts as reading along. */
const NEAR_PX = 64;
/** A scroll this soon after the reader's wheel, finger, key or pointer is the reader's own; others follow from the layout. */
const OWN_WITHIN_MS = 1_000;
const OWN_EVENTS = ["wheel", "touchmove", "keydown", "pointerdown"] as const;

/**
 * Keeps a scroller at its end while the reader is there. Only the reader's own scrolling upwards lets go, so
 * that growing content never pulls the view away; `toEnd` takes hold again.
 */
export class FollowScroll implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #find: () => HTMLElement | null;
  #scroller: HTMLElement | null = null;
  #lastTop = 0;
  /** When the reader last did something to the scroller. */
  #touchedAt = Number.NEGATIVE_INFINITY;
  /** Let go on purpose: nearness alone does not take hold again. */
  #isHeld = false;
  readonly #grown = new ResizeObserver(() => this.#stay());
  isFollowing = true;

  constructor(host: ReactiveControllerHost, find: () => HTMLElement | null) {
    this.#host = host;
    this.#find = find;
    host.addController(this);
  }

  hostUpdated(): void {
    const scroller = this.#find();
    if (scroller === this.#scroller) return;
    this.#grown.disconnect();
    this.#scroller?.removeEventListener("scroll", this.#scrolled);
    for (const name of OWN_EVENTS) this.#scroller?.removeEventListener(name, this.#touched);
    this.#scroller = scroller;
    scroller?.addEventListener("scroll", this.#scrolled, { passive: true });
    for (const name of OWN_EVENTS) scroller?.addEventListener(name, this.#touched, { passive: true });
    if (scroller?.firstElementChild) this.#grown.observe(scroller.firstElementChild);
  }

  hostDisconnected(): void {
    this.#grown.disconnect();
    this.#scroller = null;
  }

  toEnd(): void {
    this.#isHeld = false;
    this.#setFollowing(true);
    this.#stay();
  }

  letGo(): void {
    this.#isHeld = true;
    this.#setFollowing(false);
  }

  readonly #touched = () => {
    this.#touchedAt = performance.now();
  };

  readonly #scrolled = () => {
    const scroller = this.#scroller;
    if (!scroller) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const isOwn = performance.now() - this.#touchedAt < OWN_WITHIN_MS;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (isNear && !this.#isHeld) this.#setFollowing(true);
    else if (scrollTop < this.#lastTop && isOwn) this.#setFollowing(false);
    this.#lastTop = scrollTop;
  };

  #stay(): void {
    if (this.isFollowing && this.#scroller) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #setFollowing(isFollowing: boolean): void {
    if (isFollowing === this.isFollowing) return;
    this.isFollowing = isFollowing;
    this.#host.requestUpdate();
  }
}
