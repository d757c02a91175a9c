import { expect, test } from "vitest";
import { toListenError } from "./to-listen-error.ts";

const AT = { host: "gpu.example", port: 80 };
const fault = (more: object) => Object.assign(new Error("fault"), more);

test.each([
  [{ code: "EADDRINUSE", syscall: "listen" }, /^Port 80 on gpu\.example is taken\./],
  [{ code: "EACCES", syscall: "listen" }, /^Port 80 .* may not be opened by this user\. Set PORT/],
  [{ code: "EADDRNOTAVAIL", syscall: "listen" }, /^HOST is “gpu\.example”, which is no address/],
  [{ code: "ENOTFOUND", syscall: "getaddrinfo", hostname: "gpu.example" }, /^HOST is “gpu\.example”/],
])("%j says what to set", (more, message) => {
  const cause = fault(more);
  expect(toListenError(cause, AT)).toMatchObject({
    ...{ code: "config/port", cause },
    message: expect.stringMatching(message),
  });
});

test.each([
  { code: "EACCES", syscall: "open" },
  { code: "ENOTFOUND", syscall: "getaddrinfo", hostname: "api.example" },
  { code: "EMFILE", syscall: "listen" },
])("%j is left as it is", (more) => {
  const cause = fault(more);
  expect(toListenError(cause, AT)).toBe(cause);
});
