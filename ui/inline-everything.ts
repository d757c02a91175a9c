import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const WORKER = fileURLToPath(new URL("verify/verify-worker.ts", import.meta.url));
const WORKER_ID = "virtual:verify-worker";

/** The verifier's worker as text, for a page that has no other file to load it from. */
export const workerAsText = (): Plugin => ({
  name: "necto-worker-as-text",
  resolveId: (id) => (id === WORKER_ID ? `\0${WORKER_ID}` : null),
  async load(id) {
    if (id !== `\0${WORKER_ID}`) return null;
    const built = await build({
      configFile: false,
      logLevel: "warn",
      build: {
        target: "es2023",
        write: false,
        lib: { entry: WORKER, formats: ["iife"], name: "nectoVerifyWorker" },
      },
    });
    const [result] = [built].flat();
    const output = result && "output" in result ? result.output : [];
    const script = output.find(({ type }) => type === "chunk");
    if (script?.type !== "chunk") throw new Error("the worker was not built");
    return `export default ${JSON.stringify(script.code)};`;
  },
});

/** Puts scripts and styles into the page, and a policy that lets nothing else in. */
export const inlineEverything = (): Plugin => ({
  name: "necto-inline-everything",
  enforce: "post",
  generateBundle(_, bundle) {
    const files = Object.values(bundle);
    const page = files.find((file) => file.type === "asset" && file.fileName.endsWith(".html"));
    if (page?.type !== "asset") throw new Error("there is no page to put everything into");
    const hashes = { script: [] as string[], style: [] as string[] };
    const inline = (kind: "script" | "style", open: string, text: string): string => {
      hashes[kind].push(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
      return `${open}${text}</${kind}>`;
    };
    let html = String(page.source);
    let scripts = "";
    for (const file of files) {
      if (file === page) continue;
      if (file.type === "chunk") scripts += inline("script", '<script type="module">', closedIn(file.code));
      else if (file.fileName.endsWith(".css"))
        html = html.replace("</head>", () => `${inline("style", "<style>", String(file.source))}\n  </head>`);
      else throw new Error(`${file.fileName} cannot be put into the page`);
      delete bundle[file.fileName];
    }
    html = html
      .replace(/<(link|script)\b[^>]*(href|src)="\/assets\/[^>]*>(<\/script>)?\s*/g, "")
      .replace("</body>", () => `${scripts}\n  </body>`)
      .replace(
        "<title>",
        () => `<meta http-equiv="content-security-policy" content="${policyOf(hashes)}" />\n    <title>`,
      );
    page.source = html;
  },
});

/** No script ends before its end. */
const closedIn = (code: string): string =>
  code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");

/** It may talk to the endpoints that its reader names, and to nobody else; nothing is loaded. */
const policyOf = ({ script, style }: Readonly<Record<"script" | "style", readonly string[]>>): string =>
  [
    "default-src 'none'",
    `script-src ${script.join(" ")}`,
    "worker-src blob:",
    `style-src ${style.join(" ")}`,
    "font-src data:",
    "connect-src http: https:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html necto-worker",
  ].join("; ");
