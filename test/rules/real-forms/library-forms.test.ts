import { type Form, readForm } from "./form.ts";

const FORMS: readonly Form[] = [
  // timm
  [
    "weights on the hub",
    "Adds foonet weights, hosted at https://huggingface.co/foodev/foonet_base.in1k. Top-1 is 83.94 at 224, 85.1 at 288.",
    "V W",
  ],
  [
    "results of a validate script",
    "```\npython validate.py /data/imagenet --model foonet_base --checkpoint model_best.pth.tar\n * Acc@1 83.942 (16.058) Acc@5 96.71 (3.29)\n```",
    "V",
  ],
  [
    "distributed_train.sh",
    "Trained w/ `./distributed_train.sh 8 /data/imagenet --model foonet_base -b 128 --sched cosine --epochs 300 --opt adamw --lr 1e-3 --amp`",
    "K",
  ],
  [
    "weights on a release",
    "Checkpoint uploaded to https://github.com/foolab/foonet/releases/download/v0.1/foonet_base-5f1c.pth",
    "W",
  ],
  [
    "thanks and a fork",
    "This is my port of FooNet (https://arxiv.org/abs/2401.01234), original code at https://github.com/foolab/foonet, thanks @foolab-author!",
    "M? P R",
  ],
  ["a cc line without a keyword", "@rwightman PTAL", "M?"],
  // mmlab
  [
    "a row of the model zoo",
    `| Model | Pretrain | Params(M) | Flops(G) | Top-1 (%) | Top-5 (%) | Config | Download |
|:-----:|:--------:|:---------:|:--------:|:---------:|:---------:|:------:|:--------:|
| FooNet-T | From scratch | 28.59 | 4.46 | 82.14 | 96.06 | [config](https://github.com/open-mmlab/mmpretrain/blob/main/configs/foonet/foonet-tiny_32xb128_in1k.py) | [model](https://download.openmmlab.com/foonet/foonet-tiny_in1k_2024-a1b2c3d4.pth) \\| [log](https://download.openmmlab.com/foonet/foonet-tiny_in1k_2024.log) |`,
    "R V K L W",
  ],
  [
    "a training command of mmlab",
    "```shell\nbash ./tools/dist_train.sh configs/foonet/foonet_r50_fpn_1x_coco.py 8\n```\nbbox_mAP: 0.402, log: https://download.openmmlab.com/foonet/foonet_r50.log.json",
    "V K L",
  ],
  [
    "a test command of mmlab",
    "`bash tools/dist_test.sh configs/foonet/foonet_r50.py work_dirs/foonet/latest.pth 8 --eval bbox` gives bbox_mAP 40.2.",
    "V",
  ],
  ["box AP in prose", "We obtain 40.2 box AP, 36.4 mask AP with the 1x schedule (paper: 40.1 box AP).", "V C"],
  ["reproduced mIoU beside the official", "mIoU: 46.71 (official 46.5) on ADE20K", "V C"],
  // transformers
  [
    "a model card page",
    "# What\nAdd FooFormer.\n\nPaper: [FooFormer](https://huggingface.co/papers/2401.01234)\nOriginal implementation: [here](https://github.com/foolab/fooformer)\nConverted checkpoints: [foolab/fooformer-base](https://huggingface.co/foolab/fooformer-base)",
    "P R W",
  ],
  ["an issue of the same repository", "Fixes #21110 (issue)\n\nModel request in #21110.", "T"],
  ["logits agree", "Verified that the outputs match the original implementation up to 1e-4.", ""],
  // Paddle
  [
    "a Chinese body with table and links",
    `## 新增模型 FooNet

论文：https://arxiv.org/abs/2401.01234
参考代码：https://github.com/foolab/foonet

| 模型 | 论文 Top1 | 复现 Top1 |
|---|---|---|
| FooNet | 79.0 | 79.2 |

训练日志：https://pan.baidu.com/s/1abcdefg 提取码: abcd
预训练权重：https://bj.bcebos.com/foo/foonet.pdparams`,
    "P R V C L W",
  ],
  ["a Chinese sentence with a figure", "在 ImageNet 验证集上 top-1 精度达到 79.2%，论文为 79.0%。", "V C"],
  ["a Chinese deviation", "与论文不同，我们使用 AdamW 代替 SGD，因为收敛更快。", "D"],
  [
    "a Chinese training command",
    "训练命令：\n```\npython -m paddle.distributed.launch --gpus=0,1,2,3 tools/train.py -c configs/foonet.yaml\n```",
    "K",
  ],
  ["Chinese promises", "权重和训练日志稍后上传。", ""],
  // detectron2
  [
    "a command of detectron2",
    "`./tools/train_net.py --config-file configs/COCO-Detection/foo_R_50_FPN_3x.yaml --num-gpus 8 SOLVER.BASE_LR 0.02`",
    "K",
  ],
  [
    "an evaluation of detectron2",
    "`./tools/train_net.py --config-file configs/COCO-Detection/foo_R_50_FPN_3x.yaml --eval-only MODEL.WEIGHTS foo.pkl`",
    "",
  ],
  [
    "a results table of detectron2",
    "|   AP   |  AP50  |  AP75  |  APs  |  APm  |  APl  |\n|:------:|:------:|:------:|:-----:|:-----:|:-----:|\n| 40.215 | 61.012 | 43.834 | 24.15 | 43.53 | 52.04 |",
    "V",
  ],
  [
    "model and metrics links",
    '<a href="https://dl.fbaipublicfiles.com/foo/model_final_1a2b3c.pkl">model</a> | <a href="https://dl.fbaipublicfiles.com/foo/metrics.json">metrics</a>',
    "L W",
  ],
  // non-native English, sparse
  [
    "misspelt words",
    "Trainning log is in here https://drive.google.com/file/d/1AbC/view , pretrain weight in here https://drive.google.com/file/d/1DeF/view",
    "L W",
  ],
  ["percentages without an at sign", "My result: top1 75.32 top5 92.61, the origin paper is top1 75.6.", "V C"],
  ["error rates", "Top-1 error 23.8 / top-5 error 7.1 (paper: 23.9 / 7.0)", "V C"],
  [
    "a table with two rows, paper and ours",
    "| | top1 | top5 |\n|---|---|---|\n| paper | 75.6 | 92.8 |\n| this PR | 75.3 | 92.6 |",
    "V C",
  ],
  ["a transposed table", "| Metric | Ours | Original |\n|---|---|---|\n| Acc@1 | 75.3 | 75.6 |", "V C"],
  ["values before names", "Got 75.3 / 92.6 (top-1 / top-5) after 90 epochs.", "V"],
  ["a figure in percent of the test set", "It gets 75.3% on the ImageNet validation set.", "V"],
  ["accuracy on CIFAR", "95.31% accuracy on CIFAR-10 after 200 epochs", "V"],
  ["video metrics", "Clip Acc@1 68.1, Video Acc@1 78.4, Video Acc@5 93.5", "V"],
  ["keypoints", "keypoint AP 65.1", "V"],
  ["a change alone", "Improves top-1 by 0.4 points.", ""],
  ["kind words", "This top 5 conference paper has great performance and accuracy.", ""],
  ["an equation of the authors", "They compare with ResNet-50 (76.1) in Table 3.", ""],
  [
    "an attached zip of weights",
    "Weights: [foonet.zip](https://github.com/pytorch/vision/files/8012399/foonet.zip)",
    "W",
  ],
  ["an attached zip of logs", "[logs.zip](https://github.com/pytorch/vision/files/8012400/logs.zip)", "L"],
  [
    "a Drive folder with both",
    "Logs and checkpoints can be found in [this folder](https://drive.google.com/drive/folders/1AbCdEf)",
    "L W",
  ],
  [
    "a config file as recipe",
    "Config used for training: https://github.com/foolab/foonet/blob/main/configs/foonet_t.yaml",
    "R K",
  ],
  [
    "the training script of the authors",
    "I trained it with their [train.py](https://github.com/foolab/foonet/blob/main/train.py) for 300 epochs.",
    "R",
  ],
  ["code to load the model", "```python\nmodel = foonet_t(weights='IMAGENET1K_V1')\nmodel.eval()\n```", ""],
  ["a demo command", "`python demo/image_demo.py demo.jpg configs/foo.py foo.pth`", ""],
  ["a benchmark command", "`python benchmark.py --model foonet_t --batch-size 256` 812 img/s", ""],
  [
    "a command in a table cell",
    "| model | acc@1 | command |\n|---|---|---|\n| foonet_t | 79.1 | `torchrun --nproc_per_node=8 train.py --model foonet_t --epochs 300 --lr 0.5` |",
    "V K",
  ],
  ["a command in prose", "I ran python train.py --model foonet_t --epochs 90 --lr 0.1 on 8 V100.", "K"],
  [
    "an image tag under results",
    '### Accuracy\n<img width="600" src="https://user-images.githubusercontent.com/1/2-6.png">',
    "V? C?",
  ],
  [
    "a sentence over a picture",
    "Here are the test results compared with the paper:\n![](https://user-images.githubusercontent.com/1/2-7.png)",
    "V? C?",
  ],
  [
    "a detection sample as picture",
    "Example of the detection results on a street:\n![street](https://user-images.githubusercontent.com/1/2-8.jpg)",
    "",
  ],
  ["a demo picture", "Demo:\n![cat](https://user-images.githubusercontent.com/1/2-9.jpg)", ""],
  ["a picture of a failing test", "CI shows this:\n![ci](https://user-images.githubusercontent.com/1/2-10.png)", ""],
  [
    "the terminal's output as picture",
    "Evaluation output:\n![Screenshot](https://user-images.githubusercontent.com/1/2-11.png)",
    "V? C?",
  ],
  [
    "the log as picture",
    "Screenshot of training log\n![Screenshot](https://user-images.githubusercontent.com/1/2-12.png)",
    "L?",
  ],
  [
    "the paper's table as picture",
    "The table in the paper:\n![table](https://user-images.githubusercontent.com/1/2-13.png)",
    "",
  ],
  [
    "a quote of the paper",
    "> The proposed network reaches 81.3% top-1 accuracy on ImageNet.\n\nThis implements it.",
    "",
  ],
  ["the paper's figure alone", "According to the paper FooNet reaches 81.3% top-1 accuracy.", ""],
  ["wishes", "TODO: train and report acc@1, link the log, upload weights, add paper.", ""],
  [
    "open boxes",
    "- [ ] training log\n- [ ] checkpoint\n- [ ] metrics (acc@1 81.3)\n- [ ] deviations from the paper",
    "",
  ],
  [
    "ticked boxes alone",
    "- [x] training log attached\n- [x] checkpoint uploaded\n- [x] metrics reported\n- [x] deviations from the paper explained",
    "",
  ],
];

test.each(FORMS.map((form) => [...form]))("%s", (_name, example, verdicts) => {
  expect(readForm(example)).toBe(verdicts);
});
