import { NODES } from "@necto/tools/protocol/run-event";
import { percentile } from "../grade/statistics.ts";
import { type RunSummary, type ScenarioResult, type Verdict, verdictOf } from "../run/scenario-result.ts";
import type { Report, Share } from "./report.ts";

/** The report as one page that needs nothing else: no script, no font, no network. Regressions first. */
export function renderHtml(report: Report): string {
  const { lane, model, startedAt, scenarios, regressions, mended, shortfalls, infra } = report;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Necto evals: ${lane}</title><style>${CSS}</style></head><body><main>
<h1>Necto evals <small>${lane} lane · ${text(model)} · ${startedAt.slice(0, 16).replace("T", " ")} UTC</small></h1>
${numbers(report)}
${list("Regressions", regressions ?? [], "bad", scenarios)}
${list("Not as it must be", shortfalls, "bad", scenarios)}
${list("The harness itself", infra, "infra", scenarios)}
${list("Mended since the baseline", mended ?? [], "good", scenarios)}
${laneTables(report)}
<h2 id="scenarios">Scenarios</h2>
${suites(scenarios)}
</main></body></html>
`;
}

const text = (value: unknown): string =>
  String(value).replace(/[&<>"\p{Cc}\p{Cf}]/gu, (character) => `&#${character.codePointAt(0)};`);
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
const shareText = ({ right, all, interval }: Share): string =>
  `${right} of ${all} <small>(95 %: ${percent(interval[0])} to ${percent(interval[1])})</small>`;

function numbers({ pass1, passK, verdicts, latency, ms, cpuMs, k, isIdentical }: Report): string {
  const cells = [
    ["Scenarios passed", shareText(pass1)],
    ["Known failures", String(verdicts.known)],
    ...Object.entries(passK).map(([name, { right, all, interval }]) => [
      name,
      `${percent(right / Math.max(1, all))} <small>(95 %: ${interval.map(percent).join(" to ")})</small>`,
    ]),
    ["Trials of each", `${k}, ${isIdentical ? "the same to the byte" : "not all the same"}`],
    ["A trial", `${latency.p50Ms} ms, 95 % below ${latency.p95Ms} ms`],
    ["The whole run", `${(ms / 1_000).toFixed(1)} s, ${(cpuMs / 1_000).toFixed(1)} s of processors`],
  ];
  return `<dl class="numbers">${cells.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>`;
}

function list(
  title: string,
  lines: readonly string[],
  kind: string,
  scenarios: readonly ScenarioResult[],
): string {
  if (lines.length === 0) return "";
  const ids = new Set(scenarios.map(({ id }) => id));
  const row = (line: string) => {
    const [id = ""] = line.split(" ");
    return ids.has(id) ? `<a href="#${text(id)}">${text(line)}</a>` : text(line);
  };
  return `<section class="${kind}"><h2>${title}</h2><ul>${lines.map((line) => `<li>${row(line)}</li>`).join("")}</ul></section>`;
}

function laneTables({ attacks, language, paraphrases, money, mutants }: Report): string {
  const total = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  return [
    attacks &&
      table(
        "Attacks",
        ["", ""],
        [
          ["Cases", String(attacks.cases)],
          ["Benign utility", shareText(attacks.benignUtility)],
          ["Utility under attack", shareText(attacks.utilityUnderAttack)],
          ["Attack success", shareText(attacks.success)],
          ...attacks.failed.map(({ id, success, says }) => [
            text(id),
            text([...success, ...says].join(" ¦ ")),
          ]),
        ],
      ),
    money &&
      table(
        "Orders on machines that lose their power",
        ["", ""],
        [
          [
            "Trials",
            `${money.trials} <small>(${Object.entries(money.kinds)
              .map(([kind, count]) => `${count} ${kind}`)
              .join(", ")})</small>`,
          ],
          ["Power cuts", String(money.crashes)],
          ["Approved, and jobs on chain", `${money.approved}, ${money.jobs}`],
          ["Escrows without an approval", String(money.unapproved.length)],
          ["Paid twice, lost", `${money.twice.length}, ${money.lost.length}`],
        ],
      ),
    language &&
      table(
        "Generated sentences",
        ["kind", "language", "exact", "asked", "wrong", "wrong money"],
        language.map((one) => [
          ...[one.kind, one.language, `${one.exact} of ${one.cases}`, String(one.asked)],
          ...[String(one.wrong.length), String(one.wrongMoney.length)],
        ]),
      ),
    paraphrases &&
      table(
        "Other words and typing errors",
        ["variants", "same", "asked", "wrong"],
        [
          [
            String(total(paraphrases.map((one) => one.variants))),
            String(total(paraphrases.map((one) => one.same))),
            String(total(paraphrases.map((one) => one.asked))),
            String(total(paraphrases.map((one) => one.wrong.length))),
          ],
        ],
      ),
    mutants &&
      table(
        "Wrong trials that graders must notice",
        ["kind", "noticed", "made"],
        mutants.map((one) => [text(one.kind), String(one.noticed), String(one.made)]),
      ),
  ]
    .filter(Boolean)
    .join("\n");
}

const table = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<details class="lane"><summary>${title}</summary><table>${
    head.some(Boolean) ? `<tr>${head.map((cell) => `<th>${cell}</th>`).join("")}</tr>` : ""
  }${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</table></details>`;

const ORDER: Readonly<Record<Verdict, number>> = { infra: 0, failed: 1, known: 2, passed: 3 };

function suites(scenarios: readonly ScenarioResult[]): string {
  const names = [...new Set(scenarios.map(({ suite }) => suite))];
  return names
    .map((name) => {
      const mine = scenarios
        .filter(({ suite }) => suite === name)
        .sort((a, b) => ORDER[verdictOf(a)] - ORDER[verdictOf(b)] || (a.id < b.id ? -1 : 1));
      return `<h3>${text(name)} <small>${mine.filter((one) => verdictOf(one) === "passed").length} of ${mine.length}</small></h3>${mine.map(scenarioRow).join("")}`;
    })
    .join("");
}

/** A link to what is inside of it opens it. */
function scenarioRow(one: ScenarioResult): string {
  const verdict = verdictOf(one);
  const grades = one.grades.map(
    ({ grader, value, says }) =>
      `<span class="grade ${value ? "good" : "bad"}" title="${text(says.join(" ¦ "))}">${grader}</span>`,
  );
  return `<details class="scenario ${verdict}"><summary><b>${verdict}</b> ${text(one.id)}
<span class="cells">${grades.join("")}</span> <small>${one.passes}/${one.trials} · ${percentile(one.ms, 0.5)} ms</small></summary>
${one.known ? `<p>Known: ${text(one.known)}</p>` : ""}${one.infra ? `<p>${text(one.infra)}</p>` : ""}
<ul class="says" id="${text(one.id)}">${one.grades.map(({ grader, value, says }) => `<li class="${value ? "" : "bad"}">${grader}: ${text(says.join(" ¦ "))}</li>`).join("")}</ul>
${one.runs.map(runBlock).join("")}
<p class="digest">digest ${one.digest ?? "none"}${one.answers.flat().length > 0 ? ` · answers ${text(one.answers.flat().join(", "))}` : ""} · ${one.jobs} jobs on chain</p></details>`;
}

function runBlock({
  input,
  path,
  reply,
  steps,
  requirements,
  top,
  root,
  error,
  intent,
  asks,
}: RunSummary): string {
  const nodes = NODES.map((node) => {
    const places = path.flatMap((walked, at) => (walked === node ? [at + 1] : []));
    return `<li class="${places.length > 0 ? "walked" : ""}">${node}${places.length > 0 ? `<sup>${places.join(" ")}</sup>` : ""}</li>`;
  });
  const said = steps.map(
    ({ node, summary }) => `<tr><td>${node}</td><td><code>${text(JSON.stringify(summary))}</code></td></tr>`,
  );
  return `<article><h4>${text(input)}</h4><ol class="graph">${nodes.join("")}</ol>
<p>${text(reply)}${error ? ` <b class="bad">${text(error)}</b>` : ""}</p>
<table>${said.join("")}<tr><td>read as</td><td><code>${text(intent ?? "")}${asks ? ` asks ${text(asks)}` : ""} ${text(JSON.stringify(said.length ? requirements : null))}</code></td></tr>
${top.map(([id, micros], at) => `<tr><td>#${at + 1}</td><td><code>${text(id)} ${micros} micro-USD per GPU-hour</code></td></tr>`).join("")}
${root ? `<tr><td>trace</td><td><code>${root}</code></td></tr>` : ""}</table></article>`;
}

const CSS = `:root{color-scheme:light dark;--good:#0a7d4b;--bad:#c0263b;--line:#8884;--dim:#777}
@media(prefers-color-scheme:dark){:root{--good:#4cc38a;--bad:#ff7b8a;--dim:#999}}
body{font:15px/1.5 system-ui,sans-serif;margin:0}main{max-width:1100px;margin:0 auto;padding:1rem}
h1 small,h3 small,small{color:var(--dim);font-weight:400;font-size:.8em}code{overflow-wrap:anywhere;font-size:.85em}
.numbers{display:flex;flex-wrap:wrap;gap:.5rem 2rem}.numbers dt{color:var(--dim);font-size:.85em}.numbers dd{margin:0}
section.bad,section.infra{border-left:4px solid var(--bad);padding-left:1rem}section.good{border-left:4px solid var(--good);padding-left:1rem}
details{border-top:1px solid var(--line);padding:.3rem 0}summary{cursor:pointer}summary b{display:inline-block;min-width:4.2rem}
.passed>summary b,.grade.good{color:var(--good)}.failed>summary b,.known>summary b,.infra>summary b,.bad{color:var(--bad)}
.cells{display:inline-flex;flex-wrap:wrap;gap:.4rem;margin-left:.5rem}.grade{font-size:.8em}.grade.good::before{content:"✓ "}.grade.bad::before{content:"✗ "}
.graph{display:flex;flex-wrap:wrap;gap:.3rem;list-style:none;padding:0}.graph li{border:1px solid var(--line);border-radius:6px;padding:0 .5rem;color:var(--dim);font-size:.85em}
.graph .walked{border:2px solid var(--good);color:inherit;font-weight:600}.graph sup{color:var(--good)}
article{border-left:3px solid var(--line);padding-left:1rem;margin:.8rem 0}table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.1rem .8rem .1rem 0}
.digest,.says{color:var(--dim);font-size:.85em;overflow-wrap:anywhere}.says{scroll-margin-top:3rem}h4{margin:.2rem 0}`;
