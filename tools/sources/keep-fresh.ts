import { createKeeper, type KeepFreshOptions } from "./create-keeper.ts";
import type { Source, SourceQuotes } from "./source.ts";

/** A source whose answers are kept as fresh as its rule says, and stand in while it fails; see `createKeeper`. */
export function keepFresh(source: Source, options: KeepFreshOptions): Source {
  const keep = createKeeper<SourceQuotes>(source.name, options);
  return { name: source.name, fetchOffers: (context) => keep(source.fetchOffers, context) };
}
