import { spawn } from "node:child_process";
import { isGone, ownIdentity } from "../../src/queue/process-identity.ts";

const own = ownIdentity();

test("this process lives", () => {
  expect(isGone(own, own)).toBe(false);
});

test("a process that ended is gone", async () => {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await new Promise((resolve) => child.once("exit", resolve));
  expect(isGone({ ...own, pid: child.pid ?? 0, started: "1" }, own)).toBe(true);
});

test("a process id that was given anew is another process", () => {
  const reused = { ...own, started: "1" };
  expect(isGone(reused, own)).toBe(own.started !== "");
});

test("nothing is certain about another machine, or where no start is known", () => {
  expect(isGone({ ...own, scope: "another", pid: 999_999_999 }, own)).toBe(false);
  expect(isGone({ ...own, started: "" }, own)).toBe(false);
});
