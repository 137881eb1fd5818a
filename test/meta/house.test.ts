import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { houseFiles, matches, ROOT } from "./house-files.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

describe("the source", () => {
  const source = houseFiles("src/*.ts");
  /** These words are what the rule looks for. */
  const aboutPlaceholders = ({ path }: { path: string }) => !/^src\/(?:rules\/no-placeholders|submission\/)/.test(path);

  test("leaves nothing for later and switches no check off", () => {
    expect(matches(source.filter(aboutPlaceholders), /\b(?:TODO|FIXME|XXX)\b/)).toEqual([]);
    expect(matches(source, /(?:\/\/|\*)\s*(?:TODO|FIXME)\b/)).toEqual([]);
    expect(matches(source, /@ts-(?:ignore|expect-error|nocheck)|biome-ignore|\bas any\b/)).toEqual([]);
  });

  test("prints only where the process is", () => {
    expect(matches(source, /\bconsole\.|\bdebugger\b/)).toEqual([]);
  });

  test("names its files in kebab-case, after what is in them", () => {
    const names = source.map(({ path }) => path.slice(4));
    expect(names.filter((name) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(name))).toEqual(
      [],
    );
    expect(
      names.filter((name) => /(?:^|[/-])(?:utils?|helpers?|managers?|common|misc)(?:\.ts$|\/)/.test(name)),
    ).toEqual([]);
  });

  test("reads no clock and draws no lots in the pure folders", () => {
    const pure = houseFiles(
      ...["guide", "submission", "engine", "rules", "policy", "report"].map((name) => `src/${name}/*.ts`),
    );
    expect(pure.length).toBeGreaterThan(100);
    expect(matches(pure, /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bimport\(/)).toEqual([]);
  });
});

describe("the repository", () => {
  const files = houseFiles(".").filter(({ path }) => !path.startsWith("test/meta/"));

  test("knows no machine, no package registry and no folder beside it", () => {
    const places = [`${ROOT}/`, "../shared", "registry.npmjs", "npmjs.org", "npmjs.com"];
    for (const place of places) {
      expect({ place, found: files.filter(({ text }) => text.includes(place)).map(({ path }) => path) }).toEqual({
        place,
        found: [],
      });
    }
  });

  test("ships no large file", () => {
    const large = files.filter(({ path, text }) => text.length > 400_000 && path !== "package-lock.json");
    expect(large.map(({ path }) => path)).toEqual([]);
  });
});

describe("packages", () => {
  interface Locked {
    readonly resolved?: string;
    readonly license?: string;
    readonly dev?: boolean;
    readonly devOptional?: boolean;
    readonly hasInstallScript?: boolean;
    readonly link?: boolean;
    readonly optional?: boolean;
  }
  const lock: { packages: Record<string, Locked> } = JSON.parse(read("package-lock.json"));
  const packages = Object.entries(lock.packages).filter(([path]) => path !== "");
  const production = packages.filter(([, one]) => one.dev !== true && one.devOptional !== true);

  test("the lock file names no host to download from", () => {
    expect(packages.filter(([, one]) => one.resolved !== undefined || one.link === true)).toEqual([]);
    expect(read(".npmrc")).toContain("omit-lockfile-registry-resolved=true");
  });

  test("what is shipped is free to use", () => {
    // The last two are the licence of argparse, a port of Python's; it is permissive too.
    const free = new Set([
      "MIT",
      "ISC",
      "0BSD",
      "BSD-2-Clause",
      "BSD-3-Clause",
      "Apache-2.0",
      "BlueOak-1.0.0",
      "PSF-2.0",
      "Python-2.0",
    ]);
    const others = production.filter(([, one]) => !free.has(one.license ?? "none stated"));
    expect(others.map(([path, one]) => `${path}: ${one.license}`)).toEqual([]);
  });

  test("nothing that is shipped needs to run a script when it is installed", () => {
    expect(production.filter(([, one]) => one.hasInstallScript === true).map(([path]) => path)).toEqual([]);
  });

  test("the package runs where it says, and holds what it needs", () => {
    const manifest = JSON.parse(read("package.json"));
    expect(manifest).toMatchObject({
      name: "weighbridge",
      license: "MIT",
      type: "module",
      engines: { node: ">=20.18.1" },
      bin: { weighbridge: "dist/command/weighbridge.js" },
    });
    expect(manifest.files).toContain("dist");
    expect(read("LICENSE")).toContain("Weighbridge contributors");
    expect(read("src/cli.ts").startsWith("#!/usr/bin/env node\n")).toBe(true);
  });
});

test("the App asks for what it uses, and is told what it acts on", () => {
  const manifest = parse(read("app.yml"));
  expect(manifest.default_permissions).toEqual({
    checks: "write",
    contents: "read",
    issues: "write",
    merge_queues: "read",
    metadata: "read",
    pull_requests: "write",
  });
  expect([...manifest.default_events].sort()).toEqual([
    "check_run",
    "check_suite",
    "issue_comment",
    "issues",
    "merge_group",
    "pull_request",
    "push",
  ]);
});
