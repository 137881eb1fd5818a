import type { MarkdownText } from "../../src/submission/markdown-text.ts";
import type { Figure, MetricClaim } from "../../src/submission/metric.ts";
import { readCommands } from "../../src/submission/read-commands.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";
import { readComparisonStatements, readMetricClaims } from "../../src/submission/read-metric-claims.ts";

const MODELS = ["swin_t", "swin_s", "resnet50", "squeezenet1_0", "maskrcnn_resnet50_fpn"];

function claimsOf(body: string): MetricClaim[] {
  const text = readMarkdown(body, { source: "description" });
  const claims = readMetricClaims(text, { commands: readCommands(text), models: MODELS });
  for (const claim of claims) {
    for (const figure of [claim.measured, claim.paper, claim.baseline])
      if (figure !== undefined) expectLiteral(text, figure);
  }
  return claims;
}

/** The quote stands at its line and column, and holds the value as written. */
function expectLiteral(text: MarkdownText, { text: written, evidence }: Figure): void {
  const start = (text.lineStarts[(evidence.line ?? 0) - 1] ?? -1) + (evidence.column ?? 0) - 1;
  expect(text.text.slice(start, start + evidence.quote.length)).toBe(evidence.quote);
  expect(evidence.quote).toContain(written);
}

/** `model [weights] dataset metric EMA = measured, paper, baseline`, what is not told left out. */
function read(body: string): string[] {
  return claimsOf(body).map((claim) =>
    [
      claim.model ?? "?",
      ...(claim.weights === undefined ? [] : [`[${claim.weights}]`]),
      ...(claim.dataset === undefined ? [] : [claim.dataset]),
      claim.metric,
      ...(claim.ema ? ["EMA"] : []),
      `= ${claim.measured.value}`,
      ...(claim.paper === undefined ? [] : [`paper ${claim.paper.value}`]),
      ...(claim.baseline === undefined ? [] : [`before ${claim.baseline.value}`]),
    ].join(" "),
  );
}

const fence = (...lines: string[]) => ["```", ...lines, "```"].join("\n");
const coco = (value: string) => ` Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = ${value}`;

