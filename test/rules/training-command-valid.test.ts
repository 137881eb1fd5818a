import trainingCommandValid from "../../src/rules/training-command-valid.ts";
import { CLASSIFICATION_TRAIN, DETECTION_TRAIN, modelFile, SCRIPTS } from "./contribution-files.ts";
import { type Example, judge } from "./submission-fixture.ts";

const MODEL = "torchvision/models/foonet.py";
const head = { [MODEL]: modelFile("foonet50", "FooNet") };
const code = (...commands: string[]) => ["```", ...commands, "```", ""].join("\n");

const on = (body: string, more: Partial<Example> = {}) =>
  judge(trainingCommandValid, { kind: "new-architecture", body, head, shared: SCRIPTS, ...more });

test("a command that the script takes, continued over lines and with a launcher", () => {
  const verdict = on(
    code(
      "torchrun --nproc_per_node=8 train.py \\",
      "  --model foonet50 --batch-size 128 --epochs 300 \\",
      "  --opt adamw --lr=0.001 --weight-decay 0.05 --lr-warmup 5 --amp",
    ),
  );
  expect(verdict).toMatchObject({ verdict: "pass", message: "valid", data: { scripts: [CLASSIFICATION_TRAIN] } });
  expect(verdict.evidence[0]).toMatchObject({ source: "description", line: 2 });
});

test("a flag that the script does not have: the nearest one, its line, and the command put right", () => {
  const verdict = on(code("torchrun --nproc_per_node=8 train.py --model foonet50 --epochs 9 --warmup-epochs=5"));
  expect(verdict).toMatchObject({
    verdict: "fail",
    message: "invalid",
    data: {
      problems: [
        `--warmup-epochs is no argument of ${CLASSIFICATION_TRAIN} (did you mean --lr-warmup-epochs, line 12?)`,
      ],
    },
  });
  expect(verdict.fix).toBe(
    "Correct the command in the description.\n---\ntorchrun --nproc_per_node=8 train.py --model foonet50 --epochs 9 --lr-warmup-epochs=5",
  );
  expect(verdict.evidence[0]?.quote).toContain("--warmup-epochs");
  expect(verdict.findings).toHaveLength(1);
});

test("a wrong choice, and a value behind a switch, are put right in the same command", () => {
  const verdict = on(code("python train.py --model foonet50 --opt admw --amp True"));
  expect(verdict).toMatchObject({ verdict: "fail", message: "invalid" });
  expect(verdict.data.problems).toEqual([
    `--opt does not take admw (did you mean adamw?); it takes sgd, rmsprop, adamw (${CLASSIFICATION_TRAIN}:10)`,
    `--amp takes no value, but True follows (${CLASSIFICATION_TRAIN}:16)`,
  ]);
  expect(verdict.data.corrected).toBe("python train.py --model foonet50 --opt adamw --amp");
});

test("where it is not clear what was meant, no command is offered", () => {
  const verdict = on(code("python train.py --model foonet50 --epochs ten --gradient-centralisation"));
  expect(verdict).toMatchObject({ verdict: "fail", message: "invalid-unclear" });
  expect(verdict.data.problems).toEqual([
    `--epochs takes int, not ten (${CLASSIFICATION_TRAIN}:9)`,
    `--gradient-centralisation is no argument of ${CLASSIFICATION_TRAIN}`,
  ]);
  expect(verdict.fix).not.toContain("---");
});

test("a script that is not there", () => {
  expect(on(code("python references/classification/train_big.py --model foonet50 --epochs 3"))).toMatchObject({
    verdict: "fail",
    message: "script-missing",
    data: { script: "references/classification/train_big.py" },
  });
});

test("scripts of one name: the task of the model that is named decides, else what takes the whole command", () => {
  const detection = "python train.py --dataset coco --epochs 26 --lr-steps 16 22 --aspect-ratio-group-factor 3";
  // Few flags that the classification script lacks are no mistakes where another script has them all.
  expect(on(code("torchrun train.py --dataset coco --model other_model --lr-steps 16 22"))).toMatchObject({
    verdict: "pass",
    data: { scripts: [DETECTION_TRAIN] },
  });
  expect(on(code(detection))).toMatchObject({ verdict: "pass", data: { scripts: [DETECTION_TRAIN] } });
  expect(on(code("python train.py --model foonet50 --epochs 9 --lr-steps 16 22"))).toMatchObject({
    verdict: "fail",
    message: "invalid-unclear",
  });
});

test("the launcher's own options, and paths on somebody's machine", () => {
  for (const launcher of [
    "python -u ~/script/run_with_submitit.py --timeout 3000 --ngpus 8 --nodes 2 --partition train",
    "srun --gres=gpu:8 -p train python -u /home/somebody/vision/references/classification/train.py",
    "python -m torch.distributed.launch --nproc_per_node=8 --use_env train.py",
  ]) {
    expect(on(code(`${launcher} --model foonet50 --epochs 300 --batch-size=128`))).toMatchObject({
      verdict: "pass",
      data: { scripts: [CLASSIFICATION_TRAIN] },
    });
  }
});

