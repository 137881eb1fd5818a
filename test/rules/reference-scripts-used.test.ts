import referenceScriptsUsed from "../../src/rules/reference-scripts-used.ts";
import { CLASSIFICATION_TRAIN, DETECTION_TRAIN, modelFile, SCRIPTS } from "./contribution-files.ts";
import { type Example, judge } from "./submission-fixture.ts";

const head = { "torchvision/models/foonet.py": modelFile("foonet50", "FooNet") };
const code = (...commands: string[]) => ["```", ...commands, "```", ""].join("\n");
const on = (body: string, more: Partial<Example> = {}) =>
  judge(referenceScriptsUsed, { kind: "new-weights", body, head, shared: SCRIPTS, ...more });

test.each([
  ["python train.py --model foonet50 --epochs 3", CLASSIFICATION_TRAIN],
  ["python references/classification/train.py --model foonet50", CLASSIFICATION_TRAIN],
  ["torchrun --nproc_per_node=8 /home/me/vision/references/detection/train.py --epochs 3", DETECTION_TRAIN],
  ["python -u run_with_submitit.py --ngpus 8 --model foonet50 --epochs 3", CLASSIFICATION_TRAIN],
  // A script of the folder that this head is not known to hold.
  ["python ~/vision/references/video_classification/train.py --epochs 3", "references/video_classification/train.py"],
])("%s", (command, script) => {
  const verdict = on(code(command));
  expect(verdict).toMatchObject({ verdict: "pass", message: "used", data: { scripts: [script] } });
  expect(verdict.evidence[0]).toMatchObject({ source: "description", line: 2, quote: command });
});

test("one command of several runs a reference script", () => {
  expect(on(code("python main.py --epochs 3", "python train.py --model foonet50 --epochs 3"))).toMatchObject({
    verdict: "pass",
  });
});

test.each([
  "python main.py --arch foonet50 --epochs 90",
  "python examples/imagenet/main.py -a foonet50 --epochs 90",
  "python -m timm.train --model foonet50 --epochs 300",
])("another project's script: %s", (command) => {
  expect(on(code(command))).toMatchObject({ verdict: "fail", message: "other-script", evidence: [{ quote: command }] });
});

test("the description says why", () => {
  const body = `The reference scripts do not support distillation yet, so I used my own.\n\n${code("python main.py --arch foonet50 --epochs 90")}`;
  expect(on(body)).toMatchObject({
    verdict: "unsure",
    message: "other-script-explained",
    data: { script: "main.py" },
    evidence: [{ line: 4 }, { line: 1 }],
  });
});

test("a wrapper may run anything", () => {
  expect(on(code("bash train_foonet.sh --epochs 3"))).toMatchObject({
    verdict: "unsure",
    message: "wrapper",
    data: { script: "train_foonet.sh" },
  });
});

test("what cannot be told", () => {
  expect(on("Nothing.")).toMatchObject({ verdict: "not-assessed", message: "no-command" });
  expect(on(code("python main.py --epochs 3"), { shared: {} })).toMatchObject({
    verdict: "not-assessed",
    message: "no-scripts",
  });
});