describe("sentences", () => {
  test.each<[string, string[]]>([
    ["The model reaches acc@1 of 81.2 on ImageNet.", ["? ImageNet acc@1 = 81.2"]],
    ["We get a top-1 accuracy of 76.13% and a top-5 accuracy of 92.86%.", ["? acc@1 = 76.13", "? acc@5 = 92.86"]],
    ["It achieves 37.3 box mAP on COCO val2017.", ["? COCO box mAP = 37.3"]],
    ["Mittlere IoU: 67,4 (vorher 66,4), Pixelgenauigkeit 92,6 %.", ["? mean IoU = 67.4", "? pixel accuracy = 92.6"]],
    ["La précision top-1 est de 75,1 % (article : 75,1 %)", ["? acc@1 = 75.1 paper 75.1"]],
    ["検証データでの正解率: 81.9%", ["? accuracy = 81.9"]],
    ["COCO mAP(0.5:0.95): 23.5", ["? COCO box mAP = 23.5"]],
    ["mean top-1 over 3 seeds 79.1", ["? acc@1 = 79.1"]],
    ["overall accuracy on EuroSAT: 95.60", ["? pixel accuracy = 95.6"]],
    ["Between 76.7 (atto) and 84.9 (base) top-1", ["? acc@1 = 84.9"]],
    ["converted the official weights: 75.3 percent top 1", ["? acc@1 = 75.3"]],
    ["While the authors state a top-1 of 79.1, our own model obtains 78.85.", ["? acc@1 = 78.85 paper 79.1"]],
    ["swin_t gets 76.5% top-1 at 224 in the paper, better than resnet50's 76.1% in torchvision.", []],
    ["- resnet50: 79.3 / 94.5", ["resnet50 acc@1 = 79.3", "resnet50 acc@5 = 94.5"]],
    ["- resnet50: 45.2 / 46.1", []],
    ["Results so far (top-1):\n\n* `swin_t` - 68.9 (paper 69.0)", ["swin_t acc@1 = 68.9 paper 69"]],
    [
      "## Top-1 accuracy\n\n- swin_t: 81.5\n\n## As reported by the authors\n\n- swin_t: 81.4",
      ["swin_t acc@1 = 81.5 paper 81.4"],
    ],
    ['```json\n{"model": "swin_t", "val_acc1": 67.18}\n```', ["swin_t acc@1 = 67.18"]],
    [
      "Top-1 / top-5 errors:\n\n| model | ours | paper |\n|---|---|---|\n| swin_t | 22.38 | 22.2 |",
      ["swin_t acc@1 = 77.62 paper 77.8"],
    ],
    [
      "| | swin_t | swin_v2_s |\n|---|---|---|\n| Acc@1 | 82.0 | 83.7 |\n| Acc@1 (paper) | 82.8 | 84.1 |",
      ["swin_t acc@1 = 82 paper 82.8", "swin_v2_s acc@1 = 83.7 paper 84.1"],
    ],
    [
      "| | Sintel clean EPE | Sintel final EPE |\n|---|---|---|\n| ours | 1.098 | 2.495 |\n| paper | 1.08 | 2.48 |",
      ["? Sintel clean EPE = 1.098 paper 1.08", "? Sintel final EPE = 2.495 paper 2.48"],
    ],
    ["Mask R-CNN gets 37.9 box AP and 34.6 mask AP.", ["? box mAP = 37.9", "? mask mAP = 34.6"]],
    ["Keypoint R-CNN: 54.6 box AP, 65.0 keypoint AP.", ["? box mAP = 54.6", "? keypoint mAP = 65"]],
    ["Top-1 accuracy: 80.1, top-5 accuracy: 95.0", ["? acc@1 = 80.1", "? acc@5 = 95"]],
    ["* `resnet50` - 82.282 @ 224 (82.872 @ 288)", ["resnet50 accuracy = 82.282"]],
    ["swin_t reaches 81.4 at 256px.", ["swin_t accuracy = 81.4"]],
    ["It takes 12.5 @ 4 GPUs and needs lr 0.5 at 300 epochs.", []],
    ["I got 76.1% top-1 with the EMA weights.", ["? acc@1 EMA = 76.1"]],
    ["`swin_t` reaches 81.4 acc@1 (the paper reports 81.2).", ["swin_t acc@1 = 81.4 paper 81.2"]],
    ["resnet50: acc@1 80.858 vs 76.13 previously", ["resnet50 acc@1 = 80.858 before 76.13"]],
    ["Our top-1 accuracy is 79.9 compared to 80.1 in the paper.", ["? acc@1 = 79.9 paper 80.1"]],
    ["The paper reports 79.4% top-1 while we get 79.1%.", ["? acc@1 = 79.1 paper 79.4"]],
    ["The original has a mIoU of 66.4, ours has a mIoU of 66.1.", ["? mean IoU = 66.1 paper 66.4"]],
    ["Reported mAP is 36.9; we measure 36.6 mAP.", ["? box mAP = 36.6 paper 36.9"]],
    ["mAP = 23.0 (paper: 23.2)", ["? box mAP = 23 paper 23.2"]],
    ["Achieved accuracy: 84.1% (vs. 84.0% in paper)", ["? accuracy = 84.1 paper 84"]],
    ["The EPE on Sintel clean is 1.38 (1.43 in the paper).", ["? Sintel clean EPE = 1.38 paper 1.43"]],
    ["Our f1-epe on Kitti-test is 5.3 wheras the original is 5.2.", ["? Kitti-test F1-all = 5.3 paper 5.2"]],
    [
      "swin_t accuracy is a little lower than the original accuracy (80.6 vs 80.8).",
      ["swin_t accuracy = 80.6 paper 80.8"],
    ],
    ["swin_t accuracy is lower than the original accuracy (80.8 vs 80.6).", ["swin_t accuracy = 80.6 paper 80.8"]],
    ["For swin_t, the new weights improve 1k accuracy from 80.8 to 83.1.", ["swin_t accuracy = 83.1 before 80.8"]],
    ["mIoU improved from 60.5 to 63.7.", ["? mean IoU = 63.7 before 60.5"]],
    ["Acc@1 went 76.13 -> 80.86.", ["? acc@1 = 80.86 before 76.13"]],
    ["Acc@1/Acc@5 of 76.1/92.9", ["? acc@1 = 76.1", "? acc@5 = 92.9"]],
    ["top-1 and top-5 accuracies of 76.1 and 92.9", ["? acc@1 = 76.1", "? acc@5 = 92.9"]],
    ["The top-1 error is 23.9%.", ["? acc@1 = 76.1"]],
    ["We reach 0.302 mAP on COCO.", ["? COCO box mAP = 30.2"]],
    ["validation accuracy of 0.7613", ["? accuracy = 76.13"]],
    ["It now gets 72.1 Acc@1 and 90.8 Acc@5, up from 71.8 and 90.2.", ["? acc@1 = 72.1", "? acc@5 = 90.8"]],
    [
      "A video acc@1 of 78.4 and video acc@5 of 93.5 on Kinetics-400.",
      ["? Kinetics-400 video acc@1 = 78.4", "? Kinetics-400 video acc@5 = 93.5"],
    ],
    ["Final results: Acc@1 76.130 Acc@5 92.862", ["? acc@1 = 76.13", "? acc@5 = 92.862"]],
    ["**Acc@1**: 76.130, **Acc@5**: 92.862", ["? acc@1 = 76.13", "? acc@5 = 92.862"]],
    ["# Swin-T\n\nIt gets 81.4 acc@1.", ["swin_t acc@1 = 81.4"]],
    ["We get 79.1 acc@1.\n\nThe paper has 79.4 acc@1.", ["? acc@1 = 79.1 paper 79.4"]],
  ])("%j", (body, expected) => {
    expect(read(body)).toEqual(expected);
  });

  test.each([
    "Trained on ImageNet-1K at 224x224 for 300 epochs with lr 0.5.",
    "Training loss went down to 1.23 and train acc1 was 85.2.",
    "The training accuracy is 91.5%.",
    "Speed: 0.0165 sec per image, 45.3 fps.",
    "We improve accuracy by 1.4%.",
    "This improves top-1 accuracy 0.5%.",
    "It is 1.4 mAP more accurate than the one in the paper.",
    "mAP@0.5 is the metric used; IoU threshold 0.5.",
    "28.3M parameters and 4.5 GFLOPs, and Acc@1 is not known yet.",
    "It should reach 76.1% top-1 accuracy.",
    "Can you reach 76.1 acc@1?",
    "mIoU will be reported later.",
    "Uses version 1.10 and 0.11.1 for accuracy.",
    "acc@1 is within 0.1 of the paper.",
    "The accuracy drop is 0.5%.",
    "We only lose 0.3 top-1 accuracy.",
    "Top 5 models were compared, see 3.2.",
    "a map of 0.5 to 1.0",
    "The API takes precision 0.1",
    "label smoothing 0.1 improves accuracy; dropout 0.2 too",
    "With batch size 1 the accuracy is a bit lower (-0.02).",
    "The paper reports 79.4% top-1.",
    "> Acc@1 76.130 Acc@5 92.862\n\nthanks",
    "<!-- Acc@1 76.130 Acc@5 92.862 -->",
    "",
  ])("no figure in %j", (body) => {
    expect(read(body)).toEqual([]);
  });
});

