import { ProviderChange } from "@necto/tools/core/provider-change";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import { EMPTY_UNDERSTANDING, type Understanding } from "@necto/tools/language/understanding";
import { expect, test } from "vitest";
import { keepSaidNumbers } from "./keep-said-numbers.ts";

const search = (said: Partial<Requirements>, rest: Partial<Understanding> = {}): Understanding => ({
  ...EMPTY_UNDERSTANDING,
  intent: "search",
  requirements: { ...NOTHING_SAID, ...said },
  ...rest,
});
const asks = (code: NonNullable<Understanding["clarify"]>["code"]) => ({
  clarify: { code, field: null, spans: [], options: [] },
});
const INVENTED: Partial<Requirements> = {
  gpuModels: ["H100"],
  maxUsdMicrosPerGpuHour: 9_000_000,
  maxTotalUsdMicros: 1,
  gpuCount: 64,
  durationSeconds: 1,
};
const NO_NUMBERS = {
  maxUsdMicrosPerGpuHour: null,
  maxTotalUsdMicros: null,
  gpuCount: null,
  durationSeconds: null,
};

test("the parser's numbers win over the model's, and its other fields do not", () => {
  const parsed = search({ gpuModels: [], maxUsdMicrosPerGpuHour: 3_000_000, gpuCount: 8 });
  expect(keepSaidNumbers(search(INVENTED), parsed, null).requirements).toEqual({
    ...NOTHING_SAID,
    ...NO_NUMBERS,
    gpuModels: ["H100"],
    maxUsdMicrosPerGpuHour: 3_000_000,
    gpuCount: 8,
  });
});

test("numbers that the parser did not see are dropped, also where it did not understand everything", () => {
  for (const parsed of [search({}), search({}, asks("not-understood")), EMPTY_UNDERSTANDING])
    expect(keepSaidNumbers(search(INVENTED), parsed, null).requirements).toMatchObject(NO_NUMBERS);
});

test("a message that the parser cannot read keeps the numbers said before", () => {
  const before = { ...NOTHING_SAID, maxUsdMicrosPerGpuHour: 3_000_000, gpuCount: 8 };
  expect(keepSaidNumbers(search(INVENTED), EMPTY_UNDERSTANDING, before).requirements).toMatchObject({
    ...NO_NUMBERS,
    maxUsdMicrosPerGpuHour: 3_000_000,
    gpuCount: 8,
  });
});

test.each(["price-scope", "currency", "contradiction", "time"] as const)(
  "the parser's question about %s stands",
  (code) => {
    const parsed = search({}, asks(code));
    expect(keepSaidNumbers(search(INVENTED), parsed, null)).toBe(parsed);
  },
);

test("what the parser refuses stays refused", () => {
  const parsed: Understanding = { ...EMPTY_UNDERSTANDING, intent: "refuse" };
  expect(keepSaidNumbers(search(INVENTED), parsed, null)).toBe(parsed);
});

test("a provider's new price is the parser's or none", () => {
  const change = ProviderChange.parse({ gpuModels: ["H100"], usdMicrosPerGpuHour: 1, percentBps: -9000 });
  const read: Understanding = { ...EMPTY_UNDERSTANDING, intent: "set-price", change };
  const parsed: Understanding = {
    ...read,
    change: ProviderChange.parse({ usdMicrosPerGpuHour: 1_950_000 }),
  };
  expect(keepSaidNumbers(read, parsed, null).change).toEqual({
    ...change,
    usdMicrosPerGpuHour: 1_950_000,
    percentBps: null,
  });
  expect(keepSaidNumbers(read, EMPTY_UNDERSTANDING, null).change).toEqual({
    ...change,
    usdMicrosPerGpuHour: null,
    percentBps: null,
  });
});

test("a provider's change that the parser must ask about is asked about, whatever a model made of it", () => {
  const change = ProviderChange.parse({ gpuModels: ["H100"], percentBps: -500, isForAll: true });
  const read: Understanding = { ...EMPTY_UNDERSTANDING, intent: "set-price", change };
  const parsed: Understanding = {
    ...read,
    clarify: { code: "contradiction", field: "percentBps", spans: [], options: [] },
  };
  expect(keepSaidNumbers(read, parsed, null)).toBe(parsed);
  expect(keepSaidNumbers(read, EMPTY_UNDERSTANDING, null).change).toMatchObject({
    percentBps: null,
    isForAll: false,
  });
});

test("what was taken back comes from the thread, not from the model", () => {
  const parsed = search(
    { gpuModels: ["A100"] },
    { evidence: [{ field: "undo", span: { start: 0, end: 4 } }] },
  );
  expect(keepSaidNumbers(search(INVENTED), parsed, NOTHING_SAID)).toBe(parsed);
});

test("“cheaper” and “at least 4” stay questions; “something newer” is left to the model", () => {
  for (const [code, field] of [
    ["relative", "maxUsdMicrosPerGpuHour"],
    ["gpu-count", "gpuCount"],
  ] as const) {
    const parsed = search({}, { clarify: { code, field, spans: [], options: [] } });
    expect(keepSaidNumbers(search(INVENTED), parsed, null)).toBe(parsed);
  }
  const newer = search({}, asks("relative"));
  expect(keepSaidNumbers(search(INVENTED), newer, null)).toMatchObject({
    clarify: null,
    requirements: { gpuModels: ["H100"], ...NO_NUMBERS },
  });
});
