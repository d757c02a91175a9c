import { unpackTable } from "../pack-table.ts";
import type { ParsedTrace } from "../parse-trace.ts";
import type { Trace, TraceBody } from "../trace.ts";
import type { Check } from "../verification.ts";
import type { ListingRegistry } from "../witnesses.ts";
import { NO_TRACE, notApplicable, reasonOf, result } from "./result.ts";

/** Whether every listing that was active at the recorded block was ranked or rejected, and every broker named was one then. */
export async function checkCompleteness(
  parsed: ParsedTrace | null,
  registry: ListingRegistry | null,
): Promise<Check> {
  const body = parsed?.trace?.body;
  if (!body) return result("completeness", "unchecked", parsed?.fault ?? NO_TRACE);
  if (body.kind === "run") return notApplicable("completeness", "A run's trace holds no market.");
  const recorded = body.snapshot.registry;
  if (!recorded) return notApplicable("completeness", "This market was not read from a registry on chain.");
  if (!registry)
    return result("completeness", "unchecked", "No chain endpoint was given to read the registry.");
  const compared = [
    { label: "Recorded block hash", value: recorded.blockHash },
    { label: "Registry", value: `${recorded.address} on chain ${recorded.chainId}` },
  ];
  if (
    registry.chainId !== recorded.chainId ||
    registry.address.toLowerCase() !== recorded.address.toLowerCase()
  )
    return result("completeness", "mismatch", `It names another registry than ${registry.from}.`, compared);
  try {
    const hash = await registry.blockHash(recorded.block);
    if (hash !== recorded.blockHash) {
      const says = `Block ${recorded.block} is not the one that was recorded: the chain was reorganised or is another one.`;
      return result("completeness", "unchecked", says, [
        ...compared,
        { label: "Read now", value: hash ?? "none" },
      ]);
    }
    const brokers = await registry.brokers(recorded.block);
    const stranger = brokeredOf(body).find(
      ({ source, account }) => brokers.get(source)?.toLowerCase() !== account,
    );
    if (stranger) {
      const says = `${stranger.account} was no broker for ${stranger.source} in ${registry.from}: its offers could not be booked.`;
      return result("completeness", "mismatch", says, compared);
    }
    return missingListings(parsed.trace!, await registry.activeListings(recorded.block), registry, compared);
  } catch (error) {
    return result(
      "completeness",
      "unchecked",
      `${registry.from} did not answer: ${reasonOf(error)}`,
      compared,
    );
  }
}

function missingListings(
  { body }: Trace,
  active: readonly string[],
  { from }: ListingRegistry,
  compared: Check["compared"],
): Check {
  const offered = new Set(listingIdsOf(body));
  const missing = active.filter((id) => !offered.has(id.toLowerCase()));
  return missing.length === 0
    ? result(
        "completeness",
        "verified",
        `All ${active.length} listings active in ${from} were weighed.`,
        compared,
      )
    : result(
        "completeness",
        "mismatch",
        `${missing.length} active listings were left out: ${missing.slice(0, 3).join(", ")}.`,
        compared,
      );
}

interface Row {
  readonly source: string;
  readonly fulfilment?: { readonly kind: string; readonly listingId: string; readonly account: string };
}

const rowsOf = (body: TraceBody): readonly Row[] =>
  body.kind === "decision" ? (unpackTable(body.snapshot.offers) as unknown as readonly Row[]) : [];

const listingIdsOf = (body: TraceBody): string[] =>
  rowsOf(body).flatMap(({ fulfilment }) =>
    fulfilment?.kind === "listing" ? [fulfilment.listingId.toLowerCase()] : [],
  );

/** Sources that were bookable through a broker, and through whom. */
const brokeredOf = (body: TraceBody): { readonly source: string; readonly account: string }[] =>
  rowsOf(body).flatMap(({ source, fulfilment }) =>
    fulfilment?.kind === "broker" ? [{ source, account: fulfilment.account.toLowerCase() }] : [],
  );
