import { readFileSync } from "node:fs";
import { readTextFile } from "../intake/read-text-file.ts";
import { CommandError, EXIT, type Terminal } from "./terminal.ts";

/** GitHub's payloads are no larger than 25 MB. */
const DELIVERY_LIMIT = 26 * 1024 * 1024;
const DELIVERY_REMEDY = "Name a stored delivery: GitHub's own form, or a JSON object with event and payload.";

export interface ReplayCommandOptions {
  readonly publish?: boolean;
}

/** Runs one stored delivery as the App would, and prints what it would write. Returns the exit code. */
export async function replayCommand(file: string, options: ReplayCommandOptions, terminal: Terminal): Promise<number> {
  const [{ readDelivery, replayDelivery }, { readEnvironment, describeEnvironmentProblem }] = await Promise.all([
    import("../work/replay-delivery.ts"),
    import("../server/environment.ts"),
  ]);
  let stored: unknown;
  try {
    stored = JSON.parse(readTextFile(file, DELIVERY_LIMIT, DELIVERY_REMEDY));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CommandError(`${file}: it is not JSON. ${DELIVERY_REMEDY}`, { cause: error });
  }
  const webhook = readDelivery(stored);
  if (webhook === undefined) throw new CommandError(`${file}: it is no delivery. ${DELIVERY_REMEDY}`);

  const read = readEnvironment(terminal.environment, (path) => readFileSync(path, "utf8"));
  if ("problems" in read) throw new CommandError(read.problems.map(describeEnvironmentProblem).join(" "));
  const { credentials, apiUrl, checkName } = read.environment;
  if (credentials === undefined) {
    throw new CommandError(
      "replay speaks to GitHub as the App. Set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET as for the server.",
    );
  }
  const [{ openGitHubPort }, { MemoryStore }, { dryRun }, { RULES }] = await Promise.all([
    import("../github/github-port.ts"),
    import("../work/memory-store.ts"),
    import("../work/dry-run.ts"),
    import("../rules/index.ts"),
  ]);
  const store = new MemoryStore();
  const { appId, privateKey } = credentials;
  const live = openGitHubPort({ appId, privateKey, apiUrl, checkName, store });
  const github = options.publish === true ? live : dryRun(live, terminal.out);
  const records = await replayDelivery(webhook, { appId, github, store, rules: RULES, say: terminal.out });
  return records.every((record) => record.outcome === "done") ? EXIT.clean : EXIT.failed;
}
