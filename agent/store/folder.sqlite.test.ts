import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tempFolder } from "../testing/temp-folder.ts";
import { openStore } from "./open-store.ts";
import { findThread, insertThread } from "./threads.ts";

const AT = "2026-11-22T08:00:00.000Z";

describe("a store in a folder", () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  beforeEach(async () => {
    folder = await tempFolder();
  });
  afterEach(() => folder.remove());

  test("keeps its epoch and its rows when it is opened again, and a new file has another epoch", async () => {
    const first = await openStore(folder.path, () => "epoch-1");
    await insertThread(first, { id: "t", mode: "tracked", createdAt: AT });
    await first.close();
    const again = await openStore(folder.path, () => "epoch-2");
    expect(again.epoch).toBe("epoch-1");
    expect(await findThread(again, "t")).toMatchObject({ mode: "tracked" });
    await again.close();
    const other = await openStore(join(folder.path, "other"), () => "epoch-2");
    expect(other.epoch).toBe("epoch-2");
    await other.close();
  });

  test("that cannot be one says which variable to set", async () => {
    const path = join(folder.path, "file");
    await writeFile(path, "");
    await expect(openStore(path, () => "e")).rejects.toMatchObject({
      code: "config/home",
      message: expect.stringContaining("NECTO_HOME"),
    });
  });

  test("that has something else in the place of its database says which file", async () => {
    const path = join(folder.path, "necto.sqlite");
    await writeFile(path, "no database at all, and long enough to be looked at. ".repeat(100));
    await expect(openStore(folder.path, () => "e")).rejects.toMatchObject({
      code: "config/database",
      message: expect.stringContaining(`${path} is damaged`),
    });
  });
});
