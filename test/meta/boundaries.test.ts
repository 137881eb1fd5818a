import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { houseFiles, ROOT } from "./house-files.ts";

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

test.each([
  ["rules-imports", "rules/a.ts", 'import { x } from "../evidence/b.ts";', "evidence/b.ts"],
  ["rules-imports", "rules/a.ts", 'import type { x } from "../evidence/b.ts";', "evidence/b.ts"],
  ["submission-imports", "submission/a.ts", 'import { x } from "../rules/b.ts";', "rules/b.ts"],
  ["submission-imports", "submission/a.ts", 'export { x } from "../intake/b.ts";', "intake/b.ts"],
  ["engine-imports", "engine/a.ts", 'export * from "../policy/b.ts";', "policy/b.ts"],
  ["report-imports", "report/a.ts", 'const x = await import("../github/b.ts");', "github/b.ts"],
  ["policy-imports", "policy/a.ts", 'import { x } from "../report/b.ts";', "report/b.ts"],
  ["evidence-imports", "evidence/a.ts", 'import { x } from "../github/b.ts";', "github/b.ts"],
  ["queue-imports", "queue/a.ts", 'import { x } from "../engine/b.ts";', "engine/b.ts"],
  ["engine-imports", "engine/a.ts", 'import { readFileSync } from "node:fs";', undefined],
  ["rules-imports", "rules/a.ts", 'import { request } from "undici";', undefined],
  ["intake-imports", "intake/a.ts", 'import { request } from "undici";', undefined],
  ["evidence-imports", "evidence/a.ts", 'import { Octokit } from "@octokit/rest";', undefined],
  ["shells-on-top", "command-line/a.ts", 'import { x } from "../cli.ts";', "cli.ts"],
  ["folder-in-the-table", "elsewhere/a.ts", 'import { x } from "../guide/b.ts";', "guide/b.ts"],
  ["production-packages-only", "command-line/a.ts", 'import { run } from "jest";', undefined],
  ["resolvable", "engine/a.ts", 'import { x } from "./nowhere.ts";', undefined],
])("%s refuses src/%s: %s", (rule, path, line, target) => {
  put(`src/${path}`, `${line}\n`);
  if (target !== undefined) put(`src/${target}`, "export const x = 1;\n");
  const { violations } = cruise(folder).summary;
  expect(violations.map((one) => `${one.rule.name}: ${one.from}`)).toContain(`${rule}: src/${path}`);
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
  rmSync(join(folder, "node_modules"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  cpSync(join(ROOT, "src"), join(folder, "src"), { recursive: true });
  const seen = new Map(
    cruise(folder).modules.map(({ source, dependencies }) => [source, dependencies.map((one) => one.module)]),
  );
  for (const { path, text } of houseFiles("src/*.ts")) {
    const written = [...text.matchAll(/^(?:import|export)\b[^;"']*?\bfrom "([^"]+)";$|\bawait import\("([^"]+)"\)/gm)];
    const missed = written.map((one) => one[1] ?? one[2]).filter((name) => !seen.get(path)?.includes(name ?? ""));
    expect({ path, missed }).toEqual({ path, missed: [] });
  }
});

test("every folder of the source stands in the table", async () => {
  const { TABLE } = (await import(join(ROOT, ".dependency-cruiser.mjs"))) as { TABLE: Record<string, unknown> };
  const folders = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map((entry) => entry.name).filter((name) => !(name in TABLE))).toEqual([]);
});
