import { expect, it } from "vitest";
import { formatFields, parseFields, parseRoot, parseTrust } from "./parse-trust.ts";

const KEY = `0x${"Ab".repeat(20)}`;

it("reads whom to ask and whom to believe", () => {
  expect(parseTrust({ gateway: " https://gateway.example/ ", keys: `${KEY},\n ${KEY}` }).trust).toEqual({
    gateway: "https://gateway.example/",
    agentKeys: { from: "the list you gave", addresses: [KEY.toLowerCase(), KEY.toLowerCase()] },
  });
  expect(parseTrust({ gateway: "", keys: " " }).trust).toEqual({ gateway: null, agentKeys: null });
});

it.each([
  [{ gateway: "gateway.example", keys: "" }, "gateway"],
  [{ gateway: "javascript:alert(1)", keys: "" }, "gateway"],
  [{ gateway: "", keys: `${KEY} 0x12` }, "keys"],
])("says which field of %j is wrong", (fields, field) => {
  expect(parseTrust(fields).fault?.field).toBe(field);
});

it("keeps its fields in the address", () => {
  const fields = { gateway: "http://127.0.0.1:5678", keys: `${KEY} ${KEY}`, root: `0x${"1".repeat(64)}` };
  expect(parseFields(formatFields(fields))).toEqual(fields);
  expect(formatFields({ ...fields, gateway: "", keys: "" })).toBe(`#root=${fields.root}`);
  expect(parseRoot(fields.root)).toBe(fields.root);
  expect(parseRoot("decision-1")).toBeNull();
});
