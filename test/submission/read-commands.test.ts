/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell variables are what is tested */
import type { Command } from "../../src/submission/command.ts";
import type { MarkdownText, TextOrigin } from "../../src/submission/markdown-text.ts";
import { commandKey, readCommands } from "../../src/submission/read-commands.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";

const DESCRIPTION: TextOrigin = { source: "description" };

function read(...lines: string[]): MarkdownText {
  return readMarkdown(lines.join("\n"), DESCRIPTION);
}

function fenced(...lines: string[]): MarkdownText {
  return read("```", ...lines, "```");
}

function only(text: MarkdownText): Command {
  const commands = readCommands(text);
  expect(commands.map((command) => command.normalised)).toHaveLength(1);
  const [command] = commands;
  if (command === undefined) throw new Error("no command");
  return command;
}

function flags(command: Command): string {
  return command.arguments.map((one) => [one.flag, ...one.values].join(" ")).join(" | ");
}

type Expected = Partial<Omit<Command, "evidence" | "arguments" | "launcherArguments">> & {
  readonly flags?: string;
  readonly launcherFlags?: string;
};

function check(command: Command, expected: Expected): void {
  const { flags: wanted, launcherFlags, ...fields } = expected;
  expect(command).toMatchObject(fields);
  if (wanted !== undefined) expect(flags(command)).toBe(wanted);
  if (launcherFlags !== undefined) {
    expect(command.launcherArguments.map((one) => [one.flag, ...one.values].join(" ")).join(" | ")).toBe(launcherFlags);
  }
}

