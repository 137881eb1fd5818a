import noPlaceholders from "../../src/rules/no-placeholders.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) => judge(noPlaceholders, { kind: "new-weights", body, ...more });

test("a mark where a claim should stand", () => {
  for (const body of [
    "Training log: TBD",
    "TODO: report the accuracy",
    "The weights are to be added.",
    "Checkpoint: coming soon",
    "## Results\n\nTBD",
    "| Model | Acc@1 |\n|---|---|\n| foonet_t | TBD |",
    "| Model | Acc@1 |\n|---|---|\n| foonet_t | xx.xx |",
    "Weights at https://example.com/model.pth",
    "Paper: <insert the link>",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "left", findings: [{}] });
  }
});

test("each is cited by itself", () => {
  const verdict = on("Better weights.\n\nTraining log: TBD\nCheckpoint: TBD");
  expect(verdict.data).toEqual({ places: ["“Training log: TBD”", "“Checkpoint: TBD”"] });
  expect(verdict.evidence).toMatchObject([
    { line: 3, quote: "TBD" },
    { line: 4, quote: "TBD" },
  ]);
});

test("open work is for a person", () => {
  for (const body of [
    "Better weights.\n\n## TODO\n\n- [ ] a quantized variant",
    "Better weights. TODO in a follow-up PR: a log of the quantized variant",
    "TODO: typing",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "unsure", message: "open-list" });
  }
});

test("the template alone", () => {
  const template = "## What\n\nSay what the weights reach.\n\n## How\n\nGive the command.\n";
  const shared = { ".github/PULL_REQUEST_TEMPLATE.md": template };
  expect(on(template, { shared })).toMatchObject({
    verdict: "fail",
    message: "template",
    evidence: [{ searched: true }],
  });
  expect(on(`${template}\nBetter weights by a longer schedule.`, { shared })).toMatchObject({ verdict: "pass" });
});

test("boxes that nobody ticked are the template's, ticked ones and words beside them the author's", () => {
  const template =
    "## What\n\nSay what the weights reach.\n\n## Checklist\n\n- [ ] The ticket is linked\n- [ ] The log is attached\n";
  const shared = { ".github/PULL_REQUEST_TEMPLATE.md": template };
  const other = template.replace("The log is attached", "There is a log of the training");
  expect(on(other, { shared })).toMatchObject({ verdict: "fail", message: "template" });
  expect(on(other.replaceAll("[ ]", "[x]"), { shared })).toMatchObject({ verdict: "pass" });
  expect(on(`${other}\nBetter weights by a longer schedule.`, { shared })).toMatchObject({ verdict: "pass" });
});

test("dummy values in the weights' meta", () => {
  const path = "torchvision/models/foonet.py";
  const head = {
    [path]: `class FooNet_Weights(WeightsEnum):
    V1 = Weights(
        url="https://download.pytorch.org/models/TODO.pth",
        transforms=None,
        meta={
            "num_params": 0,
            "recipe": "TODO",
            "_metrics": {"ImageNet-1K": {"acc@1": 0.0, "acc@5": 94.5}},
        },
    )


@register_model()
def foonet(*, weights=None):
    return FooNet()
`,
  };
  expect(on("Better weights.", { head })).toMatchObject({
    verdict: "fail",
    message: "left",
    data: {
      places: [
        "the URL of FooNet_Weights.V1",
        "num_params of FooNet_Weights.V1",
        "recipe of FooNet_Weights.V1",
        "acc@1 0.0 of FooNet_Weights.V1",
      ],
    },
    evidence: [{ source: "diff" }, { path, line: 6 }, { path, line: 7 }, { path, line: 8, quote: "0.0" }],
  });
});

test("what is no placeholder", () => {
  for (const body of [
    null,
    "Better weights, Acc@1 81.2.",
    "Removes the TODO in resnet.py.",
    "The TODO comment was outdated.",
    "- [x] TODO: upload the weights",
    "`# TODO: report the accuracy`",
    "> TODO: report the accuracy",
    "<!-- TODO: report the accuracy -->",
    "`python train.py --data-path <your path>`",
    "More variants coming soon.",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "pass", message: "none" });
  }
});
