import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./house-files.ts";

test("no file, export or package is there that nobody uses", () => {
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, "test/meta/check.mjs"), "unused"], {
    encoding: "utf8",
  });
  expect({ status, lines: stdout.trim().split("\n").slice(1) }).toEqual({ status: 0, lines: ["1 passed, 0 failed"] });
}, 120_000);