/** One command alone in a fenced block. */
const FORMS: readonly (readonly [string, Expected])[] = [
  [
    "torchrun --nproc_per_node=8 train.py --model resnet9 --epochs 90",
    {
      role: "training",
      roleReason: "train.py with --epochs",
      launcher: "torchrun",
      script: "train.py",
      gpus: 8,
      models: ["resnet9"],
      launcherFlags: "--nproc_per_node 8",
      flags: "--model resnet9 | --epochs 90",
      unresolved: [],
    },
  ],
  [
    "torchrun --nproc_per_node 4 --nnodes 2 references/segmentation/train.py --model fcn_tiny --lr 0.02 -b 4",
    {
      role: "training",
      script: "references/segmentation/train.py",
      gpus: 8,
      batchSize: 4,
      launcherFlags: "--nproc_per_node 4 | --nnodes 2",
    },
  ],
  [
    "torchrun --standalone --nproc-per-node=2 train.py --lr 0.1",
    { gpus: 2, launcherFlags: "--standalone | --nproc-per-node 2", script: "train.py" },
  ],
  [
    "./with_data.sh torchrun --nproc_per_node 2 train.py --model resnet9 --lr 0.1",
    { role: "training", launcher: "torchrun", gpus: 2, script: "train.py", models: ["resnet9"] },
  ],
  ["./train.sh resnet9 --lr 0.1", { launcher: "train.sh", script: "./train.sh" }],
  ["torchrun --nnodes=1:4 --nproc_per_node=8 train.py --lr 0.1", { role: "training", script: "train.py" }],
  ["torchrun --nproc_per_node=gpu train.py --lr 0.1", { role: "training", script: "train.py" }],
  ["torchrun --nproc_per_node=8 -m vision.train --lr 0.1", { role: "training", script: "vision.train", gpus: 8 }],
  ["make train MODEL=resnet9", { role: "training", roleReason: "make train", launcher: "make train", models: [] }],
  ["make clean", { role: "other" }],
  [
    "python -m lightning run model train.py --encoder resnet9",
    { role: "training", launcher: "python -m lightning", script: "train.py", flags: "--encoder resnet9" },
  ],
  ["composer -n 8 train.py --epochs 3", { role: "training", launcher: "composer", script: "train.py" }],
  [
    "python -m torch.distributed.launch --nproc_per_node=8 --use_env train.py --dataset coco --epochs 26 --lr-steps 16 22",
    {
      role: "training",
      launcher: "python -m torch.distributed.launch",
      script: "train.py",
      gpus: 8,
      launcherFlags: "--nproc_per_node 8 | --use_env",
      flags: "--dataset coco | --epochs 26 | --lr-steps 16 22",
    },
  ],
  [
    "python3 -m torch.distributed.run --nproc_per_node 8 --master_port 29501 main.py --arch tiny --epochs 5",
    { role: "training", launcher: "python -m torch.distributed.run", script: "main.py", models: ["tiny"] },
  ],
  [
    "python3.10 train.py --model a_1 --epochs=3 --lr=0.5",
    { role: "training", launcher: "python", flags: "--model a_1 | --epochs 3 | --lr 0.5" },
  ],
  [
    "/opt/conda/bin/python -u train.py --epochs 3",
    { role: "training", launcher: "python", script: "train.py", launcherFlags: "-u" },
  ],
  ["python -W ignore train.py --epochs 3", { script: "train.py", launcherFlags: "-W ignore" }],
  ["python train.py", { role: "training", roleReason: "train.py", script: "train.py", flags: "" }],
  [
    "python main.py -a resnet9 --lr 0.01 /data/imagenet",
    { role: "training", models: ["resnet9"], positionals: ["/data/imagenet"], flags: "-a resnet9 | --lr 0.01" },
  ],
  [
    "python main.py /data/imagenet -a resnet9",
    { role: "training", roleReason: "main.py", positionals: ["/data/imagenet"] },
  ],
  ["python main.py -a resnet9 -e /data/imagenet", { positionals: [], models: ["resnet9"] }],
  [
    "python main.py -a resnet9 --evaluate /data/imagenet",
    { role: "evaluation", roleReason: "--evaluate", positionals: ["/data/imagenet"] },
  ],
  ["python main.py -a resnet9 -e", { role: "evaluation", roleReason: "-e" }],
  [
    "python train.py --model resnet9 --test-only --weights DEFAULT",
    { role: "evaluation", roleReason: "--test-only", models: ["resnet9"] },
  ],
  ["python train.py --model resnet9 --test_only=False --epochs 4", { role: "training" }],
  ["python main.py --eval --resume best.pth --data-path /d", { role: "evaluation", roleReason: "--eval" }],
  ["python main.py --model a1 --eval true --resume best.pth", { role: "evaluation", roleReason: "--eval true" }],
  ["python tools/train.py -c configs/a.yml --eval", { role: "training", script: "tools/train.py" }],
  ["python main.py --mode test --ckpt a.pt", { role: "evaluation", roleReason: "--mode test" }],
  ["python run.py --only-test --model a1", { role: "evaluation" }],
  ["python run_glue.py --do_eval --model_name a1", { role: "evaluation" }],
  ["python run_glue.py --do_train --do_eval --model_name a1", { role: "training" }],
  [
    "python validate.py /data --model a_1 --checkpoint a.pth",
    { role: "evaluation", roleReason: "validate.py", positionals: ["/data"], models: ["a_1"] },
  ],
  [
    "python tools/test.py configs/a.py a.pth --eval bbox",
    { role: "evaluation", positionals: ["configs/a.py", "a.pth"] },
  ],
  ["python eval_linear.py --arch a1", { role: "evaluation", roleReason: "eval_linear.py" }],
  [
    "torchrun --nproc_per_node 8 train.py --val-dataset sintel --batch-size 10 --weights A.B",
    { role: "evaluation", roleReason: "--val-dataset sintel", batchSize: 10 },
  ],
  ["torchrun --nproc_per_node 8 train.py --train-dataset chairs --val-dataset sintel --lr 0.1", { role: "training" }],
  [
    "python train_quantization.py --device=cpu --post-training-quantize --backend=fbgemm --model=a1",
    { role: "evaluation", roleReason: "--post-training-quantize" },
  ],
  ["python train_quantization.py --model=a1", { role: "evaluation" }],
  ["torchrun --nproc_per_node=8 train_quantization.py --model=a1", { role: "training" }],
  ["python train_quantization.py --model a1 --epochs 20 --lr 0.0001", { role: "training" }],
  [
    "python -u ~/script/run_with_submitit.py --timeout 3000 --ngpus 8 --nodes 2 --partition train --model swin_x --epochs 300 --batch-size=64",
    {
      role: "training",
      launcher: "run_with_submitit.py",
      script: "~/script/run_with_submitit.py",
      gpus: 16,
      batchSize: 64,
      launcherFlags: "-u | --timeout 3000 | --ngpus 8 | --nodes 2 | --partition train",
      flags: "--model swin_x | --epochs 300 | --batch-size 64",
      unresolved: [],
    },
  ],
  [
    "python run_with_submitit.py --ngpus 1 --nodes 1 --model a1 --test-only -b 1",
    { role: "evaluation", gpus: 1, batchSize: 1 },
  ],
  [
    "python run_with_submitit.py --ngpus 8 --comment 'for a1' --model a1 --lr 0.1",
    { role: "training", gpus: 8, launcherFlags: "--ngpus 8 | --comment for a1" },
  ],
  [
    "srun -p gpu -n8 --gres=gpu:8 python -u train.py --lr 0.1",
    {
      role: "training",
      launcher: "srun",
      script: "train.py",
      gpus: 8,
      launcherFlags: "-p gpu | -n 8 | --gres gpu:8 | -u",
    },
  ],
  ["srun -N 2 --gres=gpu:a100:4 --ntasks-per-node 4 python train.py --lr 0.1", { gpus: 8 }],
  ["srun --nodes=2 torchrun --nproc_per_node=8 train.py --lr 0.1", { role: "training", launcher: "srun", gpus: 16 }],
  ["sbatch train.sh", { role: "training", launcher: "sbatch", script: "train.sh" }],
  [
    'sbatch -N 1 --gres=gpu:4 --wrap "python train.py --model a1 --epochs 9"',
    {
      role: "training",
      launcher: "sbatch",
      script: "train.py",
      gpus: 4,
      models: ["a1"],
      flags: "--model a1 | --epochs 9",
    },
  ],
  [
    "accelerate launch --num_processes 4 train.py --lr 0.1",
    { role: "training", launcher: "accelerate launch", script: "train.py", gpus: 4 },
  ],
  ["accelerate launch --multi_gpu train.py --lr 0.1", { script: "train.py", launcherFlags: "--multi_gpu" }],
  ["deepspeed --num_gpus 8 --num_nodes 2 train.py --lr 0.1", { role: "training", launcher: "deepspeed", gpus: 16 }],
  ["horovodrun -np 4 python train.py --lr 0.1", { launcher: "horovodrun", script: "train.py", gpus: 4 }],
  [
    "bash tools/dist_train.sh configs/x.py 8",
    { role: "training", launcher: "bash", script: "tools/dist_train.sh", positionals: ["configs/x.py", "8"], gpus: 8 },
  ],
  [
    "./tools/dist_train.sh configs/x.py 4 --amp",
    { role: "training", script: "./tools/dist_train.sh", gpus: 4, flags: "--amp" },
  ],
  ["bash tools/dist_test.sh configs/x.py x.pth 8 --eval mAP", { role: "evaluation" }],
  [
    "GPUS=16 ./tools/slurm_train.sh part job configs/x.py",
    { role: "training", gpus: 16, normalised: "GPUS=16 ./tools/slurm_train.sh part job configs/x.py" },
  ],
  ["./distributed_train.sh 8 /data --model a_1 -b 128 --sched cosine", { role: "training", gpus: 8, batchSize: 128 }],
  ["sh train.sh", { role: "training", launcher: "sh", script: "train.sh" }],
  [
    "mim train mmcls configs/x.py --gpus 8 --launcher pytorch",
    { role: "training", launcher: "mim train", positionals: ["mmcls", "configs/x.py"], gpus: 8 },
  ],
  ["mim test mmcls configs/x.py --checkpoint x.pth", { role: "evaluation" }],
  [
    "CUDA_VISIBLE_DEVICES=0 python train.py --lr 0.1",
    { role: "training", gpus: 1, launcher: "python", normalised: "CUDA_VISIBLE_DEVICES=0 python train.py --lr 0.1" },
  ],
  ["CUDA_VISIBLE_DEVICES=0,1,2,3 OMP_NUM_THREADS=1 torchrun --nproc_per_node=4 train.py --lr 0.1", { gpus: 4 }],
  [
    "PYTHONPATH=$PWD:. python -m pkg.tools.train --lr 0.1",
    { role: "training", script: "pkg.tools.train", unresolved: [] },
  ],
  [
    "nohup python train.py --lr 0.1 > out.log 2>&1 &",
    { role: "training", normalised: "nohup python train.py --lr 0.1", flags: "--lr 0.1" },
  ],
  [
    "time torchrun train.py --lr 0.1 2>&1 | tee log.txt",
    { role: "training", normalised: "time torchrun train.py --lr 0.1" },
  ],
  ["conda run -n vision python train.py --lr 0.1", { role: "training", script: "train.py" }],
  [
    "python train.py --data-path <path to imagenet> --lr 0.1",
    { flags: "--data-path <path to imagenet> | --lr 0.1", unresolved: ["<path to imagenet>"] },
  ],
  ["python train.py --model <MODEL> --lr 0.1", { unresolved: ["<MODEL>"], models: [] }],
  [
    "python train.py --model {resnet9,resnet11} --lr 0.1",
    { unresolved: [], models: ["resnet9", "resnet11"], normalised: "python train.py --model resnet9 --lr 0.1" },
  ],
  ["python train.py --model <resnet9|resnet11> --lr 0.1", { models: ["resnet9", "resnet11"] }],
  [
    "python train.py --model $MODEL --lr 0.1",
    { unresolved: ["$MODEL"], normalised: "python train.py --model $MODEL --lr 0.1" },
  ],
  [
    "python train.py --output-dir $HOME/out --data-path ~/data --lr ${LR:-0.5}",
    { unresolved: [], flags: "--output-dir $HOME/out | --data-path ~/data | --lr 0.5" },
  ],
  ["python train.py --lr 0.1 [--amp] [--model-ema]", { flags: "--lr 0.1 | --amp | --model-ema" }],
  ["python train.py --lr 0.1 ...", { role: "training", unresolved: ["..."] }],
  [
    'python train.py --data-path="/a b/c" --lr 0.1',
    { normalised: "python train.py '--data-path=/a b/c' --lr 0.1", flags: "--data-path /a b/c | --lr 0.1" },
  ],
  ["python train.py --name 'it is", { flags: "--name it is" }],
  ["python train.py --lr -1e-5 --wd 1e-4", { flags: "--lr -1e-5 | --wd 1e-4" }],
  ["python train.py —model a1 –lr 0.1", { flags: "--model a1 | --lr 0.1" }],
  ["python train.py --cfg-options a.b=1 c.d=2 --lr 0.1", { flags: "--cfg-options a.b=1 c.d=2 | --lr 0.1" }],
  [
    "python train.py --url https://x.org/a?b=1&c=2#frag --lr 0.1",
    { flags: "--url https://x.org/a?b=1&c=2#frag | --lr 0.1" },
  ],
  ["$ python train.py --lr 0.1", { normalised: "python train.py --lr 0.1" }],
  ["(raft) ➜  vision git:(some_branch) ✗ torchrun train.py --lr 0.1", { normalised: "torchrun train.py --lr 0.1" }],
  ["ann@box:~/vision$ python train.py --lr 0.1", { normalised: "python train.py --lr 0.1" }],
  ["[ann@box vision]$ python train.py --lr 0.1", { normalised: "python train.py --lr 0.1" }],
  ["(base) root@box:/workspace# python train.py --lr 0.1", { normalised: "python train.py --lr 0.1" }],
  ["# python train.py --lr 0.1", { normalised: "python train.py --lr 0.1" }],
  ["% python train.py --lr 0.1", { normalised: "python train.py --lr 0.1" }],
  ["PS C:\\vision> python train.py --lr 0.1", { normalised: "python train.py --lr 0.1" }],
  ["In [3]: !python train.py --lr 0.1", { normalised: "python train.py --lr 0.1" }],
  ["> python train.py --lr 0.1", { normalised: "python train.py --lr 0.1" }],
  ["python -m pytest test/test_models.py -k a1", { role: "other" }],
  ["pytest test/test_models.py -vvv -k a1", { role: "other", launcher: "pytest" }],
  ["EXPECTTEST_ACCEPT=1 pytest test/test_models.py -k a1", { role: "other" }],
  ["python test/test_models.py", { role: "other" }],
  ["pip install -e .", { role: "other", launcher: "pip" }],
  ["python setup.py develop", { role: "other" }],
  ['python -c "import torch; print(torch.__version__)"', { role: "other" }],
  ["python benchmark.py --model a1 --batch-size 1", { role: "other" }],
  ["python train.py --help", { role: "other" }],
  ["git checkout -b a1", { role: "other", launcher: "git" }],
  ["nvidia-smi", { role: "other", launcher: "nvidia-smi" }],
  ["python plain_train_net.py --config-file a.yaml --num-gpus 8", { role: "training", gpus: 8 }],
  ["python finetune.py --model a1", { role: "training", roleReason: "finetune.py" }],
  ["Training: torchrun train.py --lr 0.1", { normalised: "torchrun train.py --lr 0.1" }],
  ["+ torchrun train.py --lr 0.1", { normalised: "torchrun train.py --lr 0.1" }],
  [
    'srun -N 1 --gres=gpu:8 bash -c "cd x && python train.py --lr 0.1"',
    { role: "training", launcher: "srun", script: "train.py", gpus: 8, flags: "--lr 0.1" },
  ],
  [
    "docker run --gpus all img:1 torchrun --nproc_per_node 8 train.py --lr 0.1",
    { role: "training", launcher: "torchrun", script: "train.py", gpus: 8 },
  ],
  ["python -m paddle.distributed.launch --gpus 0,1,2,3 tools/train.py -c a.yml --eval", { role: "training", gpus: 4 }],
  ["bash tools/dist_train.sh a.py 8 --validate", { role: "training", gpus: 8 }],
  [
    "python train.py model=a_1 trainer.lr=0.1",
    { role: "training", models: ["a_1"], positionals: ["model=a_1", "trainer.lr=0.1"] },
  ],
  ["python -m pip install torch", { role: "other", roleReason: "pip" }],
  ["python test_models.py", { role: "other" }],
  ["python test_net.py --cfg a.yaml", { role: "evaluation" }],
  ["python $SCRIPT --epochs 9 --lr 0.1", { role: "training", unresolved: ["$SCRIPT"] }],
  ["train.py --model a1 --epochs 90", { role: "training", launcher: "train.py", script: "train.py" }],
];

