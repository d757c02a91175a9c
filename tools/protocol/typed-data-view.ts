import type { TypedDataView } from "./payment.ts";

interface TypedData {
  readonly domain: object;
  readonly types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;
  readonly primaryType: string;
  readonly message: object;
}

/** Wallets want the domain's own type said; of these, the fields that a domain has. */
const EIP712_DOMAIN = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

/** Typed data as wallets take it: bigints as decimal text. */
export function toTypedDataView({ domain, types, primaryType, message }: TypedData): TypedDataView {
  const plain = JSON.parse(
    JSON.stringify(message, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
  );
  return {
    domain: { ...(domain as TypedDataView["domain"]) },
    types: {
      EIP712Domain: EIP712_DOMAIN.filter(({ name }) => name in domain),
      ...Object.fromEntries(
        Object.entries(types).map(([name, fields]) => [name, fields.map((field) => ({ ...field }))]),
      ),
    },
    primaryType,
    message: plain,
  };
}
