import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { rootOfEveryPricingModel } from "./testing/print-root.ts";

const SCRIPT = fileURLToPath(new URL("./testing/print-root.ts", import.meta.url));

test("equal inputs give byte-equal traces in other processes, time zones and languages", async () => {
  const here = await rootOfEveryPricingModel();
  expect(here).toMatch(/^0x[0-9a-f]{64}$/);
  const settings = [
    { TZ: "UTC", LANG: "C" },
    { TZ: "Asia/Kolkata", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
    { TZ: "America/St_Johns", LANG: "de_DE.UTF-8" },
  ];
  const roots = await Promise.all(
    settings.map(async (env) => (await promisify(execFile)(process.execPath, [SCRIPT], { env })).stdout),
  );
  expect(roots).toEqual([here, here, here]);
});
