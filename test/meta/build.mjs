// Compiles src/ to dist/ and lays the rules' pages beside their code. Exits with the compiler's code.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const source = join(root, "src");
const output = join(root, "dist");

const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
if (!existsSync(compiler)) {
  console.error(
    "The TypeScript compiler is not installed. Run `npm ci`, or add --ignore-scripts to an install without development packages.",
  );
  process.exit(1);
}
const compiled = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.json")], { stdio: "inherit" });

function filesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

const sources = new Set(filesOf(source));
for (const path of filesOf(output)) {
  const origin = path.replace(/\.js$/, ".ts");
  if (!sources.has(origin)) rmSync(join(output, path));
}
for (const path of sources) {
  if (!path.endsWith(".md")) continue;
  mkdirSync(dirname(join(output, path)), { recursive: true });
  copyFileSync(join(source, path), join(output, path));
}

// The command line is joined into few files: opening hundreds of modules took a fifth of a short command's time. The bundle lies one
// folder deep like the modules it is made of, so that what they find by their own address is found from there too.
const cli = join(output, "cli.js");
if (existsSync(cli)) {
  await build({
    entryPoints: { weighbridge: cli },
    outdir: join(output, "command"),
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
    external: ["probot", "libsql", "pg", "pino", "prom-client", "undici", "@octokit/*"],
    // Packages written for `require` find it.
    banner: {
      js: 'import{createRequire as makeRequire$}from"node:module";const require=makeRequire$(import.meta.url);',
    },
  });
  chmodSync(join(output, "command", "weighbridge.js"), 0o755);
}

process.exitCode = compiled.status ?? 2;
