import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { devAccount, devKey } from "@necto/tools/sandbox/dev-accounts";
import { encryptKeystoreJson } from "ethers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tempFolder } from "../../testing/temp-folder.ts";
import { openSigner } from "./open-signer.ts";

const NONE = { name: "ADI", key: null, keystore: null, passphraseFile: null };
const KEY = devKey("relayer");
let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

async function keystore(passphrase: string) {
  const paths = { keystore: join(folder.path, "key.json"), passphraseFile: join(folder.path, "passphrase") };
  const account = { address: devAccount("relayer").address, privateKey: KEY };
  await writeFile(
    paths.keystore,
    await encryptKeystoreJson(account, "correct horse", { scrypt: { N: 1024 } }),
  );
  await writeFile(paths.passphraseFile, `${passphrase}\n`);
  return { ...NONE, ...paths };
}

test.each([313_370_036, 313_370_016, 99_999, 16_602, 31_337])(
  "on chain %i, where nothing is real money, a key may be in the environment",
  async (chainId) => {
    expect((await openSigner(chainId, { ...NONE, key: KEY })).address).toBe(devAccount("relayer").address);
  },
);

test.each([36_900, 16_661, 1])(
  "on chain %i it may not, and the refusal does not repeat it",
  async (chainId) => {
    const error = await openSigner(chainId, { ...NONE, key: KEY }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "config/key-in-environment" });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(KEY.slice(2));
  },
);

test("a keystore file opens on every chain", async () => {
  const source = await keystore("correct horse");
  for (const chainId of [36_900, 313_370_036])
    expect((await openSigner(chainId, source)).address).toBe(devAccount("relayer").address);
});

test("another passphrase, no key, half a key and no file are told apart, without a secret in any of them", async () => {
  const wrong = await keystore("battery staple");
  const half = KEY.slice(0, 40);
  const outcomes = await Promise.all(
    [
      openSigner(36_900, wrong),
      openSigner(36_900, NONE),
      openSigner(36_900, { ...wrong, passphraseFile: null }),
      openSigner(99_999, { ...NONE, key: half }),
      openSigner(36_900, { ...wrong, keystore: join(folder.path, "nothing") }),
    ].map((opening) => opening.catch((error: unknown) => error)),
  );
  expect(outcomes.map((error) => (error as { code: string }).code)).toEqual([
    ...["config/keystore", "config/missing-key", "config/missing-key", "config/bad-key", "config/keystore"],
  ]);
  for (const error of outcomes) {
    const text = inspect(error, { depth: 20, showHidden: true });
    for (const secret of [half.slice(2), "battery staple", "correct horse"])
      expect(text).not.toContain(secret);
  }
});
