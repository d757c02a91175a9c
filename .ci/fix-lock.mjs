// Registries that lack some platforms' binary packages make `npm install` drop them from the lock,
// after which `npm ci` refuses it. This adds the missing optional entries, as a complete registry would.
// Run after every `npm install`: npm run lock
import fs from "node:fs";

const file = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(fs.readFileSync(file, "utf8"));
const packages = lock.packages;

const platformOf = (name) => {
  const os = /(android|darwin|linux|win32|freebsd|openbsd|netbsd|sunos|aix)/.exec(name)?.[1];
  const cpu = /(arm64|x64|ia32|arm|riscv64|ppc64|s390x|loong64)/.exec(name)?.[1];
  const libc = /musl/.test(name) ? "musl" : /gnu/.test(name) ? "glibc" : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
};

const isLocked = (from, name) => {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (!folder.includes("/node_modules/")) return folder !== "" && isLocked("", name);
  }
};

let added = 0;
for (const [path, entry] of Object.entries({ ...packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    if (!/^\d/.test(version)) throw new Error(`${path}: ${name}@${version} is not an exact version`);
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(entry.dev && { dev: true }),
      optional: true,
    };
    added++;
    console.log(`added ${name}@${version}`);
  }
}

// A lock must not name the host it was made on.
for (const entry of Object.values(packages)) if (entry.resolved?.startsWith("http")) delete entry.resolved;

const sorted = Object.keys(packages)
  .filter(Boolean)
  .sort((a, b) => a.localeCompare(b, "en"));
lock.packages = { "": packages[""], ...Object.fromEntries(sorted.map((path) => [path, packages[path]])) };
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added`);