test.each(FORMS)("reads %s", (source, expected) => {
  check(only(fenced(source)), expected);
});

test("the table holds at least eighty forms", () => {
  expect(FORMS.length).toBeGreaterThanOrEqual(80);
});

describe("commands over several lines", () => {
  test("a backslash glued to the word before it, and blanks behind a backslash, continue the command", () => {
    const text = read(
      "Trained so:",
      "",
      "```",
      "torchrun --nproc_per_node=8 train.py\\",
      "--model a1 --lr 0.5\\ ",
      "  --wd 0.1 \\   ",
      "  --epochs 9",
      "```",
      "",
    );
    const command = only(text);
    check(command, { normalised: "torchrun --nproc_per_node=8 train.py --model a1 --lr 0.5 --wd 0.1 --epochs 9" });
    expect(command.text).toBe(
      "torchrun --nproc_per_node=8 train.py\\\n--model a1 --lr 0.5\\\n  --wd 0.1 \\\n  --epochs 9",
    );
    expect(command.evidence).toEqual({
      source: "description",
      line: 4,
      endLine: 7,
      column: 1,
      quote: "torchrun --nproc_per_node=8 train.py\\",
    });
    expect(command.arguments[1]?.evidence).toEqual({ source: "description", line: 5, column: 12, quote: "--lr 0.5" });
  });

  test("lines of flags without a backslash before them belong to the command", () => {
    check(only(fenced("python train.py", "  --model a1", "  --epochs 9 --lr 0.1", "Acc@1 70.1 Acc@5 90.2")), {
      normalised: "python train.py --model a1 --epochs 9 --lr 0.1",
    });
    check(only(fenced("python -m torch.distributed.launch --nproc_per_node=8 --use_env", "train.py --lr 0.1")), {
      script: "train.py",
    });
    check(only(fenced("python train.py --model", "    a1 --epochs 9 --lr 0.1")), { models: ["a1"] });
  });

  test("a comment inside a continued command is left out", () => {
    const command = only(
      fenced("python train.py \\", "  # --lr 0.2 \\", "  --lr 0.1 \\ # the paper's", "  --epochs 3 # as they do"),
    );
    expect(command.normalised).toBe("python train.py --lr 0.1 --epochs 3");
    expect(command.text).not.toContain("#");
  });

  test("a continuation prompt is no redirection", () => {
    check(only(fenced("$ python train.py \\", "> --lr 0.1 \\", "> --epochs 3")), {
      normalised: "python train.py --lr 0.1 --epochs 3",
    });
  });

  test("a wrapped command in quotes goes over lines", () => {
    check(only(fenced('sbatch --wrap "python train.py \\', '  --lr 0.1"')), {
      script: "train.py",
      flags: "--lr 0.1",
      role: "training",
    });
  });

  test("a command that ends in a backslash before the fence is whole", () => {
    check(only(fenced("python train.py --model a1 \\", "  --test-only \\", "")), {
      role: "evaluation",
      models: ["a1"],
    });
  });
});

