import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { APP } from "./emulated-github.ts";
import type { GitHubWorld } from "./github-world.ts";
import { waitUntil } from "./wait-until.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = join(root, "dist", "app.js");
const LOG_KEPT = 4_000;
/** Milliseconds in a tick of Linux's process accounting. */
const CLOCK_TICK = 10;

let isBuilt = false;

/** Throws when the program was not built since its source last changed. */
function assertBuilt(): void {
  if (isBuilt) return;
  const changed = (folder: string, ending: string) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  const source = Math.max(...changed("src", ".ts"));
  let built = 0;
  try {
    built = Math.max(...changed("dist", ".js"));
  } catch {
    // There is no dist at all.
  }
  if (built < source) throw new Error("dist is older than src: run `npm run build` first.");
  isBuilt = true;
}

/** A line of the program's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The App as a process of its own, started and killed as often as a test wants, with its data in a folder that lasts as long as the test. */
export class AppProcess {
  readonly #world: GitHubWorld;
  readonly #variables: Readonly<Record<string, string>>;
  dataDir = mkdtempSync(join(tmpdir(), "weighbridge-app-"));
  readonly #folders: string[] = [];
  #child: ChildProcess | undefined;
  #exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> | undefined;
  readonly log: LogLine[] = [];
  #errors = "";
  #startedAt = 0;
  port = 0;

  constructor(world: GitHubWorld, variables: Readonly<Record<string, string>> = {}) {
    this.#world = world;
    this.#variables = variables;
  }

  /** Starts the process and waits until it says that it is ready. */
  async start(): Promise<void> {
    assertBuilt();
    const from = this.log.length;
    this.#startedAt = from;
    const child = spawn(process.execPath, [program], {
      cwd: this.dataDir,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH ?? "",
        APP_ID: String(APP.id),
        PRIVATE_KEY: this.#world.github.privateKey,
        WEBHOOK_SECRET: APP.webhookSecret,
        HOST: "127.0.0.1",
        PORT: "0",
        DATA_DIR: this.dataDir,
        GITHUB_API_URL: `http://${this.#world.host}`,
        LOG_LEVEL: "debug",
        ...this.#variables,
      },
    });
    this.#child = child;
    this.#exit = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#errors = `${this.#errors}${chunk}`.slice(-LOG_KEPT);
    });
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on("line", (line) => {
        try {
          this.log.push(JSON.parse(line));
        } catch {
          this.log.push({ msg: line });
        }
      });
    }
    const ready = await waitUntil(
      "the App is ready",
      () => this.log.slice(from).find((line) => line.msg === "ready" || child.exitCode !== null),
      () => this.describe(),
      30_000,
    );
    if (child.exitCode !== null) throw new Error(`The App ended at once.\n${this.describe()}`);
    this.port = Number(ready.port);
    this.#world.hooks.target = `http://127.0.0.1:${this.port}/api/github/webhooks`;
  }

  /** Waits until the look for what was missed, which follows each start, is over in every installation. */
  async lookedForMissed(): Promise<void> {
    const from = this.#startedAt;
    const looked = new Set<unknown>();
    await waitUntil(
      "the look for what was missed",
      () => {
        const lines = this.log.slice(from);
        for (const line of lines) {
          if (line.because === "reconcile" && line.outcome === "done") looked.add(line.installation);
        }
        const count = lines.find((line) => line.msg === "looked for what was missed")?.installations;
        return typeof count === "number" && looked.size >= count;
      },
      () => this.describe(),
    );
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends the process at once, as a power cut does. */
  async kill(): Promise<void> {
    this.#world.hooks.target = undefined;
    this.#child?.kill("SIGKILL");
    await this.#exit;
  }

  /** Asks it to end, and waits until it has. Returns the exit code. */
  async stop(): Promise<number | null> {
    this.#world.hooks.target = undefined;
    this.#child?.kill("SIGTERM");
    return (await this.#exit)?.code ?? null;
  }

  /** The process is to start with nothing that it knew. */
  forgetEverything(): void {
    this.#folders.push(this.dataDir);
    this.dataDir = mkdtempSync(join(tmpdir(), "weighbridge-app-"));
  }

  async dispose(): Promise<void> {
    await this.kill();
    for (const folder of [...this.#folders, this.dataDir]) rmSync(folder, { recursive: true, force: true });
  }

  async get(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`);
    return { status: answer.status, text: await answer.text() };
  }

  /** Resident memory in MiB, where the system tells it. */
  memory(): number | undefined {
    try {
      const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.pid}/status`, "utf8"))?.[1];
      return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
    } catch {
      return undefined;
    }
  }

  /** Processor time that it has used, in milliseconds, where the system tells it. */
  processorTime(): number | undefined {
    try {
      const fields = readFileSync(`/proc/${this.pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK;
    } catch {
      return undefined;
    }
  }

  /** The end of its log. */
  describe(): string {
    const lines = this.log
      .filter((line) => line.level !== "debug" && line.level !== 20)
      .slice(-25)
      .map((line) => JSON.stringify(line).slice(0, 900));
    return `--- log of the App ---\n${lines.join("\n")}\n${this.#errors}`;
  }
}
