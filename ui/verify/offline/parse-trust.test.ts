import { expect, it } from "vitest";
import { formatFields, NO_FIELDS, parseFields, parseRoot, parseTrust } from "./parse-trust.ts";

const KEY = `0x${"Ab".repeat(20)}`;

it("reads whom to ask and whom to believe", () => {
  expect(
    parseTrust({ ...NO_FIELDS, gateway: " https://gateway.example/ ", keys: `${KEY},\n ${KEY}` }).trust,
  ).toEqual({
    gateway: "https://gateway.example/",
    agentKeys: { from: "the list you gave", addresses: [KEY.toLowerCase(), KEY.toLowerCase()] },
    registry: null,
    escrow: null,
  });
  expect(parseTrust({ ...NO_FIELDS, keys: " " }).trust).toEqual({
    gateway: null,
    agentKeys: null,
    registry: null,
    escrow: null,
  });
  const chain = { rpc: "http://127.0.0.1:8545", registry: KEY, chain: "36900", from: "" };
  expect(parseTrust({ ...NO_FIELDS, ...chain }).trust?.registry).toEqual({
    rpcUrl: "http://127.0.0.1:8545",
    address: KEY.toLowerCase(),
    chainId: 36_900,
    fromBlock: 0,
    from: "you",
  });
  const { registry, ...rest } = chain;
  expect(parseTrust({ ...NO_FIELDS, ...rest, escrow: registry }).trust).toMatchObject({
    registry: null,
    escrow: { rpcUrl: "http://127.0.0.1:8545", address: KEY.toLowerCase(), chainId: 36_900, from: "you" },
  });
});

it.each([
  [{ gateway: "gateway.example" }, "gateway"],
  [{ gateway: "javascript:alert(1)" }, "gateway"],
  [{ keys: `${KEY} 0x12` }, "keys"],
  [{ registry: KEY }, "rpc"],
  [{ rpc: "http://rpc", chain: "1" }, "registry"],
  [{ escrow: KEY }, "rpc"],
  [{ rpc: "http://rpc", escrow: "0x12", chain: "1" }, "escrow"],
  [{ rpc: "http://rpc", registry: KEY }, "chain"],
  [{ rpc: "http://rpc", registry: KEY, chain: "1", from: "last" }, "from"],
])("says which field of %j is wrong", (fields, field) => {
  expect(parseTrust({ ...NO_FIELDS, ...fields }).fault?.field).toBe(field);
});

it("keeps its fields in the address", () => {
  const fields = {
    ...NO_FIELDS,
    gateway: "http://127.0.0.1:5678",
    keys: `${KEY} ${KEY}`,
    root: `0x${"1".repeat(64)}`,
  };
  expect(parseFields(formatFields(fields))).toEqual(fields);
  expect(formatFields({ ...fields, gateway: "", keys: "" })).toBe(`#root=${fields.root}`);
  expect(parseRoot(fields.root)).toBe(fields.root);
  expect(parseRoot("decision-1")).toBeNull();
});
