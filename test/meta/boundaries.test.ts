import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./house-files.ts";

interface Cruised {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly module: string; readonly resolved: string }[];
  }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

/** Checks the imports of `src` in a folder against the house's table. */
function cruise(folder: string): Cruised {
  const words = [
    join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs"),
    "--config",
    ".dependency-cruiser.mjs",
    "--output-type",
    "json",
    "src",
  ];
  const done = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
  return JSON.parse(done.stdout);
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weighbridge-boundaries-"));
  for (const name of [".dependency-cruiser.mjs", "package.json", "tsconfig.json"]) {
    copyFileSync(join(ROOT, name), join(folder, name));
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Rule, file, and the line in it that the rule refuses. */
const FORBIDDEN = [
  ["rules-imports", "rules/a0.ts", 'import { x } from "../evidence/b.ts";'],
  ["rules-imports", "rules/a1.ts", 'import type { x } from "../evidence/b.ts";'],
  ["submission-imports", "submission/a2.ts", 'import { x } from "../rules/b.ts";'],
  ["submission-imports", "submission/a3.ts", 'export { x } from "../intake/b.ts";'],
  ["engine-imports", "engine/a4.ts", 'export * from "../policy/b.ts";'],
  ["report-imports", "report/a5.ts", 'const x = await import("../github/b.ts");'],
  ["policy-imports", "policy/a6.ts", 'import { x } from "../report/b.ts";'],
  ["evidence-imports", "evidence/a7.ts", 'import { x } from "../github/b.ts";'],
  ["queue-imports", "queue/a8.ts", 'import { x } from "../engine/b.ts";'],
  ["engine-imports", "engine/a9.ts", 'import { readFileSync } from "node:fs";'],
  ["rules-imports", "rules/a10.ts", 'import { request } from "undici";'],
  ["intake-imports", "intake/a11.ts", 'import { request } from "undici";'],
  ["evidence-imports", "evidence/a12.ts", 'import { Octokit } from "@octokit/rest";'],
  ["shells-on-top", "command-line/a13.ts", 'import { x } from "../cli.ts";'],
  ["folder-in-the-table", "elsewhere/a14.ts", 'import { x } from "../guide/b.ts";'],
  ["production-packages-only", "command-line/a15.ts", 'import { run } from "jest";'],
  ["resolvable", "engine/a16.ts", 'import { x } from "./nowhere.ts";'],
] as const;

test("what the table does not allow is refused, types, re-exports and deferred imports included", () => {
  for (const name of [
    "cli",
    "guide/b",
    "engine/b",
    "rules/b",
    "policy/b",
    "report/b",
    "evidence/b",
    "intake/b",
    "github/b",
  ]) {
    put(`src/${name}.ts`, "export const x = 1;\n");
  }
  for (const [, path, line] of FORBIDDEN) put(`src/${path}`, `${line}\n`);
  const refused = cruise(folder).summary.violations.map((one) => `${one.rule.name}: ${one.from}`);
  expect(refused).toEqual(expect.arrayContaining(FORBIDDEN.map(([rule, path]) => `${rule}: src/${path}`)));
});

test("circles are refused", () => {
  put("src/engine/a.ts", 'import { b } from "./b.ts";\nexport const a = b;\n');
  put("src/engine/b.ts", 'import { a } from "./a.ts";\nexport const b = a;\n');
  expect(cruise(folder).summary.violations.map((one) => one.rule.name)).toContain("no-circles");
});

test("what the table allows is allowed", () => {
  put("src/guide/b.ts", "export const x = 1;\n");
  put(
    "src/engine/a.ts",
    'import { z } from "zod";\nimport { x } from "../guide/b.ts";\nexport const a = z.literal(x);\n',
  );
  put("src/intake/a.ts", 'import { join } from "node:path";\nexport const a = join("a", "b");\n');
  expect(cruise(folder).summary.violations).toEqual([]);
});

test("every import in the source is seen", () => {
  cpSync(join(ROOT, "src"), join(folder, "src"), { recursive: true });
  const bare = (name: string) => name.replace(/^node:/, "");
  const seen = new Map(
    cruise(folder).modules.map(({ source, dependencies }) => [source, dependencies.map((one) => bare(one.module))]),
  );
  for (const name of readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const path = `src/${name}`;
    const text = readFileSync(join(folder, path), "utf8");
    const written = [...text.matchAll(/^(?:import|export)\b[^;"']*?\bfrom "([^"]+)";$|\bawait import\("([^"]+)"\)/gm)];
    const missed = written.map((one) => one[1] ?? one[2]).filter((name) => !seen.get(path)?.includes(bare(name ?? "")));
    expect({ path, missed }).toEqual({ path, missed: [] });
  }
});

test("every folder of the source stands in the table", async () => {
  const { TABLE } = (await import(join(ROOT, ".dependency-cruiser.mjs"))) as { TABLE: Record<string, unknown> };
  const folders = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map((entry) => entry.name).filter((name) => !(name in TABLE))).toEqual([]);
});
