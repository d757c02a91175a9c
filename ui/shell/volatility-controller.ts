import { MEASURED_AGES_MS, type PriceVolatility } from "@necto/tools/core/price-confidence";
import type { PricingModel } from "@necto/tools/core/pricing";
import type { VolatilityView } from "@necto/tools/protocol/market";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { fetchVolatility } from "../api/necto-api.ts";

/** Asked once for all elements of the page; the server lets browsers keep it for ten minutes too. */
const KEPT_MS = 10 * 60_000;
let kept: { readonly at: number; readonly view: Promise<VolatilityView | null> } | null = null;

/** Null when it cannot be had: the dated table stands in, and says that it does. */
function load(): Promise<VolatilityView | null> {
  if (!kept || Date.now() - kept.at > KEPT_MS)
    kept = { at: Date.now(), view: fetchVolatility().catch(() => null) };
  return kept.view;
}

/** How fast prices move by what the server has recorded, loaded when its host is first shown. */
export class VolatilityController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #view: VolatilityView | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    void load().then((view) => {
      this.#view = view;
      this.#host.requestUpdate();
    });
  }

  /** Null while it is loading, and for a GPU without enough recorded hours. */
  of(gpu: string | null, pricing: PricingModel): PriceVolatility | null {
    const found = this.#view?.measured.find((entry) => entry.gpu === gpu && entry.pricing === pricing);
    const [first, second, third] = found?.offBps ?? [];
    if (first === undefined || second === undefined || third === undefined) return null;
    return { agesMs: MEASURED_AGES_MS, offBps: [first, second, third] };
  }
}
