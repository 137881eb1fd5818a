/** Programs that start a script: what follows them can be a training or an evaluation. */
const LAUNCHERS = new Set([
  "torchrun",
  "srun",
  "sbatch",
  "salloc",
  "accelerate",
  "deepspeed",
  "horovodrun",
  "mpirun",
  "mpiexec",
  "colossalai",
  "bash",
  "sh",
  "zsh",
  "mim",
  "ipython",
  "pypy",
  "pypy3",
]);

/** Programs that run another one given after their own options. */
export const WRAPPERS = new Set([
  "nohup",
  "time",
  "sudo",
  "exec",
  "nice",
  "command",
  "unbuffer",
  "stdbuf",
  "timeout",
  "numactl",
  "taskset",
  "conda",
  "poetry",
  "uv",
  "pipenv",
  "xvfb-run",
]);

const OTHERS = new Set([
  "pytest",
  "py.test",
  "pip",
  "pip3",
  "mamba",
  "git",
  "gh",
  "cd",
  "ls",
  "cat",
  "cp",
  "mv",
  "rm",
  "mkdir",
  "ln",
  "tar",
  "unzip",
  "wget",
  "curl",
  "aws",
  "gsutil",
  "rsync",
  "scp",
  "ssh",
  "echo",
  "tail",
  "head",
  "grep",
  "find",
  "nvidia-smi",
  "docker",
  "podman",
  "singularity",
  "apptainer",
  "enroot",
  "kubectl",
  "make",
  "yolo",
  "lightning",
  "composer",
  "cmake",
  "ninja",
  "apt",
  "apt-get",
  "brew",
  "source",
  "pushd",
  "popd",
  "squeue",
  "scancel",
  "sha256sum",
  "md5sum",
  "tensorboard",
  "wandb",
  "pre-commit",
  "tox",
  "mypy",
  "flake8",
  "ufmt",
  "black",
  "fvcore",
  "benchmark",
  "export",
  "unset",
  "module",
  "tee",
]);

/** Programs whose first words are tasks: `make train`, `lightning run model train.py`. */
const TASK_RUNNERS = new Set(["make", "yolo", "lightning", "composer"]);

/** Whether a word names a program that is told a task or a script among its words. */
export function isTaskRunner(word: string): boolean {
  return TASK_RUNNERS.has(word);
}

/** Last segment of a path. */
export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `python`, `python3`, `python3.10`, `/opt/env/bin/python`, `$PYTHON`. */
export function isPython(word: string): boolean {
  return /^(?:python(?:\d(?:\.\d{1,2})?)?|\$\{?PYTHON\}?)(?:\.exe)?$/.test(baseNameOf(word));
}

/** A script that a shell or Python can run: `tools/dist_train.sh`, `train.py`. */
export function isScript(word: string): boolean {
  return /\.(?:py|sh|bash|slurm|sbatch)$/.test(word);
}

/** Whether a word names a program that starts a script. */
export function isLauncher(word: string): boolean {
  return word.length > 1 && (LAUNCHERS.has(baseNameOf(word)) || isPython(word));
}

/** Whether a command line may begin with this word. */
export function isProgram(word: string): boolean {
  return word.length > 1 && (OTHERS.has(word) || WRAPPERS.has(word) || isLauncher(word) || isScript(word));
}