test("variables that stand for places on a machine are nobody's business", () => {
  for (const words of [
    "--data-path $IMAGENET_DIR --output-dir <your output>",
    "--data-path=<path to imagenet> --output-dir $OUT",
    '--data-path "$DATA" --output-dir "$HOME/runs/$RUN_NAME"',
  ]) {
    expect(on(code(`torchrun train.py --model foonet50 --epochs 3 ${words}`))).toMatchObject({ verdict: "pass" });
  }
});

test("variables that decide how it is trained, and an ellipsis", () => {
  expect(on(code("torchrun train.py --model foonet50 --lr $LR --batch-size $BS"))).toMatchObject({
    verdict: "unsure",
    message: "open-questions",
    data: { problems: ["nothing says what $LR stands for", "nothing says what $BS stands for"] },
  });
  expect(on(`LR=0.1\n${code("LR=0.1", "torchrun train.py --model foonet50 --lr $LR")}`)).toMatchObject({
    verdict: "pass",
  });
  expect(on(code("torchrun train.py --model foonet50 ..."))).toMatchObject({ verdict: "unsure" });
});

test("a model that nobody defines", () => {
  expect(on(code("torchrun train.py --model foonet-50 --epochs 3"))).toMatchObject({
    verdict: "unsure",
    message: "open-questions",
    data: { problems: ["no builder named foonet-50 was found (did you mean foonet50?)"] },
  });
  // A baseline, a model of another module, an alternative spelling that the scripts accept.
  for (const model of ["resnet50", "barnet", "FooNet50"])
    expect(on(code(`torchrun train.py --model ${model} --epochs 3`))).toMatchObject({ verdict: "pass" });
});

test("a required argument: a path is left out by habit, anything else is missing", () => {
  const script = (definition: string) => ({
    [CLASSIFICATION_TRAIN]: [
      "import argparse",
      "parser = argparse.ArgumentParser()",
      'parser.add_argument("--model", type=str)',
      `parser.add_argument(${definition})`,
      "args = parser.parse_args()",
      "",
    ].join("\n"),
  });
  const command = code("python train.py --model foonet50");
  expect(on(command, { shared: script('"--train-data-path", required=True') })).toMatchObject({
    verdict: "unsure",
    message: "open-questions",
  });
  expect(on(command, { shared: script('"--level", type=int, required=True') })).toMatchObject({
    verdict: "fail",
    message: "invalid-unclear",
    data: { problems: [`--level is required by ${CLASSIFICATION_TRAIN} (${CLASSIFICATION_TRAIN}:4)`] },
  });
});

test("a script that is not read to its end proves nothing", () => {
  const shared = {
    [CLASSIFICATION_TRAIN]: [
      "import argparse",
      "from elsewhere import add_more",
      "parser = argparse.ArgumentParser()",
      'parser.add_argument("--model", type=str)',
      "add_more(parser)",
      "args = parser.parse_args()",
      "",
    ].join("\n"),
  };
  expect(on(code("python train.py --model foonet50 --anything 3"), { shared })).toMatchObject({ verdict: "pass" });
});

test("the flag that the pull request itself adds", () => {
  const before = SCRIPTS[CLASSIFICATION_TRAIN] ?? "";
  const after = before.replace(
    "    return parser",
    '    parser.add_argument("--foo-level", type=int)\n    return parser',
  );
  const more = {
    shared: {},
    base: { [CLASSIFICATION_TRAIN]: before },
    head: { ...head, [CLASSIFICATION_TRAIN]: after },
  };
  expect(on(code("python train.py --model foonet50 --foo-level 3"), more)).toMatchObject({ verdict: "pass" });
});

test("commented lines and evaluation commands are not judged", () => {
  const body = code(
    "# python train.py --model foonet50 --nonsense 3",
    "python train.py --model foonet50 --epochs 3",
    "python train.py --model foonet50 --test-only --nonsense",
  );
  expect(on(body)).toMatchObject({ verdict: "pass" });
});

test("the author's later comment puts the command right", () => {
  const body = code("python train.py --model foonet50 --warmup-epochs 5");
  const right = {
    author: "contributor",
    body: `Sorry, it was\n${code("python train.py --model foonet50 --lr-warmup-epochs 5")}`,
  };
  expect(on(body, { comments: [right] })).toMatchObject({ verdict: "pass" });
  const other = { author: "contributor", body: code("python train.py --model barnet --epochs 5") };
  expect(on(body, { comments: [other] })).toMatchObject({ verdict: "fail" });
});

test("of several comments the last one counts", () => {
  const comment = (flag: string) => ({
    author: "contributor",
    body: code(`python train.py --model foonet50 ${flag} 5`),
  });
  const comments = [comment("--warmup-epochs"), comment("--lr-warmup-epochs")];
  expect(on("Trained.", { comments })).toMatchObject({
    verdict: "pass",
    evidence: [{ source: "comment", comment: 1 }],
  });
});

test("what cannot be told", () => {
  expect(on("Nothing.")).toMatchObject({ verdict: "not-assessed", message: "no-command" });
  expect(on(code("python tools/train_net.py --epochs 3 --lr 1"))).toMatchObject({
    verdict: "not-assessed",
    message: "script-unknown",
    data: { script: "tools/train_net.py" },
  });
});
