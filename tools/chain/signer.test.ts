import { inspect } from "node:util";
import { encryptKeystoreJson } from "ethers";
import {
  type Hex,
  parseTransaction,
  recoverTransactionAddress,
  recoverTypedDataAddress,
  type TransactionSerializableEIP1559,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { NectoError } from "../errors.ts";
import { openKeystore } from "./keystore.ts";
import { memorySigner, signTransaction, signTypedData } from "./signer.ts";

const KEY: Hex = `0x${"5e".repeat(32)}`;
const PASSPHRASE = "swordfish on a bicycle";
const account = privateKeyToAccount(KEY);
const TRANSACTION: TransactionSerializableEIP1559 = {
  ...{ chainId: 313_370_036, nonce: 7, gas: 21_000n, to: account.address, data: "0x1234" },
  ...{ maxFeePerGas: 9n, maxPriorityFeePerGas: 2n, type: "eip1559" },
};

const keystore = () =>
  encryptKeystoreJson({ address: account.address, privateKey: KEY }, PASSPHRASE, { scrypt: { N: 1024 } });

test("a transaction signed by its digest is the one that viem signs with the key", async () => {
  const { raw, hash } = await signTransaction(memorySigner(KEY), TRANSACTION);
  expect(raw).toBe(await account.signTransaction(TRANSACTION));
  expect(hash).toMatch(/^0x[0-9a-f]{64}$/);
  expect(parseTransaction(raw)).toMatchObject({ nonce: 7, maxFeePerGas: 9n });
  expect(await recoverTransactionAddress({ serializedTransaction: raw as `0x02${string}` })).toBe(
    account.address,
  );
});

test("typed data is signed as a wallet signs it", async () => {
  const data = {
    domain: { name: "A", chainId: 1 },
    types: { Message: [{ name: "text", type: "string" }] },
    primaryType: "Message",
    message: { text: "hello" },
  } as const;
  const signature = await signTypedData(memorySigner(KEY), data);
  expect(signature).toBe(await account.signTypedData(data));
  expect(await recoverTypedDataAddress({ ...data, signature })).toBe(account.address);
});

test("a keystore file opens with its passphrase", async () => {
  const signer = await openKeystore(await keystore(), PASSPHRASE);
  expect(signer.address).toBe(account.address);
  expect(await signTransaction(signer, TRANSACTION)).toEqual(
    await signTransaction(memorySigner(KEY), TRANSACTION),
  );
});

test.each([
  ["another passphrase", async () => openKeystore(await keystore(), "swordfish"), "passphrase is another"],
  ["a file that is none", async () => openKeystore("{}", PASSPHRASE), "no keystore file"],
  [
    "a damaged file",
    async () => openKeystore((await keystore()).replace(/"mac": ?"../, '"mac":"zz'), PASSPHRASE),
    "cannot be opened",
  ],
])("%s is refused in words that have neither key nor passphrase", async (_, open, words) => {
  const error = await open().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "config/keystore", message: expect.stringContaining(words) });
  const everything = inspect(error, { depth: 20, showHidden: true });
  expect(everything).not.toContain("swordfish");
  expect(everything).not.toContain("5e5e5e");
});

test("a signer that is printed, put into JSON or thrown shows its address and not its key", async () => {
  const signer = memorySigner(KEY);
  const error = new NectoError({ code: "chain/test", message: "x", meta: { signer } });
  for (const shown of [
    inspect(signer, { depth: 20, showHidden: true }),
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(signer),
    String(signer.signDigest),
  ])
    expect(shown.toLowerCase()).not.toContain("5e5e5e");
  expect(JSON.stringify(signer)).toContain(account.address);
});
