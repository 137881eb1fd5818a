import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderReproductionKit } from "../../src/report/reproduction-kit.ts";
import { shellWord } from "../../src/report/shell-word.ts";
import { hostileReview } from "./hostile-review.ts";
import { HOSTILE, randomWords, sequence } from "./hostile-words.ts";
import { buildReview, command, evidence, TRAIN_SCRIPT } from "./review-fixture.ts";
import { richReview } from "./rich-review.ts";

const argument = (flag: string, ...values: string[]) => ({ flag, values, evidence: evidence() });

test("the whole kit of a whole contribution", () => {
  expect(
    renderReproductionKit(richReview()),
  ).toBe(`# This runs the code of the pull request. Read the diff first and use a throwaway environment.
git fetch https://github.com/acme/vision.git pull/4321/head
git checkout --detach 0123456789abcdef0123456789abcdef01234567

# Install, into an environment that has the framework.
python -m pip install --no-build-isolation -e .

# The checkpoint, and whether its name tells its hash.
curl --fail --location --globoff --proto =http,https --output foonet_small-0a1b2c3d.pth https://download.pytorch.org/models/foonet_small-0a1b2c3d.pth
sha256sum foonet_small-0a1b2c3d.pth | grep ^0a1b2c3d

# Evaluate on one GPU, one image at a time.
(cd references/classification && torchrun --nproc_per_node=1 train.py --model foonet_small --batch-size 1 --test-only --weights FooNet_Small_Weights.IMAGENET1K_V1)

# Expected:
#   FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@1 81.2
#   FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@5 94.6

# Train, as the pull request says.
# The review found fault with the training command. See training-command-valid.
# GPUs 8, batch size for each GPU 128, effective batch size 1024, epochs 300
(cd references/classification && torchrun --nproc_per_node 8 train.py --model foonet_small --batch-size 128 --epochs 300 --warmup-epochs 5 --model-ema)
`);
});

test("what the command leaves out comes from the script's defaults; what nothing tells is said to be unknown", () => {
  const kit = (parts: Parameters<typeof command>[0]) =>
    renderReproductionKit(buildReview({ claims: { commands: [command(parts)] }, scripts: [TRAIN_SCRIPT] })) ?? "";
  expect(kit({})).toContain("# GPUs 8, batch size for each GPU 32, effective batch size 256, epochs 90");
  const { gpus: _, ...single } = command({ launcher: "python", launcherArguments: [] });
  expect(renderReproductionKit(buildReview({ claims: { commands: [single] }, scripts: [TRAIN_SCRIPT] }))).toContain(
    "# GPUs not stated, batch size for each GPU 32, effective batch size not known, epochs 90",
  );
});

function trainingOf(parts: Parameters<typeof command>[0]): string[] {
  const kit =
    renderReproductionKit(buildReview({ claims: { commands: [command(parts)] }, scripts: [TRAIN_SCRIPT] })) ?? "";
  const block = kit.slice(kit.indexOf("# Train, as"));
  return block.trimEnd().split("\n").slice(2);
}

test("a command that cannot be run as it stands is shown in a comment, with the reason", () => {
  expect(trainingOf({ unresolved: ["$DATA"], normalised: "torchrun train.py --data-path $DATA" })).toEqual([
    "# Some of its values are not given in the text, so it is shown and not run:",
    "# torchrun train.py --data-path '$DATA'",
  ]);
  expect(trainingOf({ script: "tools/other.py", normalised: "torchrun tools/other.py; ls" })).toEqual([
    "# Its script is none of the reference scripts, so it is shown and not run:",
    "# torchrun 'tools/other.py;' ls",
  ]);
});

test("what needs another machine's launcher or paths gets an equivalent in torchrun", () => {
  const model = "--model foonet_small";
  const cases: readonly (readonly [Parameters<typeof command>[0], string])[] = [
    [{ script: "/private/home/me/train.py" }, "--nproc_per_node=8"],
    [
      {
        script: "~/script/run_with_submitit.py",
        launcher: "run_with_submitit.py",
        launcherArguments: [argument("--ngpus", "8"), argument("--nodes", "2")],
      },
      "--nnodes=2 --nproc_per_node=8",
    ],
    [{ launcher: "srun", launcherArguments: [argument("-N", "4")], gpus: 32 }, "--nnodes=4 --nproc_per_node=8"],
    [{ launcherArguments: [argument("--no-python")] }, "--nproc_per_node=8"],
    [{ launcher: "python", launcherArguments: [argument("-m", "pip")], gpus: 3 }, "--nproc_per_node=3"],
    [{ launcher: "x; rm -rf ~", launcherArguments: [argument("--ngpus", "$(id)")], gpus: 0 }, "--nproc_per_node=gpu"],
  ];
  for (const [parts, start] of cases) {
    expect(trainingOf({ ...parts, normalised: "as claimed" })).toEqual([
      "# It is made for the launcher or the paths of another machine, so it is shown and not run:",
      "# as claimed",
      "# The same with torchrun:",
      `(cd references/classification && torchrun ${start} train.py ${model})`,
    ]);
  }
});