describe("tables", () => {
  const table = (...rows: string[]) => [rows[0], (rows[0] ?? "").replace(/[^|]+/g, "---"), ...rows.slice(1)].join("\n");

  test.each<[string, string, string[]]>([
    [
      "paper beside ours",
      table("| Model | Acc@1 (ours) | Acc@1 (paper) | Params |", "| vit\\_b\\_16 | 81.072 | 81.8 | 86.6M |"),
      ["vit_b_16 acc@1 = 81.072 paper 81.8"],
    ],
    [
      "other libraries and settings",
      table(
        "| Model | Epochs | Original Acc@1 | Timm Acc@1 | Acc@1 | Acc@5 |",
        "| swin_t | 300 | 81.3 | 81.5 | 81.1 | 95.5 |",
      ),
      ["swin_t acc@1 = 81.1 paper 81.3", "swin_t acc@5 = 95.5"],
    ],
    [
      "old and new",
      table("| model | old Acc@1 | new Acc@1 | improvement |", "| resnet50 | 76.13 | 80.858 | +4.728 |"),
      ["resnet50 acc@1 = 80.858 before 76.13"],
    ],
    [
      "before and after",
      table("| Model | Acc@1 before | Acc@1 after |", "| resnet50 | 69.758 | 71.2 |"),
      ["resnet50 acc@1 = 71.2 before 69.758"],
    ],
    ["versions", table("| V1 Acc@1 | V2 Acc@1 |", "| 76.13 | 80.858 |"), ["? acc@1 = 80.858 before 76.13"]],
    [
      "metrics in the rows",
      table("| Metric | Ours | Paper |", "| Acc@1 | 81.2 | 81.3 |", "| Acc@5 | 95.5 | - |"),
      ["? acc@1 = 81.2 paper 81.3", "? acc@5 = 95.5"],
    ],
    [
      "models in the columns",
      table("| | swin_t | swin_s |", "| Acc@1 | 81.4 | 83.1 |", "| Params | 28.3M | 49.6M |"),
      ["swin_t acc@1 = 81.4", "swin_s acc@1 = 83.1"],
    ],
    [
      "dataset and metric columns",
      table(
        "| Model | Dataset | Metric | Ours | Paper | Diff |",
        "| raft_large | Sintel clean | EPE | 1.38 | 1.43 | -0.05 |",
        "| | Sintel final | EPE | 2.71 | 2.72 | 0 |",
      ),
      ["raft_large Sintel clean EPE = 1.38 paper 1.43", "raft_large Sintel final EPE = 2.71 paper 2.72"],
    ],
    [
      "detection",
      table(
        "| Network | box AP | mask AP | box AP (paper) | AP50 | APs |",
        "| maskrcnn_resnet50_fpn | 37.9 | 34.6 | 38.2 | 59.1 | 20.1 |",
      ),
      [
        "maskrcnn_resnet50_fpn box mAP = 37.9 paper 38.2",
        "maskrcnn_resnet50_fpn mask mAP = 34.6",
        "maskrcnn_resnet50_fpn box mAP@50 = 59.1",
      ],
    ],
    [
      "weights",
      table(
        "| Weights | Acc@1 |",
        "| ResNet50_Weights.IMAGENET1K_V1 | 76.130 |",
        "| ResNet50_Weights.IMAGENET1K_V2 | 80.858 |",
      ),
      [
        "resnet50 [ResNet50_Weights.IMAGENET1K_V1] acc@1 = 76.13",
        "resnet50 [ResNet50_Weights.IMAGENET1K_V2] acc@1 = 80.858",
      ],
    ],
    [
      "names with versions",
      table("| Model | Top-1 accuracy |", "| SqueezeNet 1.0 | 58.000% |"),
      ["squeezenet1_0 acc@1 = 58"],
    ],
    [
      "error rates",
      table("| Model | Top-1 error | Top-5 err |", "| resnet50 | 23.87 | 7.14 |"),
      ["resnet50 acc@1 = 76.13", "resnet50 acc@5 = 92.86"],
    ],
    [
      "settings are no metrics",
      table("| Model | top1 acc (%) | epochs | lr | GFLOPs |", "| resnet50 | 76.1 | 90 | 0.1 | 4.09 |"),
      ["resnet50 acc@1 = 76.1"],
    ],
    [
      "fractions",
      table("| Model | mIoU | pixel acc |", "| lraspp | 0.579 | 0.912 |"),
      ["lraspp mean IoU = 57.9", "lraspp pixel accuracy = 91.2"],
    ],
    [
      "paper and ours as rows",
      table("| | Acc@1 |", "| Paper | 79.4 |", "| Ours | 79.1 |"),
      ["? acc@1 = 79.1 paper 79.4"],
    ],
    [
      "paper and ours in names",
      table("| model | acc@1 |", "| resnet50 (paper) | 76.2 |", "| resnet50 (ours) | 76.1 |"),
      ["resnet50 acc@1 = 76.1 paper 76.2"],
    ],
    [
      "two header lines",
      table("| Model | ImageNet | | COCO |", "| | Acc@1 | Acc@5 | box AP |", "| resnet50 | 80.8 | 95.4 | 39.2 |"),
      ["resnet50 ImageNet acc@1 = 80.8", "resnet50 ImageNet acc@5 = 95.4", "resnet50 COCO box mAP = 39.2"],
    ],
    [
      "two metrics a cell",
      table("| Model | Acc@1 / Acc@5 |", "| resnet50 | 76.1 / 92.8 |"),
      ["resnet50 acc@1 = 76.1", "resnet50 acc@5 = 92.8"],
    ],
    [
      "averaged weights",
      table("| Variant | **Acc@1** | EMA Acc@1 |", "| swin_t | **81.1** | 81.4 |"),
      ["swin_t acc@1 = 81.1", "swin_t acc@1 EMA = 81.4"],
    ],
    [
      "training figures",
      table("| Model | Train Acc@1 | Val Acc@1 |", "| resnet50 | 79.1 | 76.1 |"),
      ["resnet50 acc@1 = 76.1"],
    ],
    [
      "epochs of one run",
      table(
        "| model | epoch | acc@1 |",
        "| swin_t | 100 | 76.1 |",
        "| swin_t | 300 | 81.4 |",
        "| swin_t | 200 | 79.9 |",
      ),
      ["swin_t acc@1 = 81.4"],
    ],
    ["only the paper's", table("| Model | Paper Acc@1 |", "| resnet50 | 76.2 |"), []],
    ["said to be the paper's", `Results in the paper:\n\n${table("| Model | Acc@1 |", "| resnet50 | 76.2 |")}`, []],
    ["speed and size", table("| Config | Speed (sec) | Memory |", "| resnet50 | 0.0165 | 3.2 |"), []],
    [
      "units are no figures",
      table("| Model | Acc@1 |", "| resnet50 | 3x |", "| swin_t | TBD |", "| swin_s | 12 ms |"),
      [],
    ],
    [
      "a lost delimiter line",
      "| Model | Original Acc@1 | ACC@1 |\n| vit\\_b\\_16 | 77.9 | 77.4 |",
      ["vit_b_16 acc@1 = 77.4 paper 77.9"],
    ],
    [
      "HTML",
      "<table><tr><th>Model</th><th>Acc@1</th><th>Acc@5</th></tr><tr><td>swin_t</td><td>81.4</td><td>95.7</td></tr></table>",
      ["swin_t acc@1 = 81.4", "swin_t acc@5 = 95.7"],
    ],
  ])("%s", (_, body, expected) => {
    expect(read(body)).toEqual(expected);
  });
});

