import { listingStatuses, paymentMethods, roles } from "@necto/contracts/abi/enum-names";
import { closeReasons } from "@necto/contracts/abi/fold-events";
import { type AbiParameter, type Hex, hexToString, trim } from "viem";

/**
 * What a value of calldata or of an event is, and so how it is written: `money` and `rate` (per hour) in base units of the
 * token, `duration` in seconds, `time` in Unix seconds, `share` in basis points, `size` in bytes, `word` as it is to be read.
 */
export type FactKind =
  | ("money" | "rate" | "duration" | "time" | "share" | "size" | "count" | "block")
  | ("address" | "job" | "listing" | "root" | "mode" | "hash" | "bytes" | "word");

/** One named value: whole numbers as decimal text, hashes and bytes as hex. */
export interface Fact {
  /** As the contract names it; in a struct with the struct's name before it: `terms.rate`. */
  readonly name: string;
  readonly kind: FactKind;
  readonly value: string;
}

/** What a parameter is, by type and name, in all of Necto's contracts; others go by their type. */
const KINDS: Readonly<Record<string, FactKind>> = {
  ...{
    "bytes32 jobId": "job",
    "bytes32 listingId": "listing",
    "bytes32 root": "root",
    "bytes32 mode": "mode",
  },
  ...{
    "uint256 amount": "money",
    "uint256 value": "money",
    "uint256 added": "money",
    "uint256 fee": "money",
  },
  ...{ "uint256 toProvider": "money", "uint256 toBuyer": "money" },
  ...{ "uint48 rate": "rate", "uint48 ceilingRate": "rate", "uint16 feeBps": "share" },
  ...{ "uint24 secs": "duration", "uint24 extraSecs": "duration", "uint24 usedSecs": "duration" },
  ...{ "uint24 paidSecs": "duration", "uint24 acceptedSecs": "duration", "uint24 providerSecs": "duration" },
  ...{ "uint256 validAfter": "time", "uint256 validBefore": "time", "uint256 deadline": "time" },
  ...{ "uint256 expiry": "time", "uint40 until": "time" },
  // The registry counts a key's life in blocks.
  ...{ "uint64 from": "block", "uint64 until": "block" },
  "uint256 size": "size",
};

const KINDS_OF_TYPES: Readonly<Record<string, FactKind>> = {
  ...{ address: "address", bytes32: "hash", bytes: "bytes", bool: "word" },
};

/** Numbers that stand for words. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  "uint8 reason": closeReasons,
  "uint8 status": listingStatuses,
  "uint8 role": roles,
  "uint8 method": paymentMethods,
};

/**
 * Flattens decoded parameters into facts, in the contract's order.
 *
 * @param values a list, or an object by the parameters' names
 */
export function toFacts(
  parameters: readonly AbiParameter[],
  values: readonly unknown[] | Readonly<Record<string, unknown>>,
): Fact[] {
  return parameters.flatMap((parameter, index) => {
    const name = parameter.name ?? String(index);
    const value = Array.isArray(values) ? values[index] : (values as Record<string, unknown>)[name];
    return under(name, toFact(parameter, value));
  });
}

/** A value without parts is one fact that has no name of its own. */
function toFact(parameter: AbiParameter, value: unknown): Fact[] {
  if (Array.isArray(value) && parameter.type.endsWith("[]")) {
    const [name, type] = [parameter.name?.replace(/s$/, ""), parameter.type.slice(0, -2)];
    return value.flatMap((each, index) =>
      under(String(index + 1), toFact({ ...parameter, name, type }, each)),
    );
  }
  if ("components" in parameter)
    return toFacts(parameter.components, value as Readonly<Record<string, unknown>>);
  return [{ name: "", ...read(parameter, value) }];
}

const under = (name: string, facts: readonly Fact[]): Fact[] =>
  facts.map((fact) => ({ ...fact, name: fact.name === "" ? name : `${name}.${fact.name}` }));

function read({ name, type }: AbiParameter, value: unknown): Omit<Fact, "name"> {
  const typed = `${type} ${name}`;
  const word = WORDS[typed]?.[Number(value)];
  if (word !== undefined) return { kind: "word", value: word };
  if (type === "bool") return { kind: "word", value: value ? "yes" : "no" };
  // A source's own name, padded with zeros.
  if (typed === "bytes32 source")
    return { kind: "word", value: hexToString(trim(value as Hex, { dir: "right" })) };
  const kind = KINDS[typed] ?? KINDS_OF_TYPES[type] ?? "count";
  return { kind, value: kind === "address" ? String(value).toLowerCase() : String(value) };
}
