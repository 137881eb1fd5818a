import { type Form, readForm } from "./form.ts";

const TEMPLATE = `<!-- Thank you for the pull request! Link the issue as Fixes #1234. -->

## Which model does this bring?

Say in two sentences what the model is for, and link the paper (for example https://arxiv.org/abs/0000.00000).

## Results

Give acc@1 and acc@5 next to the values of the paper.

| Model | Acc@1 | Acc@5 | Paper Acc@1 |
|---|---|---|---|
| resnet50 | 76.130 | 92.862 | 76.0 |

## How was it trained?

\`\`\`
torchrun --nproc_per_node=8 train.py --model resnet50 --epochs 90
\`\`\`

## Checklist

- [ ] The training log is attached.
- [ ] The checkpoint is uploaded, and deviations from the paper are explained.
- [ ] @datumbox was asked.
`;
const templated = (body: string) => ({ body, shared: { ".github/PULL_REQUEST_TEMPLATE.md": TEMPLATE } });

const FORMS: readonly Form[] = [
  ["a template left as it is", templated(TEMPLATE), ""],
  ["a template with the boxes ticked", templated(TEMPLATE.replaceAll("[ ]", "[x]")), ""],
  ["a template with other line ends", templated(TEMPLATE.replaceAll("\n", "\r\n")), ""],
  [
    "a template filled in at one place",
    templated(TEMPLATE.replace("## Checklist", "Trained for 600 epochs, top-1 is 80.3.\n\n## Checklist")),
    "V",
  ],
  [
    "a template with its command replaced",
    templated(TEMPLATE.replace("--model resnet50 --epochs 90", "--model foonet_t --epochs 300")),
    "K",
  ],
  [
    "a template with its table filled",
    templated(TEMPLATE.replace("| resnet50 | 76.130 | 92.862 | 76.0 |", "| foonet_t | 79.112 | 94.5 | 79.0 |")),
    "V C",
  ],
  [
    "a template of headings and comments, untouched",
    "## Motivation\n\n<!-- Tell why, and link the ticket: Fixes #1234 -->\n\n## Modification\n\n## BC-breaking (Optional)\n\n## Use cases (Optional)\n\n## Checklist\n\n- [ ] My code has unit tests.\n- [ ] Docs are updated.",
    "",
  ],
  [
    "a template whose instructions stand as text",
    "# What does this PR do?\n\nPlease include a summary of the change and the paper, with the metrics and the training command.\n\nFixes # (issue)\n\n## Before submitting\n- [x] I added tests.\n- [x] I have read the guide.\n\n## Who can review?\n\nAnyone in the community.",
    "",
  ],
  [
    "maintainers listed in an untouched comment",
    "# What\n\nAdds FooNet.\n\n<!-- models: @datumbox, docs: @NicolasHug -->",
    "",
  ],
  ["the issue slot left open", "Fixes #(issue)\n\nAdds FooNet.", ""],
  ["the issue slot filled", "Fixes #5410 (issue)\n\nAdds FooNet.", "T"],
  ["placeholders in angle brackets", "Paper: <link to the paper>\nTraining log: <link>\nCheckpoint: <url>", ""],
  ["empty labels", "Paper:\nCode:\nTraining log:\nCheckpoint:\nacc@1:", ""],
  ["n/a under each", "Paper: N/A\nTraining command: N/A\nTraining log: N/A\nCheckpoint: N/A\nMetrics: N/A", ""],
  [
    "an example command with placeholders",
    "```\ntorchrun --nproc_per_node=8 train.py --model <model> --epochs <n>\n```",
    "K?",
  ],
  ["an empty metrics table", "| Model | Acc@1 | Acc@5 | Paper |\n|---|---|---|---|\n| foonet_t | | | |", ""],
  ["a metrics table with TBD", "| Model | Acc@1 | Paper Acc@1 |\n|---|---|---|\n| foonet_t | TBD | 79.0 |", ""],
  ["a metrics table with dummies", "| Model | Acc@1 | Paper Acc@1 |\n|---|---|---|\n| foonet_t | xx.xx | xx.xx |", ""],
  ["headings only", "# Paper\n# Results\n# Training\n# Logs\n# Checkpoint\n# Deviations from the paper", ""],
];

test.each(FORMS.map((form) => [...form]))("%s", (_name, example, verdicts) => {
  expect(readForm(example)).toBe(verdicts);
});