test("a claimed evaluation is kept, on one GPU with batch size 1", () => {
  const kit = renderReproductionKit(
    buildReview({
      claims: {
        commands: [
          command({
            role: "evaluation",
            arguments: [
              argument("--model", "foonet_small"),
              argument("--test-only"),
              argument("-b", "64"),
              argument("--weights", "DEFAULT"),
              argument("--val-crop-size", "224"),
            ],
          }),
        ],
      },
      scripts: [TRAIN_SCRIPT],
    }),
  );
  expect(kit).toContain(
    "(cd references/classification && torchrun --nproc_per_node=1 train.py --model foonet_small --weights DEFAULT --val-crop-size 224 --batch-size 1 --test-only)",
  );
});

test("nothing to reproduce, no kit", () => {
  expect(renderReproductionKit(buildReview())).toBeUndefined();
  expect(
    renderReproductionKit(
      buildReview({ kind: { kind: "not-a-model-contribution" }, claims: { commands: [command()] } }),
    ),
  ).toBeUndefined();
});

test("words are quoted unless they are plain", () => {
  expect(shellWord("--lr=0.5")).toBe("--lr=0.5");
  expect(shellWord("a b")).toBe("'a b'");
  expect(shellWord("it's")).toBe("'it'\\''s'");
  expect(shellWord("")).toBe("''");
  expect(shellWord("~")).toBe("'~'");
  expect(shellWord("=ls")).toBe("'=ls'");
  expect(shellWord("a\nb\u0000\u001b[31m")).toBe("'a b'");
});

/** Removes what stands between single quotes; throws when one is left open. */
function bare(line: string): string {
  const pieces = line.replaceAll("'\\''", "").split("'");
  expect(pieces.length % 2).toBe(1);
  return pieces.filter((_, index) => index % 2 === 0).join("''");
}

test("outside quotes there is nothing but plain words, comments included, whatever a stranger wrote", () => {
  const next = sequence(5);
  for (const words of [...HOSTILE, ...Array.from({ length: 200 }, () => randomWords(next))]) {
    const kit = renderReproductionKit(hostileReview(words)) ?? "";
    expect(kit).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    for (const line of kit.split("\n")) {
      if (line === "") continue;
      expect(line).toMatch(/^(?:# |git |python |torchrun |curl |sha256sum |\(cd )/);
      const outside = bare(line)
        .replace(/^\(cd references\/classification && (.*)\)$/, "$1")
        .replace(/ \| grep \^[0-9a-f]+$/, "");
      expect(outside).toMatch(/^(?:# ?)?[A-Za-z0-9_@%+=:,./' -]*$/);
    }
  }
});

test("a shell that reads the kit runs nothing of a stranger's", () => {
  const folder = mkdtempSync(join(tmpdir(), "kit-"));
  const canary = "owned";
  const tricks = [
    `$(touch ${canary})`,
    `\`touch ${canary}\``,
    `; touch ${canary} ;`,
    `' ; touch ${canary} ; '`,
    `x\ntouch ${canary}\n`,
    `"; touch ${canary}; "`,
    `&& touch ${canary}`,
    `<(touch ${canary})`,
  ];
  const stubs = ["git", "python", "torchrun", "curl", "sha256sum", "grep", "cd"]
    .map((one) => `${one}() { :; }`)
    .join("\n");
  try {
    for (const words of tricks) {
      const kit = renderReproductionKit(hostileReview(words)) ?? "";
      for (const text of [kit, kit.replace(/^# /gm, ": ")]) {
        execFileSync("bash", ["-c", `${stubs}\n${text}`], {
          cwd: folder,
          env: { PATH: "/usr/bin:/bin" },
          stdio: "ignore",
        });
      }
    }
    expect(existsSync(join(folder, canary))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