describe("result lines", () => {
  test.each<[string, string, string[]]>([
    [
      "the command above, in the block",
      fence(
        "torchrun train.py --model swin_t --weights Swin_T_Weights.IMAGENET1K_V1 --test-only",
        "Acc@1 81.4 Acc@5 95.7",
      ),
      ["swin_t [Swin_T_Weights.IMAGENET1K_V1] acc@1 = 81.4", "swin_t [Swin_T_Weights.IMAGENET1K_V1] acc@5 = 95.7"],
    ],
    [
      "the command in the block before",
      `${fence("torchrun train.py --model swin_t --test-only")}\n\nResult: \`Acc@1 81.4\``,
      ["swin_t acc@1 = 81.4"],
    ],
    [
      "the words between beat the command before",
      `${fence("torchrun train.py --model swin_t --test-only")}\n\nFor \`swin_s\`:\n\n${fence("Test:  Acc@1 83.1")}`,
      ["swin_s acc@1 = 83.1"],
    ],
    [
      "comments",
      fence("# For swin_t", "torchrun train.py --test-only", "Acc@1 81.4", "# For swin_s", "Acc@1 83.1"),
      ["swin_t acc@1 = 81.4", "swin_s acc@1 = 83.1"],
    ],
    [
      "labels",
      fence("swin_t:", "  Acc@1 81.4", "swin_s:", "  Acc@1 83.1"),
      ["swin_t acc@1 = 81.4", "swin_s acc@1 = 83.1"],
    ],
    [
      "headings",
      "# swin_t\n\n`Acc@1 81.4`\n\n# swin_s\n\n`Acc@1 83.1`",
      ["swin_t acc@1 = 81.4", "swin_s acc@1 = 83.1"],
    ],
    ["two names leave it open", `swin_t and swin_s:\n${fence("Acc@1 81.4")}`, ["? acc@1 = 81.4"]],
    ["before and after", fence("before:", "Acc@1 76.1", "after:", "Acc@1 80.8"), ["? acc@1 = 80.8 before 76.1"]],
    [
      "boxes and masks",
      fence("IoU metric: bbox", coco("0.379"), "IoU metric: segm", coco("0.346")),
      ["? box mAP = 37.9", "? mask mAP = 34.6"],
    ],
    ["COCO lines without a fence", `Result:\n\n${coco("0.302").trim()}\n`, ["? box mAP = 30.2"]],
    [
      "averaged and raw weights",
      fence("Test: EMA Acc@1 81.4", "Test:  Acc@1 81.2"),
      ["? acc@1 EMA = 81.4", "? acc@1 = 81.2"],
    ],
    ["source code", '```python\nmetrics = {"acc@1": 81.4}\nassert acc1 == 0.5\n```', []],
    ["a comment in source code", "```python\n# Acc@1 83.2 Acc@5 96.4\n```", ["? acc@1 = 83.2", "? acc@5 = 96.4"]],
    [
      "a log gives its best",
      fence(
        "Epoch: [0]  [ 0/9]  eta: 0 loss: 1 acc1: 99.0 (99.0)",
        "Test:  Acc@1 12.1",
        "Epoch: [1]  [ 0/9]  eta: 0",
        "Test:  Acc@1 22.1",
      ),
      ["? acc@1 = 22.1"],
    ],
    ["the same twice", "`Acc@1 81.4`\n\nAgain: `Acc@1 81.4`", ["? acc@1 = 81.4"]],
  ])("%s", (_, body, expected) => {
    expect(read(body)).toEqual(expected);
  });

  test("evidence is the line, with its place", () => {
    const [claim] = claimsOf(`Result:\n\n${fence("# Acc@1 83.2 Acc@5 96.4")}`);
    expect(claim).toMatchObject({
      form: "result-line",
      measured: {
        text: "83.2",
        value: 83.2,
        evidence: { source: "description", line: 4, column: 1, quote: "# Acc@1 83.2 Acc@5 96.4" },
      },
    });
  });
});