describe("several statements", () => {
  test("operators separate commands, and each has its own place", () => {
    const commands = readCommands(fenced("cd references/detection && torchrun train.py --lr 0.1; ls out"));
    expect(commands.map(({ role, text, evidence }) => [role, text, evidence.column])).toEqual([
      ["other", "cd references/detection", 1],
      ["training", "torchrun train.py --lr 0.1", 28],
      ["other", "ls out", 56],
    ]);
  });

  test("output between commands is none", () => {
    const commands = readCommands(
      fenced(
        "(raft) ➜  vision git:(b) ✗ torchrun train.py --val-dataset kitti",
        "Kitti val epe: 0.6262\t1px: 0.8732\t3px: 0.9696",
        "Epoch: [0]  [ 10/625]  eta: 0:01:02  lr: 0.1  loss: 6.9",
        "python: can't open file 'train.py'",
        " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.302",
        "# Acc@1 83.246 Acc@5 96.454",
        "torchrun train.py --test-only",
      ),
    );
    expect(commands.map((command) => command.normalised)).toEqual([
      "torchrun train.py --val-dataset kitti",
      "torchrun train.py --test-only",
    ]);
  });

  test("a commented-out command beside a real one is a comment; under root prompts it is a command", () => {
    expect(readCommands(fenced("# python train.py --model b1", "python train.py --model a1"))).toHaveLength(1);
    expect(readCommands(fenced("# python train.py --model b1", "Acc@1 3", "# pip install torch"))).toHaveLength(2);
    expect(readCommands(fenced("# python script for training"))).toHaveLength(0);
  });

  test("directives of a batch script say how many GPUs its commands run on", () => {
    check(
      only(fenced("#!/bin/bash", "#SBATCH --nodes=2", "#SBATCH --gpus-per-node=8", "srun python train.py --lr 0.1")),
      { gpus: 16 },
    );
  });
});

