import { type Form, readForm } from "./form.ts";

/** Short forms, one peculiarity each. */
const FORMS: readonly Form[] = [
  ["ok reproduces within", "The accuracy is within 0.1% of the paper.", "C?"],
  ["same results as reported", "Acc@1 79.1 Acc@5 94.5, same as reported in the paper.", "V C"],
  ["vs", "Top1: 79.12 vs. 79.0 in the paper", "V C"],
  ["bracket paper", "ResNet-foo: 79.12 (paper 79.0)", "C?"],
  [
    "bold table html center",
    `<div align="center">

| Backbone | Lr schd | box AP | mask AP | paper box AP |
| :--: | :--: | :--: | :--: | :--: |
| R-50-FPN | 1x | 38.2 | 34.7 | 38.0 |

</div>`,
    "V C",
  ],
  ["metric in code span", "We get `Acc@1 = 79.12` and `Acc@5 = 94.5`.", "V"],
  ["train log table like", "```\nEpoch 299: train_loss 1.2, val_acc 79.1\n```", "V"],
  ["weights name only", "Checkpoint file: foonet_t-1a2b3c4d.pth (will be uploaded by maintainers)", ""],
  ["HF id", "Weights are available on the Hub as `foodev/foonet-base`.", "W?"],
  ["s3 path", "Model saved at s3://my-bucket/foonet/model_best.pth", "W?"],
  ["gs path log", "Logs at gs://my-bucket/foonet/logs", "L?"],
  [
    "dropbox",
    "[weights](https://www.dropbox.com/s/abc/foonet.pth?dl=0) [log](https://www.dropbox.com/s/abc/log.txt?dl=0)",
    "L W",
  ],
  ["onedrive", "Pretrained weight: https://1drv.ms/u/s!Abc", "W"],
  ["google drive bare", "https://drive.google.com/file/d/1AbC/view", "L? W?"],
  [
    "drive heading",
    `## Pretrained Models
* foonet_t: https://drive.google.com/file/d/1AbC/view
* foonet_s: https://drive.google.com/file/d/1DeF/view`,
    "W",
  ],
  [
    "drive log heading",
    `## Logs
https://drive.google.com/drive/folders/1AbC`,
    "L",
  ],
  ["wandb report", "Training report: https://wandb.ai/foodev/foonet/reports/FooNet--Vmlldzo1", "L"],
  ["attached out file", "[slurm-12345.out](https://github.com/pytorch/vision/files/8/slurm-12345.out)", "L"],
  ["attached csv", "[results.csv](https://github.com/pytorch/vision/files/8/results.csv)", ""],
  ["attached summary csv timm", "Training [summary.csv](https://github.com/user-attachments/files/8/summary.csv)", "L"],
  ["attached txt unnamed", "[foonet_train.txt](https://github.com/pytorch/vision/files/8/foonet_train.txt)", "L"],
  ["doc preview", "Rendered docs: https://output.circle-artifacts.com/output/job/1/artifacts/0/docs/models.html", ""],
  ["arxiv vanity", "See https://www.arxiv-vanity.com/papers/2401.01234/", "P"],
  ["paperswithcode", "https://paperswithcode.com/paper/foonet-nets-of-foo", "P"],
  ["semantic", "Paper: https://www.semanticscholar.org/paper/FooNet/abc123", "P"],
  ["github blob pdf", "Paper: https://github.com/foolab/foonet/blob/main/paper.pdf", "P"],
  ["arxiv listing", "https://arxiv.org/list/cs.CV/recent", ""],
  ["alphaxiv", "https://www.alphaxiv.org/abs/2401.01234", "P"],
  ["ar5iv", "https://ar5iv.labs.arxiv.org/html/2401.01234", "P"],
  [
    "bibtex",
    "```\n@article{foonet2024, title={FooNet}, journal={arXiv preprint arXiv:2401.01234}, year={2024}}\n```",
    "P",
  ],
  ["bibtex eprint", "```bibtex\n@misc{foo, title={FooNet}, eprint={2401.01234}, archivePrefix={arXiv}}\n```", "P"],
  ["bare id", "Paper: 2401.01234", "P"],
  ["neurips", "https://proceedings.neurips.cc/paper/2021/hash/abc-Abstract.html", "P"],
  ["openreview", "[FooNet](https://openreview.net/forum?id=AbC)", "P"],
  [
    "dataset paper first",
    "Trained on COCO (https://arxiv.org/abs/1405.0312). FooNet: https://arxiv.org/abs/2401.01234",
    "P",
  ],
  ["gitlab", "Based on https://gitlab.com/foolab/foonet", "R"],
  [
    "tf source",
    "Ported from the TF code: https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet",
    "R",
  ],
  [
    "timm as source",
    "Implementation follows timm: https://github.com/rwightman/pytorch-image-models/blob/master/timm/models/foonet.py",
    "R",
  ],
  ["huggingface source", "Official code (HF): https://huggingface.co/foolab/foonet", "R"],
  ["fork of target", "Branch: https://github.com/foodev/vision/tree/foonet", ""],
  ["colab", "Demo: https://colab.research.google.com/drive/1AbC", ""],
  ["pytorch discuss", "As discussed in https://discuss.pytorch.org/t/foonet/12345", ""],
  ["GH discussion", "Discussed in https://github.com/pytorch/vision/discussions/5410", "T?"],
  ["issue by title", "As requested in the feature request for FooNet.", ""],
  ["issue full words", "This PR addresses issue 5410.", "T?"],
  ["issue word hash", "issue #5410", "T"],
  ["re", "re #5410", "T"],
  ["org shorthand", "pytorch/vision#5410", "T"],
  ["sister repo", "Related: pytorch/pytorch#12345", "T?"],
  ["comment url", "As asked in https://github.com/pytorch/vision/issues/5410#issuecomment-123", "T"],
  ["pull with comment", "https://github.com/pytorch/vision/pull/5410#discussion_r1", ""],
  ["closes colon", "Closes: #5410", "T"],
  ["gh", "GH-5410", "T"],
  ["list of PRs and issue", "Depends on #5411 and #5412 (PRs). Resolves #5410.", "T"],
  ["number in title style", "(#5410)", "T"],
  ["cc bold", "**cc**: @fmassa", "M"],
  ["team", "@pytorch/torchvision-maintainers please review", "M"],
  ["mention in code", "`@datumbox`", ""],
  ["mention in sentence", "@datumbox suggested to add this in the ticket.", "M"],
  [
    "deviation list",
    `Differences with the original implementation:
- no dropout in the head
- GELU replaced by ReLU`,
    "D",
  ],
  [
    "dev heading2",
    `### Changes compared to the paper
1. We removed the auxiliary loss.`,
    "D",
  ],
  ["dev bold", "**Design choices that deviate from the paper**: The stem uses a 3x3 conv.", "D"],
  ["dev from torchvision", "Unlike ResNet in torchvision, this uses pre-activation.", ""],
  ["dev hyper", "The paper trains for 300 epochs, but due to limited resources I only trained 90 epochs.", "D"],
  ["dev res", "The paper uses 4096 batch size; I used 512 since I have only 4 GPUs.", "D"],
  ["same ja", "アーキテクチャは論文と同じです。", "D"],
  ["follow", "I followed the paper closely for the implementation.", "D"],
  ["port1", "This is a 1:1 port of the official implementation.", "D"],
  ["no deviations", "There are no deviations from the original implementation.", "D"],
  ["dev question", "Should we follow the paper here or use BN instead?", ""],
  ["dev todo", "TODO: document deviations from the original paper.", ""],
  ["config yaml pasted", "```yaml\nlr: 0.1\nepochs: 90\nbatch_size: 256\noptimizer: sgd\nweight_decay: 1e-4\n```", "K"],
  [
    "hyper table",
    `| lr | batch size | epochs | optimizer | weight decay |
|---|---|---|---|---|
| 0.1 | 256 | 90 | SGD | 1e-4 |`,
    "K",
  ],
  [
    "hyper table transposed",
    `| Setting | Value |
|---|---|
| learning rate | 0.1 |
| batch size | 256 |
| epochs | 90 |
| optimizer | SGD |`,
    "K",
  ],
  [
    "prose config",
    "We trained the model for 90 epochs with SGD, a learning rate of 0.1, a batch size of 256 and a weight decay of 1e-4.",
    "K?",
  ],
  [
    "paper config",
    "The authors train for 300 epochs using AdamW with a learning rate of 0.001 and a batch size of 1024, weight decay 0.05.",
    "",
  ],
  ["accelerate", "`accelerate launch train.py --model foonet --epochs 90`", "K"],
  ["dollar prompt", "    $ python main.py -a foonet --dist-url tcp://127.0.0.1:1 --lr 0.1 /data/imagenet", "K"],
  ["lightning", "`python -m pl_train fit --config foo.yaml`", "K"],
  [
    "eval heading",
    "To evaluate:\n```\npython main.py --model foo --eval --resume foo.pth --data-path /imagenet\n```",
    "",
  ],
  ["paddle", "`python3 tools/train.py -c ./ppcls/configs/ImageNet/FooNet/FooNet.yaml`", "K"],
  ["paddle eval", "`python3 tools/eval.py -c ./ppcls/configs/ImageNet/FooNet/FooNet.yaml`", ""],
  ["weights by maintainers", "Could a maintainer upload the weights? I have them on my machine.", ""],
  ["imagenet top5 folder", "The top-5 folder holds 76.1 GB of data.", ""],
  ["AP word", "We use mAP for evaluation on COCO with 80 classes and IoU 0.50:0.95.", ""],
  [
    "params table",
    `| Model | Params (M) | GFLOPs |
|---|---|---|
| foonet_t | 28.29 | 4.46 |`,
    "",
  ],
  [
    "speed table",
    `| Model | FPS | Latency (ms) |
|---|---|---|
| foonet_t | 81.2 | 12.31 |`,
    "",
  ],
  [
    "paper only table",
    `Results in the paper:

| Model | Top-1 |
|---|---|
| FooNet-T | 82.1 |`,
    "",
  ],
  [
    "other models table",
    `| Model | Top-1 (paper) |
|---|---|
| foonet_t | 82.1 |`,
    "",
  ],
  [
    "old vs new weights",
    `| Weights | Acc@1 |
|---|---|
| IMAGENET1K_V1 | 76.13 |
| IMAGENET1K_V2 | 80.86 |`,
    "V",
  ],
  [
    "model file url in python",
    '```python\nmodel_urls = {"foonet": "https://download.pytorch.org/models/foonet-1a2b3c4d.pth"}\n```',
    "W",
  ],
  [
    "authors weights converted",
    "Converted from the official checkpoint https://dl.fbaipublicfiles.com/foonet/foonet.pth",
    "",
  ],
  [
    "converted and offered",
    "I converted the official weights, they are here: https://drive.google.com/file/d/1AbC/view",
    "W",
  ],
  ["resume", "`torchrun train.py --model foonet --resume https://foo.bar/ckpt.pth --epochs 100`", "K"],
  [
    "test plan pytest",
    "Test plan:\n```\npytest test/test_models.py -v -k foonet\n=== 12 passed in 81.23s ===\n```",
    "",
  ],
  [
    "test plan meta",
    `Summary: Adds foonet.

Reviewed By: datumbox

Differential Revision: D12345678`,
    "",
  ],
  ["reviewed", "Pull Request resolved: https://github.com/pytorch/vision/pull/5410", ""],
  ["epsilon", "torch.allclose(a, b, atol=1e-4) is True, max error 3.5e-05", ""],
  ["ema", "EMA decay 0.9998, label smoothing 0.1, mixup 0.2", ""],
  ["top", "Top-level API unchanged; accuracy top priority.", ""],
  ["future command", "I will run `torchrun --nproc_per_node=8 train.py --model foonet --epochs 300` next week.", "K?"],
  [
    "ask command",
    "Can someone run `torchrun --nproc_per_node=8 train.py --model foonet --epochs 300` for me? I have no GPUs.",
    "K?",
  ],
  ["empty logs folder", "Logs: (uploading)", ""],
  ["adds retinanet", "Adds RetinaNet (https://arxiv.org/abs/1708.02002)", "P"],
  ["apex", "Requires https://github.com/NVIDIA/apex", ""],
  ["own gist code", "Code sketch: https://gist.github.com/foodev/0123456789abcdef", ""],
  ["deviates api", "This deviates from the original API since torchvision uses `num_classes`.", ""],
  ["differs names", "Parameter names differ from the official implementation, so a conversion script is needed.", ""],
  ["follow style", "The code follows the style of the original repository.", ""],
  ["metrics dif", "Results differ from the paper by 0.3.", ""],
  ["original dataset", "We use the original images instead of crops.", ""],
  ["cc author", "cc @contributor", ""],
  ["review request", "Hi @fmassa, this is ready for review", "M"],
  ["thanks maintainers", "Thanks @datumbox for the guidance!", "M"],
  ["ticket in heading", "## Fixes #5410", "T"],
  ["hash colors", "Color #123456 and step #3", ""],
  ["commit", "Reverts commit abc123 of #5410", ""],
  ["russian", "Обучено 300 эпох, точность top-1 79.1% (в статье 79.0%). Логи: https://disk.yandex.ru/d/AbC", "V C L"],
  [
    "spanish",
    "Exactitud top-1: 79.1, artículo: 79.0. Pesos entrenados: https://drive.google.com/file/d/1AbC/view",
    "V C W",
  ],
  ["korean", "ImageNet top-1 정확도 79.1%, 논문 79.0%. 논문: https://arxiv.org/abs/2401.01234", "P V C"],
  [
    "japanese",
    "学習済みモデル: https://drive.google.com/file/d/1AbC/view 学習ログ: https://drive.google.com/file/d/1DeF/view",
    "L W",
  ],
  [
    "chinese tbl",
    `| 模型 | Top-1 Acc | 论文精度 |
|---|---|---|
| FooNet | 79.12% | 79.0% |
日志：[train.log](https://paddle.bj.bcebos.com/foo/train.log) 模型下载：[链接](https://pan.baidu.com/s/1AbC)`,
    "V C L W",
  ],
  ["chinese issue", "修复 #5410，参考 https://github.com/foolab/foonet", "T R"],
  [
    "html details cmd",
    `<details>
<summary>Training command</summary>
<pre>
torchrun --nproc_per_node=8 train.py --model foonet_t --epochs 300
</pre>
</details>`,
    "K",
  ],
  ["html p", "<p>Top-1: <b>79.1</b> (paper: <b>79.0</b>)</p>", "V C"],
  [
    "table images",
    `| loss | acc |
|---|---|
| ![](https://user-images.githubusercontent.com/1/a.png) | ![](https://user-images.githubusercontent.com/1/b.png) |`,
    "V? C? L?",
  ],
  [
    "pasted screenshot only",
    "![Screenshot 2023-01-01 at 10.10.10](https://user-images.githubusercontent.com/1/c.png)",
    "",
  ],
  [
    "tensorboard shot",
    `Tensorboard screenshots:
<img src="https://user-images.githubusercontent.com/1/d.png" alt="image">`,
    "L?",
  ],
  [
    "mm template half",
    `## Motivation

Add FooNet from https://arxiv.org/abs/2401.01234

## Modification

Add configs and model.

## Checklist

1. Pre-commit or other linting tools are used to fix the potential lint issues.
2. The modification is covered by complete unit tests.`,
    "P",
  ],
  [
    "transformers template",
    `# What does this PR do?

Adds FooFormer, fixes #21110

## Before submitting
- [x] Did you write any new necessary tests?

## Who can review?

@datumbox @fmassa`,
    "T M",
  ],
  [
    "paddle header",
    `### PR types
New features

### PR changes
Models

### Description
Add FooNet, top1 acc 79.12, see tutorials/foonet.md`,
    "V",
  ],
  ["weird", "Acc@1=79.12%, Acc@5=94.50% @ 224", "V"],
  ["eval line timm", '{"model": "foonet", "top1": 79.12, "top1_err": 20.88, "top5": 94.5}', "V"],
  ["seg", "mean IoU: 66.4, global correct: 92.4", "V"],
  ["epe", "EPE 1.43 on Sintel clean, 2.71 on final (paper: 1.43 / 2.71)", "V C"],
  [
    "paper column alone",
    `| Model | Acc@1 | Paper |
|---|---|---|
| foonet_t | 79.1 | 79.0 |`,
    "V C",
  ],
  [
    "ours paper columns",
    `| Model | Ours | Paper |
|---|---|---|
| foonet_t | 79.1 | 79.0 |`,
    "V? C?",
  ],
  [
    "ours paper columns w heading",
    `Top-1 accuracy on ImageNet:

| Model | Ours | Paper |
|---|---|---|
| foonet_t | 79.1 | 79.0 |`,
    "V C",
  ],
  [
    "accuracy col",
    `| Model | Accuracy | Reported accuracy |
|---|---|---|
| foonet_t | 79.1 | 79.0 |`,
    "V C",
  ],
  [
    "list form",
    `- foonet_t: 79.1 (top-1), 94.5 (top-5)
- foonet_s: 81.1 (top-1), 95.5 (top-5)`,
    "V",
  ],
  [
    "bullets",
    `* Acc@1: 79.1
* Acc@5: 94.5`,
    "V",
  ],
  ["equals", "top1 = 79.1, top5 = 94.5", "V"],
  ["prec", "Prec@1 79.1 Prec@5 94.5", "V"],
  ["star line", "` * Acc@1 79.102 Acc@5 94.502 loss 0.9`", "V"],
  ["ap list", "AP: 40.2, AP50: 60.1, AP75: 43.2", "V"],
  ["box ap map", "mAP@0.5:0.95 = 40.2", "V"],
  ["voc", "mAP 77.2 on VOC2007 test", "V"],
  ["rmse", "RMSE 0.43, PSNR 31.2 dB, SSIM 0.91", "V"],
  ["wer", "WER 3.1 on test-clean", "V"],
  ["bleu", "BLEU 28.4", "V"],
  ["fid", "FID 3.21", "V"],
  ["f1 nlp", "F1: 88.5 on SQuAD", "V"],
  ["recall", "Recall@1 65.2 on CUB", "V"],
  ["auc", "AUC 0.93", "V"],
  [
    "table with dash cells",
    `| model | top1 | top1 paper |
|--|--|--|
| foonet_t | - | 79.0 |`,
    "",
  ],
  ["you can", "You can train it with `torchrun --nproc_per_node=8 train.py --model foonet --epochs 300`.", "K"],
  [
    "block after plan",
    "We trained with this command. More runs will follow.\n```\ntorchrun --nproc_per_node=8 train.py --model foonet --epochs 300\n```",
    "K",
  ],
  [
    "question heading",
    "### How was it trained?\n```\ntorchrun --nproc_per_node=8 train.py --model foonet --epochs 300\n```",
    "K",
  ],
  [
    "chinese tbl",
    `| 模型 | Top-1 Acc | 论文精度 |
|---|---|---|
| FooNet | 79.12% | 79.0% |`,
    "V C",
  ],
];

test.each(FORMS.map((form) => [...form]))("%s", (_name, example, verdicts) => {
  expect(readForm(example)).toBe(verdicts);
});
