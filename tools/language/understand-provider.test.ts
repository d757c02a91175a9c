import { describe, expect, it } from "vitest";
import { ProviderChange } from "../core/provider-change.ts";
import { NOTHING_SAID } from "../core/requirements.ts";
import { CORPUS_NOW } from "./corpus/generate.ts";
import { REFUSED_PROVIDER, UNCLEAR_PROVIDER, WRITTEN_PROVIDER } from "./corpus/written-provider.ts";
import { understand } from "./understand.ts";
import { EMPTY_MEMORY, PROVIDER_ORDER, Understanding } from "./understanding.ts";

const say = (text: string, role: "buyer" | "provider" = "provider"): Understanding =>
  understand(text, { role, now: CORPUS_NOW, memory: EMPTY_MEMORY });

describe("what providers say", () => {
  it.each(WRITTEN_PROVIDER.map((one) => [one.text, one] as const))("%s", (text, written) => {
    const { intent, change, target, clarify } = say(text);
    const { asked } = written;
    expect({ intent, change, target, clarify }).toEqual({
      intent: written.intent,
      change: written.change && ProviderChange.parse(written.change),
      target: asked
        ? {
            pick: { kind: "with", requirements: { ...NOTHING_SAID, ...asked.requirements } },
            question: asked.question,
          }
        : null,
      clarify: null,
    });
  });

  it("gives frames that its own schema accepts, unchanged", () => {
    for (const { text } of WRITTEN_PROVIDER) {
      const read = say(text);
      expect(Understanding.parse(read)).toEqual(read);
    }
  });

  it("counts at least a hundred in English and ten in each other language", () => {
    const foreign = /[äöüßéèàçñ¿]|\b(?:meine[nr]?|alle 4090|mes|mis|Preis)\b/u;
    const others = WRITTEN_PROVIDER.filter(({ text }) => foreign.test(text)).length;
    expect(others).toBeGreaterThanOrEqual(30);
    expect(WRITTEN_PROVIDER.length - others).toBeGreaterThanOrEqual(100);
    expect(UNCLEAR_PROVIDER.length + REFUSED_PROVIDER.length).toBeGreaterThanOrEqual(30);
  });
});

describe("what a provider must be asked about", () => {
  it.each(UNCLEAR_PROVIDER.map(([text, codes]) => [text, codes] as const))("%s", (text, codes) => {
    expect(typeof codes === "string" ? [codes] : codes).toContain(say(text).clarify?.code);
  });
});

describe("what no conversation takes", () => {
  it.each(REFUSED_PROVIDER)("%s", (text) => {
    expect(say(text).intent).toBe("refuse");
  });
});

describe("a provider's order in a buyer's conversation", () => {
  it("never becomes a change", () => {
    for (const text of [...WRITTEN_PROVIDER.map((one) => one.text), ...REFUSED_PROVIDER])
      expect(say(text, "buyer").change, text).toBeNull();
  });

  it("is known for what it is", () => {
    for (const text of ["set my H100 price to 1.95", "pause my 4090s", "how much did I earn last week?"]) {
      const { intent, evidence } = say(text, "buyer");
      expect({ intent, fields: evidence.map(({ field }) => field) }).toEqual({
        intent: "refuse",
        fields: [PROVIDER_ORDER],
      });
    }
  });
});
