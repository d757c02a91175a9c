import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Nearer to the end than this counts as reading along. */
const NEAR_PX = 64;

/**
 * Keeps a scroller at its end while the reader is there. Only the reader's own scrolling upwards lets go, so
 * that growing content never pulls the view away; `toEnd` takes hold again.
 */
export class FollowScroll implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #find: () => HTMLElement | null;
  #scroller: HTMLElement | null = null;
  #lastTop = 0;
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
    this.#scroller = scroller;
    scroller?.addEventListener("scroll", this.#scrolled, { passive: true });
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

  readonly #scrolled = () => {
    const scroller = this.#scroller;
    if (!scroller) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (isNear && !this.#isHeld) this.#setFollowing(true);
    else if (scrollTop < this.#lastTop) this.#setFollowing(false);
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