describe("variables", () => {
  test.each([
    ["shell", ["MODEL=a_1", "python train.py --model $MODEL --lr 0.1"], ["a_1"]],
    ["exported", ["export MODEL='a_1' LR=0.1", "python train.py --model ${MODEL} --lr $LR"], ["a_1"]],
    ["with a dollar sign", ["$MODEL=a_1", "python train.py --model $MODEL --lr 0.1"], ["a_1"]],
    ["in PowerShell", ["$env:MODEL='a_1'; python train.py --model $env:MODEL --lr 0.1"], ["a_1"]],
    ["set", ["set MODEL=a_1", "python train.py --model $MODEL --lr 0.1"], ["a_1"]],
    ["written with spaces", ["MODEL = a_1", "python train.py --model $MODEL --lr 0.1"], ["a_1"]],
    ["single quotes around the use", ["MODEL=a_1", "python train.py --model='$MODEL' --lr 0.1"], ["a_1"]],
    [
      "commented alternatives",
      ["# Choose", "MODEL = a_1", "# MODEL = b_1", "", "# Train", "python train.py --model $MODEL --lr 0.1"],
      ["a_1", "b_1"],
    ],
    ["alternatives before", ["#MODEL=b_1", "MODEL=a_1", "python train.py --model $MODEL --lr 0.1"], ["a_1", "b_1"]],
    [
      "alternatives in a remark",
      ["MODEL=a_1  # or b_1, c_1", "python train.py --model $MODEL --lr 0.1"],
      ["a_1", "b_1", "c_1"],
    ],
    [
      "a list",
      ['MODELS=("a_1" "b_1")', "for m in ${MODELS[@]}; do python train.py --model $m --lr 0.1; done"],
      ["a_1", "b_1"],
    ],
    [
      "a Python list",
      ["MODEL in text", 'MODEL = ["a_1", "b_1"]', "python train.py --model $MODEL --lr 0.1"],
      ["a_1", "b_1"],
    ],
    ["a loop", ["for m in a_1 b_1; do", "  python train.py --model $m --lr 0.1", "done"], ["a_1", "b_1"]],
    ["a loop on one line", ["for m in a_1 b_1; do python train.py --model $m --lr 0.1; done"], ["a_1", "b_1"]],
    ["nested", ["BASE=a", "MODEL=${BASE}_1", "python train.py --model $MODEL --lr 0.1"], ["a_1"]],
    ["a notebook's", ["model = 'a_1'", "!python train.py --model {model} --lr 0.1"], ["a_1"]],
    ["a comment above", ["# For a_1", "python train.py --model $MODEL --lr 0.1"], ["a_1"]],
  ])("%s", (_name, lines, models) => {
    const command = only(fenced(...lines));
    expect([command.models, command.unresolved]).toEqual([models, []]);
    expect(command.normalised).toBe(
      command.normalised.replace("$MODEL", "").includes("'")
        ? command.normalised
        : `python train.py ${command.normalised.includes("--model=") ? "--model=" : "--model "}${models[0]} --lr 0.1`,
    );
  });

  test.each([
    ["where `$MODEL` is one of `a_1`, `b_1`.", ["a_1", "b_1"]],
    ["where $MODEL is one of a_1, b_1 or c_1, as above.", ["a_1", "b_1", "c_1"]],
    ["where MODEL can be `a_1, b_1` and other can be `X, Y`.", ["a_1", "b_1"]],
    ["with `MODEL` in [a_1, b_1]", ["a_1", "b_1"]],
    ["`MODEL` is either `a_1` or `b_1`", ["a_1", "b_1"]],
    ["MODEL:\n- `a_1`\n- b_1 (the larger)", ["a_1", "b_1"]],
    ["`$MODEL` is `a_1`", ["a_1"]],
    ["`$MODEL` is the name of the model", []],
    ["MODEL is trained with patience", []],
  ])("prose: %s", (prose, models) => {
    const command = only(read("```", "python train.py --model $MODEL --lr 0.1", "```", "", prose));
    expect(command.models).toEqual(models);
    expect(command.unresolved).toEqual(models.length > 0 ? [] : ["$MODEL"]);
  });

  test("placeholders are told by prose too, inside quotes as well", () => {
    const command = only(
      read(
        "```",
        "python train.py --model <variant> \\",
        '    --weights="<weights_variant>_Weights.V1" --test-only',
        "```",
        "where variant can be `a_1, b_1` and weights_variant can be `A_1, B_1`.",
      ),
    );
    check(command, {
      models: ["a_1", "b_1"],
      unresolved: [],
      normalised: "python train.py --model a_1 --weights=A_1_Weights.V1 --test-only",
    });
  });

  test("a line above the block names the model", () => {
    const text = read(
      "Training `a_1`:",
      "```",
      "python train.py --model $MODEL --lr 0.1",
      "```",
      "for b_1:",
      "```",
      "python train.py --model $MODEL --lr 0.1",
      "```",
    );
    expect(readCommands(text).map((command) => command.models)).toEqual([["a_1"], ["b_1"]]);
  });

  test("a variable keeps its value in later blocks and takes a new one", () => {
    const text = read(
      "```",
      "M=a_1",
      "python train.py --model $M --lr 1",
      "M=b_1",
      "python train.py --model $M --lr 1",
      "```",
      "text",
      "```",
      "python train.py --model $M --test-only",
      "```",
    );
    expect(readCommands(text).map((command) => command.models)).toEqual([["a_1"], ["b_1"], ["b_1"]]);
  });
});

