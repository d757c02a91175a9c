import { expect, test } from "vitest";
import { readSources, runSolc } from "../scripts/compile.ts";

interface Docs {
  readonly abi: readonly { readonly type: string; readonly name?: string }[];
  readonly userdoc: Readonly<
    Record<"methods" | "events" | "errors", Readonly<Record<string, unknown>> | undefined>
  >;
}

test.each([
  ["INectoEscrow", "src/interfaces"],
  ["IProviderRegistry", "src/interfaces"],
  ["ITeamRoles", "src/interfaces"],
  ["ISandboxFlow", "src/sandbox"],
])("every function, event and error of %s says what it is", (name, folder) => {
  const file = `${folder}/${name}.sol`;
  const output = runSolc({
    language: "Solidity",
    sources: Object.fromEntries(
      Object.entries(readSources([file])).map(([path, content]) => [path, { content }]),
    ),
    settings: { outputSelection: { [file]: { [name]: ["abi", "userdoc"] } } },
  });
  const { abi, userdoc } = output.contracts![file]![name]! as unknown as Docs;
  const documented = (kind: keyof Docs["userdoc"]) =>
    Object.keys(userdoc[kind] ?? {}).map((signature) => signature.split("(")[0]);
  const named = (type: string) => abi.filter((entry) => entry.type === type).map((entry) => entry.name);
  expect(documented("methods").sort()).toEqual(named("function").sort());
  expect(documented("events").sort()).toEqual(named("event").sort());
  expect(documented("errors").sort()).toEqual(named("error").sort());
});
