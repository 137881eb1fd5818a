import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { KINDS } from "../submission/contribution-kind.ts";
import { reportError } from "./error-message.ts";
import type { EvaluateOptions } from "./evaluate-command.ts";
import type { ReplayCommandOptions } from "./replay-command.ts";
import { FAIL_ON, FORMATS, type ReviewOptions } from "./review-options.ts";
import { EXIT, type Terminal } from "./terminal.ts";

const EXAMPLES = `
Examples:
  weighbridge review pytorch/vision#3403                 a pull request on GitHub (GITHUB_TOKEN, where it is set)
  weighbridge review --git origin/main..HEAD --description body.md
                                                         what you are about to propose
  weighbridge review --folder pulls/* --format json      pull folders, one JSON document per line
  weighbridge rules training-command-valid               what a rule asks for, and why
  weighbridge policy check .github/weighbridge.yml

Exit codes: 0 clean, 1 findings, 2 the tool failed.`;

const EVALUATE_NOTES = `
Each folder holds a pull request and its label.json. A label met wants pass, missing and contradicted want fail,
not-applicable wants anything but fail; partial, unknown and preConvention are left out.
  right         answers as the label wants them, of all scored
  accused       fail where the label says met or not-applicable
  missed        pass where the label says missing or contradicted
  unsure, not assessed, other
                no pass or fail where one was due: neither right nor wrong
  coverage      share of the met, missing and contradicted that got pass or fail
A folder without a diff is reviewed as its label's kind, and its kind is not scored.`;

const REPLAY_NOTES = `
Reads APP_ID, PRIVATE_KEY and the like where the server reads them: from the environment, .env, and what the set-up page has kept.
A delivery is stored in the App's settings on GitHub under Advanced, or told by GET /app/hook/deliveries/ID.`;

type Finish = (exitCode: number) => void;

function addReview(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command("review")
    .description("Review pull requests and print the reports.")
    .argument("[pull-request]", "owner/repo#123, or the pull request's URL")
    .option("--folder <dirs...>", "pull folders on disk; recorded answers are evidence, no request leaves the machine")
    .option(
      "--git <range>",
      "BASE..HEAD of the checkout at hand, as the pull request that it would become; opens no link",
    )
    .option("--description <file>", "with --git: the pull request's description; - reads standard input")
    .option("--title <title>", "with --git: its title; default: the last commit's subject")
    .option("--author <login>", "with --git: who proposes it; default: git's user")
    .option("--repo <owner/name>", "with --git: the repository it goes to; default: the upstream or origin remote")
    .option("--api-url <url>", "GitHub's API; default: GITHUB_API_URL, else https://api.github.com")
    .addOption(new Option("--format <format>", "how to print the report").choices(FORMATS).default("text"))
    .option("--kit", "with --format text: end with a script that reproduces the results")
    .option("--output <file>", "write the report to a file")
    .option("--policy <file>", "policy file; default: the repository's own at base, else the torchvision preset")
    .option("--offline", "open no link: what needs the evidence behind it is not assessed")
    .option("--record <dir>", "with a live pull request: keep all that was read as a pull folder, to review again")
    .addOption(new Option("--kind <kind>", "what the pull request is, instead of judging it").choices(KINDS))
    .addOption(
      new Option("--fail-on <level>", "which failed requirements make the exit code 1")
        .choices(FAIL_ON)
        .default("required"),
    )
    .action(async (pullRequest: string | undefined, options: ReviewOptions) => {
      const { reviewCommand } = await import("./review-command.ts");
      finish(await reviewCommand(pullRequest, options, terminal));
    });
}

function addPolicy(program: Command, terminal: Terminal, finish: Finish): void {
  const policy = program.command("policy").description("Check a policy file, or print its schema.");
  policy
    .command("check")
    .description("Say what is wrong with a policy file: line, key, what was expected, what was found.")
    .argument("<file>", "for example .github/weighbridge.yml")
    .action(async (file: string) => {
      const { checkPolicyCommand } = await import("./policy-command.ts");
      finish(checkPolicyCommand(file, terminal));
    });
  policy
    .command("schema")
    .description("Print the JSON Schema of a policy file, for editors.")
    .action(async () => {
      const { policySchemaCommand } = await import("./policy-command.ts");
      finish(policySchemaCommand(terminal));
    });
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

function makeProgram(terminal: Terminal, finish: Finish): Command {
  const program = new Command("weighbridge")
    .description("Reviews model contributions: weighs every claim of a pull request against the evidence.")
    .version(version(), "--version", "print the version")
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
      outputError: (text, write) =>
        write(
          `weighbridge: ${text
            .replace(/^error: /, "")
            .trim()
            .replaceAll("\n", " ")} Run with --help to see what is possible.\n`,
        ),
    });
  addReview(program, terminal, finish);
  program
    .command("rules")
    .description("List the rules, or explain one.")
    .argument("[id]", "a rule, for example ticket-linked")
    .action(async (id: string | undefined) => {
      const { rulesCommand } = await import("./rules-command.ts");
      finish(rulesCommand(id, terminal));
    });
  addPolicy(program, terminal, finish);
  program
    .command("evaluate")
    .description("Score the rules on labelled pull folders.")
    .argument("<dirs...>", "folders of pull folders, or pull folders")
    .option("--json", "print everything as JSON")
    .option("--policy <file>", "policy file; default: the torchvision preset")
    .addHelpText("after", EVALUATE_NOTES)
    .action(async (directories: readonly string[], options: EvaluateOptions) => {
      const { evaluateCommand } = await import("./evaluate-command.ts");
      finish(await evaluateCommand(directories, options, terminal));
    });
  program
    .command("replay")
    .description("Run one stored delivery as the App would, and print what it would write.")
    .argument("<delivery>", "GitHub's own form, or a JSON object with event and payload")
    .option("--event <name>", "the file is the payload of this event alone: X-GitHub-Event, for example pull_request")
    .option("--publish", "write it on GitHub as well")
    .addHelpText("after", REPLAY_NOTES)
    .action(async (file: string, options: ReplayCommandOptions) => {
      const { replayCommand } = await import("./replay-command.ts");
      finish(await replayCommand(file, options, terminal));
    });
  return program;
}

/** Runs the command line `words` (without node and script). Returns the exit code and never throws. */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.clean;
  const program = makeProgram(terminal, (exitCode) => {
    code = exitCode;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.failed;
    reportError(error, terminal);
    return EXIT.failed;
  }
}
