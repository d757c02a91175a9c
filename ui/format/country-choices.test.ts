import { expect, it } from "vitest";
import { COUNTRY_CHOICES } from "./country-choices.ts";

it("lists countries as people look for them, by name and not by continent", () => {
  const names = COUNTRY_CHOICES.map(([, name]) => name);
  expect(names[0]).toBe("Afghanistan");
  expect(names.indexOf("Germany")).toBeLessThan(names.indexOf("Zambia"));
});
