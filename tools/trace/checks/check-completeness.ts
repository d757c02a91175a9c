import { unpackTable } from "../pack-table.ts";
import type { ParsedTrace } from "../parse-trace.ts";
import type { Trace, TraceBody } from "../trace.ts";
import type { Check } from "../verification.ts";
import type { ListingRegistry } from "../witnesses.ts";
import { NO_TRACE, notApplicable, reasonOf, result } from "./result.ts";

/** Whether every listing that was active at the recorded block was ranked or rejected. */
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

function listingIdsOf(body: TraceBody): string[] {
  if (body.kind !== "decision") return [];
  return unpackTable(body.snapshot.offers).flatMap((row) => {
    const { fulfilment } = row as {
      readonly fulfilment?: { readonly kind: string; readonly listingId: string };
    };
    return fulfilment?.kind === "listing" ? [fulfilment.listingId.toLowerCase()] : [];
  });
}
