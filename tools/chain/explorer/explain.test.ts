import { encodeAbiParameters, encodeEventTopics, encodeFunctionData, type Hex, zeroHash } from "viem";
import { describe, expect, it } from "vitest";
import type { ExplorableChain } from "../../protocol/explorer.ts";
import { submissionNodesOf } from "../../trace/merkle-nodes.ts";
import { rootOf } from "../../trace/merkle-root.ts";
import { encodeApproval, encodeEscrowCall } from "../escrow-call.ts";
import { encodeRegistryCall } from "../registry-call.ts";
import { explainCall, explainLog } from "./explain.ts";
import { toFacts } from "./facts.ts";
import { ABIS } from "./known-contracts.ts";

const at = (digit: string) => `0x${digit.repeat(40)}` as const;
const bytes32 = (digit: string) => `0x${digit.repeat(64)}` as const;
const [ESCROW, REGISTRY, ROLES, TOKEN, FLOW] = [at("1"), at("2"), at("3"), at("4"), at("5")];
const chain: Pick<ExplorableChain, "contracts"> = {
  contracts: [
    { name: "escrow", address: ESCROW },
    { name: "registry", address: REGISTRY },
    { name: "roles", address: ROLES },
    { name: "token", address: TOKEN },
    { name: "flow", address: FLOW },
  ],
};

const terms = {
  ...{ buyer: at("a"), provider: at("b"), listingId: bytes32("c"), listingVersion: 3, rate: 19_280_000n },
  ...{ secs: 21_600, root: bytes32("d"), mode: zeroHash, feeBps: 250, salt: bytes32("e") },
};
const facts = (explained: ReturnType<typeof explainCall>) =>
  explained?.facts.map(({ name, kind, value }) => [name, kind, value]);

describe("a call", () => {
  it("of the escrow is told with every argument and what it is", () => {
    const data = encodeEscrowCall({
      ...{
        call: "openWithAuthorization",
        terms,
        validAfter: 0n,
        validBefore: 1_764_000_000n,
        signature: "0xabcd",
      },
    });
    const explained = explainCall(chain, ESCROW.toUpperCase().replace("0X", "0x"), data);
    expect(explained).toMatchObject({ contract: "escrow", name: "openWithAuthorization" });
    expect(facts(explained)).toEqual([
      ["terms.buyer", "address", at("a")],
      ["terms.provider", "address", at("b")],
      ["terms.salt", "hash", bytes32("e")],
      ["terms.listingId", "listing", bytes32("c")],
      ["terms.listingVersion", "count", "3"],
      ["terms.secs", "duration", "21600"],
      ["terms.feeBps", "share", "250"],
      ["terms.rate", "rate", "19280000"],
      ["terms.root", "root", bytes32("d")],
      ["terms.mode", "mode", zeroHash],
      ["validAfter", "time", "0"],
      ["validBefore", "time", "1764000000"],
      ["signature", "bytes", "0xabcd"],
    ]);
  });

  it("is told apart from another of the same name", () => {
    const end = explainCall(chain, ESCROW, encodeEscrowCall({ call: "end", jobId: bytes32("7") }));
    expect(facts(end)).toEqual([["jobId", "job", bytes32("7")]]);
    const claim = explainCall(
      chain,
      ESCROW,
      encodeEscrowCall({ call: "claimEnd", jobId: bytes32("7"), usedSecs: 61 }),
    );
    expect(claim?.name).toBe("end");
    expect(facts(claim)).toEqual([
      ["jobId", "job", bytes32("7")],
      ["usedSecs", "duration", "61"],
    ]);
  });

  it("names what a number stands for", () => {
    const status = encodeRegistryCall({ call: "setStatus", listingId: bytes32("c"), status: "offline" });
    expect(facts(explainCall(chain, REGISTRY, status))?.[1]).toEqual(["status", "word", "offline"]);
    const role = encodeFunctionData({
      abi: ABIS.roles,
      functionName: "setRole",
      args: [bytes32("9"), at("a"), 3],
    });
    expect(facts(explainCall(chain, ROLES, role))).toEqual([
      ["org", "hash", bytes32("9")],
      ["account", "address", at("a")],
      ["role", "word", "admin"],
    ]);
  });

  it("of many jobs has each of them", () => {
    const data = encodeFunctionData({
      ...{ abi: ABIS.escrow, functionName: "settleMany", args: [[bytes32("1"), bytes32("2")]] },
    });
    expect(facts(explainCall(chain, ESCROW, data))).toEqual([
      ["jobIds.1", "job", bytes32("1")],
      ["jobIds.2", "job", bytes32("2")],
    ]);
  });

  it("of another account, of another function, or cut off, is not guessed at", () => {
    const data = encodeApproval(ESCROW, 5n);
    expect(explainCall(chain, TOKEN, data)?.name).toBe("approve");
    expect(explainCall(chain, at("f"), data)).toBeNull();
    expect(explainCall(chain, null, data)).toBeNull();
    expect(explainCall(chain, ESCROW, data)).toBeNull();
    expect(explainCall(chain, TOKEN, data.slice(0, 60) as Hex)).toBeNull();
    expect(explainCall(chain, TOKEN, "0x")).toBeNull();
  });

  it("of 0G's Flow has the root of the file, computed from its subtrees", () => {
    const bytes = new Uint8Array(5_000).fill(7);
    const nodes = submissionNodesOf(bytes).map(({ root, height }) => ({ root, height: BigInt(height) }));
    expect(nodes.length).toBeGreaterThan(1);
    const submission = { data: { length: 5_000n, tags: "0x", nodes }, submitter: at("a") };
    const data = encodeFunctionData({ abi: ABIS.flow, functionName: "submit", args: [submission] });
    expect(facts(explainCall(chain, FLOW, data))).toEqual([
      ["fileRoot", "root", rootOf(bytes)],
      ["size", "size", "5000"],
      ["subtrees", "count", String(nodes.length)],
    ]);
  });
});

