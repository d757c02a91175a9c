import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Takes a file that is dropped anywhere on its host; `isOver` while one is held above it. */
export class DropController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #take: (file: File) => void;
  isOver = false;

  constructor(host: ReactiveControllerHost & HTMLElement, take: (file: File) => void) {
    this.#host = host;
    this.#take = take;
    host.addController(this);
  }

  readonly #over = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#setOver(true);
  };

  readonly #out = (event: DragEvent): void => {
    if (!this.#host.contains(event.relatedTarget as Node | null)) this.#setOver(false);
  };

  readonly #drop = (event: DragEvent): void => {
    const file = event.dataTransfer?.files[0];
    this.#setOver(false);
    if (!file) return;
    event.preventDefault();
    this.#take(file);
  };

  hostConnected(): void {
    this.#host.addEventListener("dragover", this.#over);
    this.#host.addEventListener("dragleave", this.#out);
    this.#host.addEventListener("drop", this.#drop);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener("dragover", this.#over);
    this.#host.removeEventListener("dragleave", this.#out);
    this.#host.removeEventListener("drop", this.#drop);
  }

  #setOver(isOver: boolean): void {
    if (isOver === this.isOver) return;
    this.isOver = isOver;
    this.#host.requestUpdate();
  }
}
