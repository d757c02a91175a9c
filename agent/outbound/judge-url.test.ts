import { describe, expect, test } from "vitest";
import { judgeAddresses, judgeUrl } from "./judge-url.ts";

const OPEN = { allowsLoopback: false };

describe("a URL that somebody gave us", () => {
  test.each([
    ["https://hooks.example.com/a?b=c#d", "https://hooks.example.com/a?b=c"],
    ["https://hooks.example.com:443/", "https://hooks.example.com/"],
    ["https://93.184.215.14/x", "https://93.184.215.14/x"],
    ["https://[2606:4700::6810:84e5]/", "https://[2606:4700::6810:84e5]/"],
  ])("%s may be called", (url, expected) => {
    expect(judgeUrl(url, OPEN).href).toBe(expected);
  });

  test.each([
    ...[
      "",
      "hooks.example.com",
      "http://hooks.example.com/",
      "ftp://hooks.example.com/",
      "file:///etc/passwd",
    ],
    ...[
      "https://hooks.example.com:8443/",
      "https://me:secret@hooks.example.com/",
      "https://me@hooks.example.com/",
    ],
    // This machine, in every notation that a parser of URLs makes an address of.
    ...[
      "https://127.0.0.1/",
      "https://127.1/",
      "https://0x7f.1/",
      "https://2130706433/",
      "https://017700000001/",
    ],
    ...[
      "https://0/",
      "https://0.0.0.0/",
      "https://127.0.0.1./",
      "https://①②⑦.⓪.⓪.①/",
      "https://127%2e0.0.1/",
    ],
    ...["https://[::1]/", "https://[::]/", "https://[0:0:0:0:0:0:0:1]/", "https://[::ffff:127.0.0.1]/"],
    ...["https://[::ffff:7f00:1]/", "https://[::127.0.0.1]/"],
    // Networks of our own, and what clouds tell their machines.
    ...[
      "https://10.0.0.1/",
      "https://172.16.3.4/",
      "https://192.168.1.1/",
      "https://169.254.169.254/latest/meta-data",
    ],
    ...["https://100.64.0.1/", "https://100.100.100.200/", "https://198.18.0.1/", "https://192.0.0.8/"],
    ...["https://[fd00:ec2::254]/", "https://[fe80::1]/", "https://[fc00::1]/", "https://[fec0::1]/"],
    // Nobody, everybody, and addresses of examples.
    ...["https://224.0.0.1/", "https://255.255.255.255/", "https://240.0.0.1/", "https://203.0.113.7/"],
    ...["https://[ff02::1]/", "https://[2001:db8::1]/", "https://[100::1]/"],
    // IPv6 that leads to IPv4: NAT64, 6to4, Teredo.
    ...[
      "https://[64:ff9b::7f00:1]/",
      "https://[64:ff9b:1::7f00:1]/",
      "https://[2002:7f00:1::]/",
      "https://[2001::1]/",
    ],
  ])("%s may not", (url) => {
    expect(() => judgeUrl(url, OPEN)).toThrow(expect.objectContaining({ code: "request/forbidden-url" }));
  });

  test("may be on this machine where that is set, without TLS too, and nowhere else without it", () => {
    const rules = { allowsLoopback: true };
    expect(judgeUrl("http://127.0.0.1:8080/hook", rules).port).toBe("8080");
    expect(judgeUrl("http://[::1]:8080/hook", rules).port).toBe("8080");
    for (const url of [
      "http://hooks.example.com/",
      "http://10.0.0.1/",
      "http://localhost:80/",
      "https://10.0.0.1/",
    ])
      expect(() => judgeUrl(url, rules)).toThrow(expect.objectContaining({ code: "request/forbidden-url" }));
  });
});

test("of the addresses of a host none may be one of ours", () => {
  expect(() => judgeAddresses(["93.184.215.14", "2606:4700::1"], OPEN)).not.toThrow();
  for (const addresses of [
    [],
    ["93.184.215.14", "10.0.0.1"],
    ["::ffff:10.0.0.1"],
    ["fe80::1%eth0"],
    ["nonsense"],
  ])
    expect(() => judgeAddresses(addresses, OPEN)).toThrow(
      expect.objectContaining({ code: "request/forbidden-url" }),
    );
});