describe("an event", () => {
  const closed = {
    address: ESCROW,
    topics: encodeEventTopics({
      ...{ abi: ABIS.escrow, eventName: "JobClosed", args: { jobId: bytes32("7"), reason: 4 } },
    }) as Hex[],
    data: encodeAbiParameters(
      [{ type: "uint24" }, { type: "uint256" }, { type: "uint256" }, { type: "uint256" }],
      [61, 1_000_000n, 2_000_000n, 25_000n],
    ),
  };

  it("is told with indexed and other values in the contract's order", () => {
    const explained = explainLog(chain, closed);
    expect(explained).toMatchObject({ contract: "escrow", name: "JobClosed" });
    expect(facts(explained)).toEqual([
      ["jobId", "job", bytes32("7")],
      ["reason", "word", "paid"],
      ["usedSecs", "duration", "61"],
      ["toProvider", "money", "1000000"],
      ["toBuyer", "money", "2000000"],
      ["fee", "money", "25000"],
    ]);
  });

  it("of another contract, or with data that is not its own, is not guessed at", () => {
    expect(explainLog(chain, { ...closed, address: TOKEN })).toBeNull();
    expect(explainLog(chain, { ...closed, address: at("f") })).toBeNull();
    expect(explainLog(chain, { ...closed, data: "0x01" })).toBeNull();
    expect(explainLog(chain, { ...closed, topics: [] })).toBeNull();
  });

  it("of the registry counts a key's life in blocks, and says a broker's source as text", () => {
    const key = {
      address: REGISTRY,
      topics: encodeEventTopics({
        abi: ABIS.registry,
        eventName: "AgentKeyAdded",
        args: { key: at("a") },
      }) as Hex[],
      data: encodeAbiParameters([{ type: "uint64" }], [12n]),
    };
    expect(facts(explainLog(chain, key))).toEqual([
      ["key", "address", at("a")],
      ["from", "block", "12"],
    ]);
    const source = `0x${Buffer.from("lambda").toString("hex").padEnd(64, "0")}` as Hex;
    const broker = {
      address: REGISTRY,
      topics: encodeEventTopics({
        ...{ abi: ABIS.registry, eventName: "BrokerSet", args: { source, account: at("b") } },
      }) as Hex[],
      data: encodeAbiParameters([{ type: "bool" }], [true]),
    };
    expect(facts(explainLog(chain, broker))).toEqual([
      ["source", "word", "lambda"],
      ["account", "address", at("b")],
      ["active", "word", "yes"],
    ]);
  });
});

it("takes no number for a plain count but those that are", () => {
  const numbers = Object.values(ABIS).flatMap((abi) =>
    abi.flatMap((item) =>
      item.type === "event" || (item.type === "function" && !/view|pure/.test(item.stateMutability))
        ? item.inputs.filter(({ type }) => /^uint/.test(type))
        : [],
    ),
  );
  const counts = numbers.filter((parameter) => toFacts([parameter], [1n])[0]?.kind === "count");
  expect([...new Set(counts.map(({ name }) => name))].sort()).toEqual([
    ...["agentId", "length", "listingVersion", "nonce", "stars", "startPos", "submissionIndex", "v"],
  ]);
});