test("evidence of a cell in a very long row is cut around the cell", () => {
  const [claim] = claimsOf(`| Model | note | Acc@1 |\n|---|---|---|\n| swin_t | ${"x ".repeat(300)} | 81.4 |`);
  expect(claim?.measured.evidence.quote).toMatch(/81\.4$/);
});

describe("comparison statements", () => {
  const compared = (body: string) =>
    readComparisonStatements(readMarkdown(body, { source: "description" })).map(({ evidence }) => evidence.quote);

  test.each([
    "It is 1.4 mAP more accurate than the variant described in the paper.",
    "On Sintel test we do slightly better than the original weights.",
    "The accuracy matches the one reported by the authors.",
    "acc@1 is within 0.1 of the paper.",
    "Our results reproduce the paper's numbers.",
    "Paper: 69.4 (https://arxiv.org/abs/2101.00001, table 1).",
    "In the paper: 71.2 for the single crop.",
  ])("%j compares", (sentence) => {
    expect(compared(`Hello there.\n\n${sentence}`)).toEqual([sentence]);
  });

  test.each([
    "The architecture is exactly the same as the original implementation.",
    "The implementation is 4% faster than the original.",
    "We will compare the accuracy with the paper.",
    "Accuracy remains the same for all models.",
    "Based on the paper.",
    "The paper uses a dropout of 0.2.",
    "See the paper (version 2.1).",
    "Trained with a recipe closer to the original implementation.",
    "The model accurately predicts what is closer to the original data, whereas other data is off.",
    "You might not get the same results as in the paper.",
    "Does the accuracy match the paper?",
  ])("%j does not", (sentence) => {
    expect(compared(sentence)).toEqual([]);
  });
});

test.each<[string, string]>([
  ["names", "acc@1 ".repeat(11_000)],
  ["figures", "acc@1 1.5 ".repeat(6_500)],
  ["pipes", "|".repeat(65_000)],
  ["rows", "| acc@1 | m |\n|---|---|\n".concat("| 76.1 | a |\n".repeat(5_000))],
  ["headings", "# swin_t\n`Acc@1 76.1`\n".repeat(3_000)],
  ["spaces", `acc@1${" ".repeat(65_000)}76.1`],
  ["brackets", "accuracy (".repeat(6_500)],
  ["hyphens", "a-".repeat(32_000)],
])("a body of nothing but %s yields few claims", (_, body) => {
  expect(claimsOf(body).length).toBeLessThanOrEqual(2);
});