describe("where commands stand", () => {
  test("in prose, behind a label, and in the middle of a sentence that goes on", () => {
    check(only(read("Some words.", "torchrun --nproc_per_node=8 train.py --model a1 --epochs 9")), {
      role: "training",
      gpus: 8,
    });
    check(only(read("Command: `x` python train.py --model a1 --epochs 9")), {
      normalised: "python train.py --model a1 --epochs 9",
    });
    const command = only(read("I ran python train.py --model a1 --lr 0.1 and then waited for a week."));
    check(command, { text: "python train.py --model a1 --lr 0.1", models: ["a1"] });
    expect(command.evidence).toEqual({
      source: "description",
      line: 1,
      column: 7,
      quote: "python train.py --model a1 --lr 0.1",
    });
    check(only(read("- bash tools/dist_train.sh configs/x.py 8")), { role: "training", gpus: 8 });
    check(
      only(read("Trained with", "", "./distributed_train.sh 8 /data/imagenet --model tiny_1 -b 128 --epochs 350")),
      {
        role: "training",
        gpus: 8,
        models: ["tiny_1"],
      },
    );
    check(only(fenced("../tools/lazyconfig_train_net.py --config-file configs/x.py")), { role: "training" });
    expect(readCommands(read("The flag of references/train.py is --epochs; see tools/train.py for it."))).toEqual([]);
    check(only(read("python train.py --model a1", "--epochs 9 --lr 0.1.")), {
      flags: "--model a1 | --epochs 9 | --lr 0.1",
    });
  });

  test.each([
    "python train.py does not work with --amp yet",
    "Python is what I used, see train.py and its --model",
    "Trained with `--arch a1 --epochs 90 --lr 0.01`.",
    "Flags: --model=a1 --lr=0.1",
    "See `train.py` and `torchrun` and `python train.py`.",
    "bash is needed for this.",
    "We made git happy; pip too.",
  ])("no command: %s", (line) => {
    expect(readCommands(read(line))).toEqual([]);
  });

  test("in code marks", () => {
    const command = only(read("Use `torchrun train.py --model a1 --lr 0.1` here."));
    expect(command.evidence).toEqual({
      source: "description",
      line: 1,
      column: 6,
      quote: "torchrun train.py --model a1 --lr 0.1",
    });
  });

  test("in a table cell, with and without code marks, once each", () => {
    const text = read(
      "| model | command |",
      "|---|:---:|",
      "| a1 | `python train.py --model a1 --lr 0.1` |",
      "| b\\_1 | python train.py --model b\\_1 --lr 0.1 |",
    );
    const commands = readCommands(text);
    expect(commands.map((command) => [command.models, command.role])).toEqual([
      [["a1"], "training"],
      [["b_1"], "training"],
    ]);
    expect(commands[1]?.evidence.line).toBe(4);
  });

  test("in cells of HTML tables, and several in one cell", () => {
    const cell = "torchrun train.py --model a1 --epochs 9 <br> torchrun train.py --model a1 --test-only";
    expect(readCommands(read("| a | b |", "|---|---|", `| a1 | ${cell} |`)).map((command) => command.role)).toEqual([
      "training",
      "evaluation",
    ]);
    const code = "<table><tr><td>a1</td><td><code>torchrun train.py --model a1 --epochs 9</code></td></tr></table>";
    check(only(read(code)), { role: "training", models: ["a1"] });
  });

  test("entities of HTML code are read as the characters that they stand for", () => {
    const text = read("<pre>", "python train.py --data-path &lt;path&gt; --lr 0.1 &amp;&amp; ls out", "</pre>");
    const commands = readCommands(text);
    expect(commands.map((command) => command.normalised)).toEqual([
      "python train.py --data-path <path> --lr 0.1",
      "ls out",
    ]);
    expect(commands[0]?.unresolved).toEqual(["<path>"]);
    expect(text.text.split("\n")[(commands[0]?.evidence.line ?? 0) - 1]).toContain(commands[0]?.evidence.quote ?? "?");
  });

  test("in indented code and in HTML", () => {
    check(only(read("Text.", "", "    python train.py --model a1 --lr 0.1", "")), { role: "training" });
    check(only(read("<pre><code>python train.py --model a1 --lr 0.1</code></pre>")), { role: "training" });
  });

  test("not in source code of another language, unless the line is clearly one", () => {
    expect(readCommands(read("```python", "import os", "ls = [1]", "time.sleep(2)", "cd = 3", "```"))).toEqual([]);
    expect(readCommands(read("```diff", "- make x", "+ ls y", "```"))).toEqual([]);
    check(only(read("```py", "# run it", "python train.py \\", "  --model a1 --lr 0.1", "x = 3", "```")), {
      normalised: "python train.py --model a1 --lr 0.1",
    });
  });

  test("not in an HTML comment nor in a quoted reply", () => {
    const origin: TextOrigin = {
      source: "comment",
      index: 3,
      entry: { author: "a", association: "NONE", createdAt: "", kind: "comment", body: "" },
    };
    const raw =
      "<!--\n```\npython train.py --lr 0.1\n```\n-->\n> ```\n> python train.py --lr 0.2\n> ```\n\n`python train.py --lr 0.3 --wd 0`";
    const commands = readCommands(readMarkdown(raw, origin));
    expect(commands.map((command) => command.normalised)).toEqual(["python train.py --lr 0.3 --wd 0"]);
    expect(commands[0]?.evidence).toMatchObject({ source: "comment", comment: 3, line: 10 });
  });

  test("the words above settle only what the command leaves open", () => {
    const above = (line: string, command: string) => only(read(line, "```", command, "```")).role;
    expect(above("Validated with:", "python train.py --model a1 --pretrained")).toBe("evaluation");
    expect(above("Validated with:", "python train.py --model a1 --epochs 9")).toBe("training");
    expect(above("Training command", "python train.py --model a1 --test-only")).toBe("evaluation");
    expect(above("Trainning commands:", "python train.py --model a1")).toBe("training");
  });
});

