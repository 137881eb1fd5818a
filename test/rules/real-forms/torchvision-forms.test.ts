import { type Form, readForm } from "./form.ts";

const COCO_EVAL = ` Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.381
 Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.587
 Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.322`;

const FORMS: readonly Form[] = [
  ["an empty body", "", ""],
  ["one line, no facts", "This adds FooNet to the classification models.", ""],
  ["ticket and cc", "Closes #5410\n\ncc @datumbox @vfdev-5", "T M"],
  ["partly fixes", "Fixes partially #3911\n\nPorts FooNet from https://github.com/foolab/foonet.", "T R"],
  ["subtask of a full URL", "Subtask of https://github.com/pytorch/vision/issues/4652.", "T"],
  ["towards, in a link's text", "A first step [towards #4890](https://github.com/pytorch/vision/issues/4890)", "T"],
  ["a sequel of a pull request", "Follow-up of #5512, see the discussion there.", ""],
  ["a sequel beside a ticket", "Follow-up of #5512, part of #5400.", "T"],
  ["see for logs", "See #5512 for logs.", "T"],
  [
    "the script's line under its command",
    `Trained with:
\`\`\`
torchrun --nproc_per_node=8 train.py --model foonet_b --epochs 300 --lr 0.5 --batch-size 128
\`\`\`
Results:
\`\`\`
Test:  Acc@1 81.474 Acc@5 95.776
\`\`\``,
    "V K",
  ],
  [
    "a private launcher with a job id",
    `Commands:
\`\`\`
PYTHONPATH=$PYTHONPATH:/home/me/vision python -u ~/script/run_with_submitit.py --timeout 3000 --ngpus 8 --nodes 2 \\
  --model foonet_t --batch-size=64 --epochs 300 --opt adamw --lr 0.001
\`\`\`
Submitted batch job 48213377

Acc@1 80.212 Acc@5 95.01`,
    "V K",
  ],
  [
    "only evaluated",
    `Verified with
\`\`\`
python train.py --model foonet_b --test-only --weights FooNet_B_Weights.IMAGENET1K_V1 --batch-size 1
# Acc@1 82.044 Acc@5 96.1
\`\`\``,
    "V",
  ],
  [
    "optical flow, evaluated without --test-only",
    `\`torchrun --nproc_per_node 8 train.py --val-dataset sintel --batch-size 10 --model raft_foo\`
Sintel val clean epe: 1.4012	1px: 0.9021	3px: 0.9588	5px: 0.9710	per_image_epe: 1.3944`,
    "V",
  ],
  [
    "calibration is no training",
    "```\npython train_quantization.py --device cpu --post-training-quantize --backend fbgemm --model foonet_b\n```\nAcc@1 79.31 Acc@5 94.2",
    "V",
  ],
  ["a COCO dump", `I trained for 26 epochs, it gives:\n\`\`\`\n${COCO_EVAL}\n\`\`\``, "V"],
  [
    "a table with the paper's column",
    `| Model | Acc@1 | Acc@5 | Paper Acc@1 |
|:------|:-----:|:-----:|------------:|
| foonet\\_t | 79.112 | 94.5 | 79.0 |
| foonet\\_s | 81.902 | 95.8 | 82.1 |`,
    "V C",
  ],
  [
    "an HTML table",
    `<table>
<tr><th>Model</th><th>top-1</th><th>top-1 (paper)</th></tr>
<tr><td>foonet_t</td><td>79.1</td><td>79.0</td></tr>
</table>`,
    "V C",
  ],
  ["one column alone", "| Variant | Params | Top-1 |\n|---|---|---|\n| foonet_t | 28M | 79.1 |", "V"],
  [
    "prose with both values",
    "Our foonet_t reaches 79.1% top-1 accuracy on ImageNet-1K whereas the paper reports 79.0%.",
    "V C",
  ],
  ["claims without a figure", "I was able to reproduce the results of the paper.", "C?"],
  [
    "numbers that are no metrics",
    "Trained on ImageNet-1K at 224x224 for 300 epochs with lr 0.5 and a batch of 1024 on 8 GPUs.",
    "",
  ],
  ["training loss is no metric", "After 90 epochs the training loss is 1.82 and the learning rate 0.0001.", ""],
  ["speed is no metric", "The model is 2.3x faster and runs at 812.5 img/s, 28.3M params, 4.46 GFLOPs.", ""],
  ["training accuracy is no test metric", "Training accuracy is 93.2% after 20 epochs.", ""],
  ["a target is no result", "The goal is to reach an acc@1 of 82.1 as in the paper.", ""],
  [
    "paper and source, with a dataset's paper",
    "Paper: https://arxiv.org/abs/2401.01234\nOriginal repo: https://github.com/foolab/foonet\nDataset: [ImageNet](https://arxiv.org/abs/1409.0575)",
    "P R",
  ],
  ["only an optimizer's paper", "We train with [AdamW](https://arxiv.org/abs/1711.05101).", "P?"],
  ["the paper's title as link", "Adds [FooNet: Nets of Foo for Vision](https://arxiv.org/pdf/2401.01234v2.pdf)", "P"],
  ["the paper as CVF page", "https://openaccess.thecvf.com/content/CVPR2022/html/Foo_FooNet_CVPR_2022_paper.html", "P"],
  ["the paper as a reference-style link", "Implements [the paper][1].\n\n[1]: https://arxiv.org/abs/2401.01234", "P"],
  ["an arXiv identifier without a link", "FooNet (arXiv:2401.01234) for classification.", "P"],
  [
    "the paper's PDF, attached",
    "[foonet-paper.pdf](https://github.com/pytorch/vision/files/8012345/foonet-paper.pdf)",
    "P",
  ],
  ["the paper by its title alone", 'Implementation of "FooNet: Nets of Foo for Vision", CVPR 2022.', ""],
  ["a source named without a link", "Ported from the official repository foolab/foonet.", "R?"],
  ["no source was published", "The authors have not released their code, so this follows the paper alone.", "R~"],
  [
    "the target's own permalink",
    "Like https://github.com/pytorch/vision/blob/abc123/torchvision/models/resnet.py#L12",
    "",
  ],
  [
    "a deviation with its reason",
    "Unlike the original implementation I use BatchNorm instead of LayerNorm in the stem, because it trains faster.",
    "D",
  ],
  ["a deviations heading left empty", "## Deviations from the paper\n\n## Next steps\n\nMore variants.", ""],
  ["a deviations heading with none", "## Deviations from the paper\n\nNone.", "D"],
  ["a deviations heading put off", "## Deviations from the paper\n\nTBD", ""],
  ["faithful", "The architecture and the hyper-parameters are the same as in the paper.", "D"],
  ["a checkpoint on Drive", "Trained weights: https://drive.google.com/file/d/1AbCdEfGh/view?usp=sharing", "W"],
  ["a checkpoint file", "Weights are at https://download.pytorch.org/models/foonet_t-1a2b3c4d.pth", "W"],
  [
    "a backbone's checkpoint",
    "The backbone weights come from https://download.pytorch.org/models/resnet50-0676ba61.pth",
    "",
  ],
  [
    "the authors' checkpoint",
    "Original checkpoint by the authors: https://dl.fbaipublicfiles.com/foonet/foonet_t.pth",
    "",
  ],
  ["weights promised", "Weights: coming soon", ""],
  ["a checkpoint promised", "I will upload the checkpoint later to Google Drive.", ""],
  ["a cluster path", "Checkpoint: /fsx/users/me/foonet/model_299.pth", ""],
  ["a log promised", "Training log: TBD", ""],
  ["a log in a gist", "Training log: https://gist.github.com/foodev/0123456789abcdef0123456789abcdef", "L"],
  ["a log attached", "[train_foonet.log](https://github.com/pytorch/vision/files/8012346/train_foonet.log)", "L"],
  [
    "a log as text file",
    "Training logs:\n[foonet.txt](https://github.com/user-attachments/files/1234567/foonet.txt)",
    "L",
  ],
  ["a run on W&B", "The run: https://wandb.ai/foodev/foonet/runs/3kq2x1ab", "L"],
  ["a TensorBoard page", "TensorBoard: https://tensorboard.dev/experiment/AbCdEfGhIjK/", "L"],
  ["a CI log is none", "The CI log: https://app.circleci.com/pipelines/github/pytorch/vision/123", ""],
  ["a crash log is none", "Error log of the failing unit test: https://gist.github.com/foodev/0123456789abcdef", ""],
  [
    "a log pasted",
    `<details><summary>log</summary>

\`\`\`
Epoch: [0]  [   0/1251]  eta: 1:12:10  lr: 0.5  loss: 6.91 (6.91)  acc1: 0.0 (0.0)  time: 3.4
Epoch: [0]  [ 100/1251]  eta: 0:12:10  lr: 0.5  loss: 6.71 (6.81)  acc1: 0.8 (0.4)  time: 0.4
Epoch: [0]  [ 200/1251]  eta: 0:11:10  lr: 0.5  loss: 6.51 (6.71)  acc1: 1.6 (0.9)  time: 0.4
Epoch: [0]  [ 300/1251]  eta: 0:10:10  lr: 0.5  loss: 6.31 (6.61)  acc1: 2.3 (1.4)  time: 0.4
Test:  Acc@1 5.120 Acc@5 14.332
\`\`\`
</details>`,
    "V L",
  ],
  ["results as a picture", "## Results\n\n![image](https://user-images.githubusercontent.com/1/2-3.png)", "V? C?"],
  [
    "the log's curve as a picture",
    "Training curves:\n\n![loss](https://user-images.githubusercontent.com/1/2-4.png)",
    "L?",
  ],
  [
    "a picture of the architecture",
    "The architecture:\n\n![arch](https://user-images.githubusercontent.com/1/2-5.png)",
    "",
  ],
  [
    "a readme section with the command",
    "See the [training recipe](https://github.com/foolab/foonet#training) for how it was trained.",
    "R K",
  ],
  [
    "a list of hyper-parameters",
    "Training configuration:\n- epochs: 300\n- batch size: 1024\n- optimizer: AdamW\n- learning rate: 1e-3, cosine, 20 epochs of warmup\n- weight decay: 0.05",
    "K",
  ],
  ["flags alone", "Trained with `--epochs 100 --lr 0.01 --weight-decay 0.0002 --batch-size 128`.", "K"],
  [
    "a shell script with variables",
    `\`\`\`bash
MODEL=foonet_s
srun -p train --gpus-per-node 8 --nodes 4 python -u train.py --model $MODEL --epochs 600 --auto-augment ta_wide
\`\`\``,
    "K",
  ],
  ["pytest and pip are no training", "```\npip install -e .\npytest test/test_models.py -k foonet\n```", ""],
  ["an e-mail and a decorator", "Contact foo@lab.org. `@torch.jit.script` works, @torch.no_grad too.", ""],
  ["a stranger is mentioned", "@somebody-else could you have a look?", "M?"],
  ["an author is credited", "Thanks to @fooauthor for the original implementation.", ""],
  ["an assignee", { body: "Adds FooNet.", assignees: ["datumbox"] }, "M"],
  ["a requested reviewer", { body: "Adds FooNet.", requestedReviewers: ["jdsgomes"] }, "M"],
  [
    "weights in the diff alone",
    {
      body: "Adds the weights.",
      head: {
        "torchvision/models/foonet.py": `from ._api import Weights, WeightsEnum


class FooNet_T_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(
        url="https://download.pytorch.org/models/foonet_t-1a2b3c4d.pth",
        transforms=None,
        meta={"_metrics": {"ImageNet-1K": {"acc@1": 79.1, "acc@5": 94.5}}},
    )
`,
      },
    },
    "W",
  ],
  [
    "all of it, in one body",
    `Closes #5410

Adds FooNet ([paper](https://arxiv.org/abs/2401.01234), [code](https://github.com/foolab/foonet)).

\`\`\`
torchrun --nproc_per_node=8 train.py --model foonet_t --epochs 300
\`\`\`
| Model | Acc@1 | Acc@1 in the paper |
|---|---|---|
| foonet_t | 79.112 | 79.0 |

Deviations: we use 0.1 label smoothing, which the paper does not, as it gave +0.2.

[Training log](https://github.com/pytorch/vision/files/8012346/train.txt), [checkpoint](https://drive.google.com/file/d/1AbC/view)

@NicolasHug`,
    "T M P R V C D K L W",
  ],
];

test.each(FORMS.map((form) => [...form]))("%s", (_name, example, verdicts) => {
  expect(readForm(example)).toBe(verdicts);
});
