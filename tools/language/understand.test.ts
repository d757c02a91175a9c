import { describe, expect, it } from "vitest";
import { ProviderChange } from "../core/provider-change.ts";
import { Requirements } from "../core/requirements.ts";
import { CORPUS_NOW } from "./corpus/generate.ts";
import { WRITTEN_ACTS } from "./corpus/written-acts.ts";
import { toRequirements, type WrittenCase } from "./corpus/written-case.ts";
import { WRITTEN_DIALOGUE } from "./corpus/written-dialogue.ts";
import { WRITTEN_FRENCH } from "./corpus/written-french.ts";
import { WRITTEN_GERMAN } from "./corpus/written-german.ts";
import { WRITTEN_IMPATIENT } from "./corpus/written-impatient.ts";
import { WRITTEN_REQUESTS } from "./corpus/written-requests.ts";
import { WRITTEN_SPANISH } from "./corpus/written-spanish.ts";
import { understand } from "./understand.ts";
import { EMPTY_MEMORY, Understanding } from "./understanding.ts";

const read = ({ text, role = "buyer", memory = EMPTY_MEMORY }: WrittenCase) =>
  understand(text, { role, memory, now: CORPUS_NOW });

/** What a case says about the result, and the same part of the result. */
function sides(written: WrittenCase) {
  const { frame, expected } = written;
  const result = read(written);
  const wanted = {
    ...(expected.intent || frame !== undefined ? { intent: expected.intent ?? "search" } : {}),
    ask: expected.ask ?? null,
    ...(frame === undefined ? {} : { requirements: frame && toRequirements(frame) }),
    ...(expected.target ? { target: expected.target } : {}),
    ...(expected.change ? { change: ProviderChange.parse(expected.change) } : {}),
  };
  const actual = { ...result, ask: result.clarify?.code ?? null };
  return {
    wanted,
    actual: Object.fromEntries(Object.keys(wanted).map((key) => [key, actual[key as keyof typeof actual]])),
  };
}

const cases = (written: readonly WrittenCase[]) => written.map((one) => [one.text, one] as const);

describe("understand", () => {
  it.each(cases(WRITTEN_REQUESTS))("request: %s", (_, written) => {
    const { wanted, actual } = sides(written);
    expect(actual).toEqual(wanted);
  });

  it.each(cases(WRITTEN_IMPATIENT))("in a hurry: %s", (_, written) => {
    const { wanted, actual } = sides(written);
    expect(actual).toEqual(wanted);
  });

  it.each(cases(WRITTEN_DIALOGUE))("in a thread: %s", (_, written) => {
    const { wanted, actual } = sides(written);
    expect(actual).toEqual(wanted);
  });

  it.each(cases(WRITTEN_ACTS))("other messages: %s", (_, written) => {
    const { wanted, actual } = sides(written);
    expect(actual).toEqual(wanted);
  });

  it.each(cases(WRITTEN_GERMAN))("German: %s", (_, written) => {
    const { wanted, actual } = sides(written);
    expect(actual).toEqual(wanted);
  });

  it.each(cases(WRITTEN_FRENCH))("French: %s", (_, written) => {
    const { wanted, actual } = sides(written);
    expect(actual).toEqual(wanted);
  });

  it.each(cases(WRITTEN_SPANISH))("Spanish: %s", (_, written) => {
    const { wanted, actual } = sides(written);
    expect(actual).toEqual(wanted);
  });

  const ENGLISH = [...WRITTEN_REQUESTS, ...WRITTEN_IMPATIENT, ...WRITTEN_DIALOGUE, ...WRITTEN_ACTS];

  it("gives results that its own schemas accept", () => {
    for (const written of [...ENGLISH, ...WRITTEN_GERMAN, ...WRITTEN_FRENCH, ...WRITTEN_SPANISH]) {
      const result = read(written);
      expect(Understanding.parse(result)).toEqual(result);
      if (result.requirements) expect(Requirements.parse(result.requirements)).toEqual(result.requirements);
    }
  });

  it("carries no words of the message beside names of its own tables", () => {
    const secret = "zanzibarian-codename";
    const result = read({ text: `find ${secret} H100 under $3`, expected: {} });
    expect(JSON.stringify(result)).not.toContain("zanzibarian");
    expect(result.clarify?.code).toBe("not-understood");
  });
});
