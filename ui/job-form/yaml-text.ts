import { isAlias, isNode, isPair, isScalar, LineCounter, parseAllDocuments, stringify, visit } from "yaml";

/** YAML of plain data only. This file and the library are loaded when somebody reads or writes YAML. */

/** @example formatYaml({ gpuModels: ["H100"] }) // "gpuModels:\n  - H100\n" */
export const formatYaml = (value: unknown): string => stringify(value, { version: "1.2", schema: "core" });

/**
 * The value of one YAML 1.2 document: mappings with text keys, lists, text, numbers, true, false and null. Tags, anchors,
 * aliases and several documents are refused, so that a text is what it looks like.
 */
export function parsePlainYaml(text: string): { readonly value: unknown } | { readonly problem: string } {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    ...{ version: "1.2", schema: "core", merge: false, uniqueKeys: true, prettyErrors: false },
    lineCounter: lines,
  });
  const at = (offset: number | undefined) =>
    offset === undefined ? "" : `Line ${lines.linePos(offset).line}: `;
  // Nothing but comments.
  if (documents.length === 0) return { value: null };
  if (documents.length > 1) return { problem: "This holds several YAML documents: paste one of them." };
  const [document] = documents as [(typeof documents)[number]];
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) return { problem: `${at(fault.pos[0])}this is no plain YAML: ${fault.message}.` };
  let problem: string | null = null;
  visit(document, (_, node) => {
    if (!isNode(node) && !isPair(node)) return;
    const what = oddityOf(node);
    if (what === null) return;
    const range = isNode(node) ? node.range : isNode(node.key) ? node.key.range : null;
    problem = `${at(range?.[0])}${what}`;
    return visit.BREAK;
  });
  return problem === null ? { value: document.toJS({ maxAliasCount: 0 }) } : { problem };
}

type Visited = Parameters<typeof isNode>[0];

/** What makes a node more than plain data. */
function oddityOf(node: Visited): string | null {
  if (isPair(node))
    return isScalar(node.key) && typeof node.key.value === "string"
      ? null
      : "a field has no name of text: write it as in gpuCount: 8.";
  if (isAlias(node)) return "an alias (*) is not read: write the value itself.";
  if (!isNode(node)) return null;
  if ("anchor" in node && node.anchor) return "an anchor (&) is not read: write the value itself.";
  if ("tag" in node && node.tag) return `a tag (${node.tag}) is not read: write the value alone.`;
  return null;
}
