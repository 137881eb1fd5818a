import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "./waiting.ts";

const WORKER = join(import.meta.dirname, "worker-process.mjs");
const LOADER = join(import.meta.dirname, "typescript-loader.mjs");

export interface KilledProcesses {
  readonly databaseUrl?: string;
  readonly dataDir: string;
  /** File that every step is written to. */
  readonly log: string;
  readonly kills: number;
  /** Processes alive at the same time. */
  readonly replicas: number;
}

/** Has processes store and do work, and kills them one after the other in the midst of it. */
export async function killWorkers({ kills, replicas, log, ...storage }: KilledProcesses): Promise<void> {
  appendFileSync(log, "");
  const live: ChildProcess[] = [];
  for (let kill = 0; kill < kills; kill++) {
    while (live.length < replicas) live.push(spawnWorker({ ...storage, log, keys: 12 }));
    const [victim] = live.splice(Math.floor(Math.random() * live.length), 1);
    if (victim === undefined) throw new Error("No process to kill.");
    await until(() => {
      if (victim.exitCode !== null) throw new Error(`A worker ended by itself with code ${victim.exitCode}.`);
      return readFileSync(log, "utf8").includes(`begin ${victim.pid} `);
    });
    await sleep(Math.random() * 250);
    await end(victim, log);
  }
  for (const process of live) await end(process, log);
}

/** What the log tells: what was acknowledged, what was done, and the keys that ran twice at once. */
export function readLog(log: string): { stored: string[]; done: Set<string>; overlaps: string[]; runs: number } {
  const stored: string[] = [];
  const done = new Set<string>();
  const overlaps: string[] = [];
  const running = new Map<string, { pid: string; run: string }>();
  const killed = new Set<string>();
  let runs = 0;
  for (const line of readFileSync(log, "utf8").trim().split("\n")) {
    const [verb = "", pid = "", what = "", key = "", events = ""] = line.split(" ");
    if (verb === "stored") stored.push(what);
    // Between the line and the kill it may begin one more run, which nobody else can take up before it is dead.
    if (verb === "begin" && !killed.has(pid)) {
      runs++;
      const other = running.get(key);
      if (other !== undefined) overlaps.push(`${key}: ${other.run} and ${what}`);
      running.set(key, { pid, run: what });
    }
    if (verb === "end") {
      if (running.get(key)?.run === what) running.delete(key);
      for (const event of events.split(",")) done.add(event);
    }
    if (verb === "kill") {
      killed.add(pid);
      for (const [each, run] of running) if (run.pid === pid) running.delete(each);
    }
  }
  return { stored, done, overlaps, runs };
}

function spawnWorker(options: object): ChildProcess {
  // The loader of TypeScript is for the child alone; the flags of the test runner are not.
  const environment = { ...process.env, NODE_OPTIONS: "" };
  return spawn(process.execPath, ["--import", LOADER, WORKER, JSON.stringify(options)], {
    stdio: ["ignore", "ignore", "inherit"],
    env: environment,
  });
}

async function end(victim: ChildProcess, log: string): Promise<void> {
  const exit = new Promise((resolve) => victim.once("exit", resolve));
  // First the line: once it is dead another may take its work up before this process hears of it.
  appendFileSync(log, `kill ${victim.pid}\n`);
  victim.kill("SIGKILL");
  await exit;
}
