import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { readTextFile } from "../intake/read-text-file.ts";
import { CommandError, EXIT, type Terminal } from "./terminal.ts";

/** GitHub's payloads are no larger than 25 MB. */
const DELIVERY_LIMIT = 26 * 1024 * 1024;
const DELIVERY_REMEDY =
  "Name a stored delivery: GitHub's own form, a JSON object with event and payload, or with --event the payload alone.";

export interface ReplayCommandOptions {
  readonly publish?: boolean;
  readonly event?: string;
}

/** Runs one stored delivery as the App would, and prints what it would write. Returns the exit code. */
export async function replayCommand(file: string, options: ReplayCommandOptions, terminal: Terminal): Promise<number> {
  const { readDelivery, replayDelivery } = await import("../work/replay-delivery.ts");
  const { readEnvironment, describeEnvironmentProblem } = await import("../server/environment.ts");
  const { variablesInForce } = await import("../server/variables-in-force.ts");
  let stored: unknown;
  try {
    stored = JSON.parse(readTextFile(file, DELIVERY_LIMIT, DELIVERY_REMEDY));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CommandError(`${file}: it is not JSON. ${DELIVERY_REMEDY}`, { cause: error });
  }
  const webhook = readDelivery(stored, options.event);
  if (webhook === undefined) throw new CommandError(`${file}: it is no delivery. ${DELIVERY_REMEDY}`);

  const read = readEnvironment(variablesInForce(terminal.environment, terminal.directory), (path) =>
    readFileSync(path, "utf8"),
  );
  if ("problems" in read) throw new CommandError(read.problems.map(describeEnvironmentProblem).join(" "));
  const { credentials, apiUrl, checkName } = read.environment;
  if (credentials === undefined) {
    throw new CommandError(
      "replay speaks to GitHub as the App. Run it where the server runs, or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET.",
    );
  }
  const { openGitHubPort } = await import("../github/github-port.ts");
  const { MemoryStore } = await import("../work/memory-store.ts");
  const { dryRun } = await import("../work/dry-run.ts");
  const { RULES } = await import("../rules/index.ts");
  const store = new MemoryStore();
  const { appId, privateKey } = credentials;
  const live = openGitHubPort({ appId, privateKey, apiUrl, checkName, store });
  const github = options.publish === true ? live : dryRun(live, terminal.out);
  const records = await replayDelivery(webhook, {
    appId,
    github,
    store,
    rules: RULES,
    say: terminal.out,
    wait: setTimeout,
  });
  return records.every((record) => record.outcome === "done") ? EXIT.clean : EXIT.failed;
}
