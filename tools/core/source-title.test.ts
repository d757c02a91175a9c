import { expect, test } from "vitest";
import { providerTitle, sourceTitle } from "./source-title.ts";

test.each([
  ["aws-spot", "AWS Spot"],
  ["necto", "Necto"],
  ["toString", "toString"],
  ["somewhere", "somewhere"],
])("the source %s is shown as %s", (source, title) => {
  expect(sourceTitle(source)).toBe(title);
});

test("a market that sells by itself has one name, and a provider of another its own", () => {
  expect(providerTitle({ provider: "lambda", source: "lambda" })).toBe("Lambda");
  expect(providerTitle({ provider: "Nordlys GPU", source: "necto" })).toBe("Nordlys GPU");
});
