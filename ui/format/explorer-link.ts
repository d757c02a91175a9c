import { html, nothing, type TemplateResult } from "lit";

/** Something that an explorer shows: an `id` is that of a job, a listing or an organisation, a `file` a root of 0G. */
export interface Explorable {
  readonly kind: "tx" | "block" | "address" | "file" | "id";
  readonly id: string;
}

/** Where it is. */
export interface ExplorableAt {
  /** The chain's public explorer; null where there is none, as in the sandbox. */
  readonly explorerUrl: string | null;
  /** Tells two chains' blocks of one number apart. */
  readonly chainId?: number;
}

/**
 * The page that shows something: the chain's public explorer where it has one, else this site's own. Public explorers know
 * nothing of files, so that those are always shown here; null for an id on a chain whose explorer has no page for it.
 *
 * @example explorerLink({ kind: "tx", id: "0x…" }, { explorerUrl: null }) // "/explorer/tx/0x…"
 */
export function explorerLink(
  { kind, id }: Explorable,
  { explorerUrl, chainId }: ExplorableAt,
): string | null {
  if (kind === "file" || explorerUrl === null)
    return kind === "block" && chainId !== undefined
      ? `/explorer/block/${chainId}/${id}`
      : `/explorer/${kind}/${id}`;
  return kind === "id" ? null : `${explorerUrl}/${kind}/${id}`;
}

/** The same as a link around some text; the text alone where there is no page. */
export function explorerAnchor(
  thing: Explorable,
  at: ExplorableAt,
  text: TemplateResult | string,
): TemplateResult {
  const href = explorerLink(thing, at);
  if (href === null) return html`${text}`;
  const isOutside = !href.startsWith("/");
  return html`<a href=${href} target=${isOutside ? "_blank" : nothing} rel=${isOutside ? "noopener noreferrer" : nothing}>${text}</a>`;
}
