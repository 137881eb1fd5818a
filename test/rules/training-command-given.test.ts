import trainingCommandGiven from "../../src/rules/training-command-given.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) =>
  judge(trainingCommandGiven, { kind: "new-weights", body, ...more });

const COMMAND = "torchrun --nproc_per_node=8 train.py --model foonet_t --epochs 300";

test("a command, cited over all its lines", () => {
  expect(
    on("Trained with\n\n```\ntorchrun --nproc_per_node=8 train.py \\\n  --model foonet_t --epochs 300\n```"),
  ).toMatchObject({
    verdict: "pass",
    message: "given",
    data: { scripts: ["train.py foonet_t"] },
    evidence: [{ source: "description", line: 4, endLine: 5 }],
  });
});

test("in a comment of the author or of a member; a request and a stranger's command train nothing", () => {
  const said = (author: string, association: string, body: string) =>
    on("Adds weights.", { comments: [{ author, association, body }] });
  expect(said("contributor", "NONE", `\`${COMMAND}\``)).toMatchObject({
    verdict: "pass",
    evidence: [{ source: "comment" }],
  });
  expect(said("datumbox", "MEMBER", `I trained it with \`${COMMAND}\``)).toMatchObject({ verdict: "pass" });
  expect(said("datumbox", "MEMBER", `Could you please run \`${COMMAND}\`?`)).toMatchObject({
    verdict: "fail",
    message: "none",
  });
  expect(said("passer-by", "NONE", `\`${COMMAND}\``)).toMatchObject({ verdict: "fail", message: "none" });
});

test("a recipe and a configuration that are linked", () => {
  for (const [body, url] of [
    ["[training recipe](https://github.com/foolab/foonet#training)", "https://github.com/foolab/foonet#training"],
    [
      "Training config: https://github.com/foolab/foonet/blob/main/configs/foonet_t.yaml",
      "https://github.com/foolab/foonet/blob/main/configs/foonet_t.yaml",
    ],
  ] as const) {
    expect(on(body)).toMatchObject({ verdict: "pass", message: "recipe-linked", data: { urls: [url] } });
  }
});

test("settings: a list, flags and a table pass, running text is for a person", () => {
  for (const body of [
    "Settings:\n\n- epochs: 300\n- batch size: 1024\n- optimizer: AdamW\n- learning rate: 1e-3",
    "Trained with `--epochs 100 --lr 0.01 --weight-decay 0.0002 --batch-size 128`.",
    "| lr | batch size | epochs | optimizer |\n|---|---|---|---|\n| 0.1 | 256 | 90 | SGD |",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "pass", message: "configuration-given" });
  }
  expect(on("We trained for 90 epochs with SGD, a learning rate of 0.1 and a batch size of 256.")).toMatchObject({
    verdict: "unsure",
    message: "configuration-described",
    data: { settings: ["epochs", "learning rate", "batch size", "optimizer"] },
  });
  expect(
    on("The authors train for 300 epochs using AdamW with a learning rate of 0.001 and a batch size of 1024.").verdict,
  ).toBe("fail");
});

test("a plan and placeholders", () => {
  expect(on(`I will run \`${COMMAND}\` next week.`)).toMatchObject({
    verdict: "unsure",
    message: "planned",
    evidence: [{ line: 1, quote: COMMAND }],
  });
  expect(on("`torchrun train.py --model <model> --epochs <n> --lr 0.1`")).toMatchObject({
    verdict: "unsure",
    message: "placeholders",
    data: { placeholders: ["<model>", "<n>"] },
  });
  expect(on(`\`${COMMAND} --data-path <path>\``)).toMatchObject({ verdict: "pass", message: "given" });
});

test("a command that only evaluates, and commands of another kind", () => {
  expect(on("`python train.py --model foonet_t --test-only --batch-size 1`")).toMatchObject({
    verdict: "fail",
    message: "evaluation-only",
    data: { reason: "--test-only" },
    evidence: [{ line: 1 }, { searched: true }],
  });
  for (const body of [
    null,
    "pip install -e .",
    "`pytest test/test_models.py -k foonet`",
    `> ${COMMAND}`,
    `<!-- ${COMMAND} -->`,
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none", evidence: [{ searched: true }] });
  }
});

test("a page of the reference scripts in place of the command is for a person", () => {
  for (const body of [
    "cmd same as references/segmentation/README.md with `--epochs 45`",
    "The training recipe is that of the README, see `references/classification/README.md`.",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "unsure", message: "recipe-pointed" });
  }
  for (const body of [
    "Is the command the same as in references/segmentation/README.md?",
    "The command will be the one from references/segmentation/README.md.",
    "Fixes a typo in references/segmentation/README.md.",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none" });
  }
});
