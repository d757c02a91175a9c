import { expect, test } from "vitest";
import { invitationLink, secretIn } from "./team-text.ts";

const SECRET = `0x${"5e".repeat(32)}`;

test("a secret is where no server is told of it, and is found there again", () => {
  const link = new URL(invitationLink("https://necto.example", SECRET));
  expect(link.pathname + link.search).toBe("/invite");
  expect(secretIn(link.hash)).toBe(SECRET);
});

test.each(["", "#", "#0x12", `#${SECRET}00`, `#${SECRET.toUpperCase()}`])("%s is no secret", (hash) => {
  expect(secretIn(hash)).toBeNull();
});