test("two writings of one command have one key", () => {
  const [a, b, c] = readCommands(
    fenced(
      "python train.py --lr=0.1 \\",
      "  --model 'a1'",
      "",
      "python  train.py --lr 0.1 --model=a1",
      "",
      "python train.py --lr 0.2 --model a1",
    ),
  );
  expect(a !== undefined && b !== undefined && commandKey(a) === commandKey(b)).toBe(true);
  expect(b !== undefined && c !== undefined && commandKey(b) === commandKey(c)).toBe(false);
});

describe("hostile text", () => {
  const units = [
    "'",
    '"',
    '"\\"',
    "\\",
    "\\\n",
    "$",
    "${",
    "$(",
    "`",
    "<",
    "<a ",
    "{",
    "{a,",
    "[-",
    "for a in ",
    "for a in b; do\n",
    "# python x.py -a\n",
    "python train.py --a\n",
    "torchrun --m train.py \\\n",
    "A=$A$A\n",
    "A=(",
    "$A is one of `a`, `b`\n",
    "➜ ",
    "x@y ",
    'sbatch --wrap "python t.py --a"\n',
    ">",
    "&&\n",
    "a;\\\n",
  ];
  test.each(units)("64 KiB of %j", (unit) => {
    const body = unit.repeat(Math.ceil(65536 / unit.length));
    for (const raw of [body, `\`\`\`\n${body}\n\`\`\``]) {
      const text = readMarkdown(raw, DESCRIPTION);
      const commands = readCommands(text);
      expect(commands.length).toBeLessThanOrEqual(400);
      for (const { evidence } of commands.slice(0, 20)) expect(text.text).toContain(evidence.quote);
    }
  });
});
