import { baseNameOf, isLauncher, isPython, isScript, isTaskRunner, WRAPPERS } from "./shell-programs.ts";
import type { ShellWord } from "./shell-words.ts";

/** A word of a command with its variables replaced. */
export interface LaunchWord {
  readonly text: string;
  readonly all: readonly string[];
  readonly source: ShellWord;
}

export interface LaunchOption {
  readonly flag: string;
  readonly values: readonly LaunchWord[];
  readonly source: ShellWord;
  /** Every value that a variable in the first value can take. */
  readonly alternatives: readonly string[];
}

/** One program of a chain such as `srun … torchrun … train.py`. */
interface LaunchStage {
  readonly program: string;
  readonly options: readonly LaunchOption[];
}

/** What a command starts, through whatever wraps it. */
export interface Launch {
  readonly stages: readonly LaunchStage[];
  readonly launcher: string;
  readonly script?: string;
  /** `-c`: source text stands on the line itself. */
  readonly inlineCode: boolean;
  readonly options: readonly LaunchOption[];
  readonly positionals: readonly LaunchWord[];
}

/** Launcher options that take no value. A launcher's other options take one. */
const SWITCHES = new Set([
  ..."-u -B -O -OO -s -S -E -I -i -q -v -d -x -l -h --help --use_env --use-env --standalone --no_python --no-python --run_path".split(
    " ",
  ),
  ..."--run-path --multi_gpu --multi-gpu --same_network --cpu --mps --tpu --use_deepspeed --use_fsdp --use_xpu --debug --label".split(
    " ",
  ),
  ..."--unbuffered --pty --overcommit --exclusive --oversubscribe --allow-run-as-root --bind-to-none --quiet --verbose".split(
    " ",
  ),
  ..."--no-ssh --no_ssh --no-ssh-check --live-stream --no-capture-output --wait --parsable --enable_cpu_affinity -e".split(
    " ",
  ),
]);

/** Modules that start a script given after their options. */
const LAUNCH_MODULES =
  /^(?:(?:torch|paddle|oneflow)\.distributed\.(?:launch|run|elastic_launch)|torch\.distributed\.launch_multiple|accelerate\.commands\.launch|bagua\.distributed\.launch|intel_extension_for_pytorch\.cpu\.launch|torch_xla\.distributed\.xla_dist|pdb|ipdb|cProfile|profile|debugpy|memory_profiler|kernprof|torch\.utils\.bottleneck|scalene|coverage|lightning|composer)$/;

/** Options of the submitit launcher that never reach the training script. */
const SUBMITIT_OPTIONS =
  /^--(?:timeout|ngpus|num[-_]gpus|nodes|partition|comment|job[-_]dir|job[-_]name|use[-_]volta32|mail|account|qos|constraint|mem|mem[-_]gb|cpus[-_]per[-_]task|gpus[-_]per[-_]node|tasks[-_]per[-_]node|exclude|array[-_]parallelism|slurm[-_]\w{1,40})$/;

/** Options of training scripts that take no value, so that a path behind them is a positional word. */
const SCRIPT_SWITCHES =
  /^--(?:amp|apex|test-only|pretrained|evaluate|eval|sync-bn|model-ema|ra-sampler|cache-dataset|channels-last|use-deterministic-algorithms|multiprocessing-distributed|deterministic|use-v2|distributed|native-amp|torchcompile|torchscript)$/;

/** How many words behind a task runner are looked at. */
const TASK_REACH = 8;
const TRAINING_TASK = /^(?:[a-z]{1,20}[-_:])?(?:pre)?train(?:ing)?(?:[-_:][\w-]{1,40})?$/;

const CONTAINERS = /^(?:docker|podman|singularity|apptainer|ssh|enroot|kubectl)$/;

const FLAG = /^--?[A-Za-z]/;

function isFlag(word: LaunchWord): boolean {
  return FLAG.test(word.text) && !/^-(?:inf|nan)$/i.test(word.text);
}

/** Splits `--flag=value`; the value keeps every alternative. */
function splitFlag(word: LaunchWord): { flag: string; value?: LaunchWord } {
  const equals = word.text.indexOf("=");
  if (equals < 0) return { flag: word.text };
  const cut = (text: string) => text.slice(text.indexOf("=") + 1);
  return {
    flag: word.text.slice(0, equals),
    value: { text: cut(word.text), all: word.all.map(cut), source: word.source },
  };
}

class LaunchReader {
  readonly stages: LaunchStage[] = [];
  private readonly words: readonly LaunchWord[];
  private at = 0;

  constructor(words: readonly LaunchWord[]) {
    this.words = words;
  }

  read(): Launch {
    this.skipWrappers();
    if (CONTAINERS.test(this.words[this.at]?.text ?? "")) {
      // What the container or the other machine runs is what counts.
      const inner = this.words.findIndex((word, index) => index > this.at && isLauncher(word.text));
      if (inner > 0) this.at = inner;
    }
    for (let depth = 0; depth < 6; depth++) {
      const word = this.words[this.at];
      if (word === undefined) break;
      const name = baseNameOf(word.text);
      if (isPython(word.text) || name === "ipython") {
        const done = this.readPython(name === "ipython" ? "ipython" : "python");
        if (done !== undefined) return done;
      } else if (/^(?:torchrun|srun|salloc|mpirun|mpiexec|horovodrun|deepspeed)$/.test(name)) {
        this.at++;
        this.stages.push({ program: name, options: this.readLauncherOptions() });
        const next = this.words[this.at];
        if (next !== undefined && isScript(next.text) && !isPython(next.text)) return this.finish(next.text);
        if (name === "torchrun" && next?.text === "-m") return this.readModuleTarget();
      } else if (name === "accelerate" || name === "colossalai") {
        const verb = this.words[this.at + 1]?.text ?? "";
        if (verb !== "launch" && verb !== "run") return this.finish(undefined);
        this.at += 2;
        this.stages.push({ program: `${name} ${verb}`, options: this.readLauncherOptions() });
        const next = this.words[this.at];
        if (next?.text === "-m") return this.readModuleTarget();
        if (next !== undefined && isScript(next.text)) return this.finish(next.text);
      } else if (name === "sbatch") {
        this.at++;
        this.stages.push({ program: "sbatch", options: this.readLauncherOptions() });
        const next = this.words[this.at];
        return this.finish(next?.text);
      } else if (name === "bash" || name === "sh" || name === "zsh") {
        this.at++;
        while (/^-[a-z]{1,4}$/.test(this.words[this.at]?.text ?? "") && this.words[this.at]?.text !== "-c") this.at++;
        if (this.words[this.at]?.text === "-c") return this.finish(undefined, true);
        this.stages.push({ program: name, options: [] });
        return this.finish(this.words[this.at]?.text);
      } else if (name === "mim") {
        const verb = this.words[this.at + 1]?.text ?? "";
        this.stages.push({ program: `mim ${verb}`.trim(), options: [] });
        this.at += 1;
        return this.finish(undefined, false, true);
      } else if (isTaskRunner(name)) {
        return this.readTask(name);
      } else if (/\.(?:sh|bash)$/.test(name) && isLauncher(this.words[this.at + 1]?.text ?? "")) {
        // `./run.sh torchrun … train.py`: a script that is handed a whole command sets up its surroundings and runs it.
        this.at++;
      } else {
        return this.finish(isScript(word.text) ? word.text : undefined);
      }
    }
    return this.finish(undefined);
  }

  /** `make train`, `composer -n 8 train.py`: the script among the words, or the task that they name. */
  private readTask(program: string): Launch {
    const within = this.words.slice(this.at + 1, this.at + 1 + TASK_REACH);
    const script = within.findIndex((word) => isScript(word.text));
    const named = script < 0 ? within.findIndex((word) => TRAINING_TASK.test(word.text)) : script;
    if (named < 0) return this.finish(undefined);
    this.stages.push({ program: script < 0 ? `${program} train` : program, options: [] });
    this.at += 1 + named;
    return this.finish(script < 0 ? undefined : within[script]?.text);
  }

  private skipWrappers(): void {
    for (let depth = 0; depth < 4; depth++) {
      const name = this.words[this.at]?.text ?? "";
      if (!WRAPPERS.has(name)) return;
      const verb = this.words[this.at + 1]?.text ?? "";
      if (name === "conda" || name === "poetry" || name === "uv" || name === "pipenv") {
        if (verb !== "run") return;
        this.at++;
      }
      this.at++;
      this.readLauncherOptions();
      if (/^\d+[smhd]?$/.test(this.words[this.at]?.text ?? "")) this.at++;
      while (/^[A-Za-z_]\w*=/.test(this.words[this.at]?.text ?? "")) this.at++;
    }
  }

  private readPython(program: string): Launch | undefined {
    this.at++;
    const options: LaunchOption[] = [];
    for (;;) {
      const word = this.words[this.at];
      if (word === undefined) break;
      if (word.text === "-c") {
        this.stages.push({ program, options });
        return this.finish(undefined, true);
      }
      if (word.text === "-m") {
        const module = this.words[this.at + 1]?.text ?? "";
        if (!LAUNCH_MODULES.test(module)) {
          this.stages.push({ program, options });
          return this.readModuleTarget();
        }
        this.at += 2;
        this.stages.push({ program: `python -m ${module}`, options: [...options, ...this.readLauncherOptions()] });
        while (/^(?:run|model)$/.test(this.words[this.at]?.text ?? "")) this.at++;
        const next = this.words[this.at];
        if (next?.text === "-m") return this.readModuleTarget();
        return this.finish(next?.text);
      }
      if (!word.text.startsWith("-") || word.text === "-") {
        this.stages.push({ program, options });
        return this.finish(word.text);
      }
      this.at++;
      const value = /^-[WX]$/.test(word.text) ? this.words[this.at] : undefined;
      if (value !== undefined) this.at++;
      options.push({
        flag: word.text,
        values: value === undefined ? [] : [value],
        source: word.source,
        alternatives: value?.all ?? [],
      });
    }
    this.stages.push({ program, options });
    return this.finish(undefined);
  }

  private readModuleTarget(): Launch {
    this.at++;
    return this.finish(this.words[this.at]?.text);
  }

  private readLauncherOptions(): LaunchOption[] {
    const options: LaunchOption[] = [];
    for (;;) {
      const word = this.words[this.at];
      if (word === undefined || !isFlag(word) || word.text === "-m" || word.text === "-c") break;
      const { flag, value } = splitFlag(word);
      this.at++;
      const next = this.words[this.at];
      const attached = value ?? this.attachedValue(word);
      if (attached !== undefined) {
        options.push({
          flag: attached === value ? flag : word.text.slice(0, 2),
          values: [attached],
          source: word.source,
          alternatives: attached.all,
        });
      } else if (
        SWITCHES.has(flag) ||
        next === undefined ||
        isFlag(next) ||
        isScript(next.text) ||
        isPython(next.text)
      ) {
        options.push({ flag, values: [], source: word.source, alternatives: [] });
      } else {
        this.at++;
        options.push({ flag, values: [next], source: word.source, alternatives: next.all });
      }
    }
    return options;
  }

  /** `-n8`, `-N2`. */
  private attachedValue(word: LaunchWord): LaunchWord | undefined {
    return /^-[A-Za-z]\d+$/.test(word.text)
      ? { ...word, text: word.text.slice(2), all: [word.text.slice(2)] }
      : undefined;
  }

  private finish(script: string | undefined, inlineCode = false, keep = false): Launch {
    const rest = this.words.slice(this.at + (keep || this.at >= this.words.length ? (keep ? 1 : 0) : 1));
    const { options, positionals } = readScriptArguments(inlineCode ? [] : rest);
    const outer =
      this.stages.find((stage) => !/^(?:python|ipython|bash|sh|zsh)$/.test(stage.program)) ?? this.stages[0];
    const first = this.words[0]?.text ?? "";
    const launcher = outer?.program ?? (script !== undefined ? baseNameOf(script) : baseNameOf(first));
    if (script !== undefined && /submitit/.test(baseNameOf(script))) {
      const own = options.filter((option) => SUBMITIT_OPTIONS.test(option.flag));
      const others = options.filter((option) => !SUBMITIT_OPTIONS.test(option.flag));
      const stages = [...this.stages, { program: baseNameOf(script), options: own }];
      const outermost =
        outer === undefined || /^(?:python|ipython)$/.test(outer.program) ? baseNameOf(script) : outer.program;
      return { stages, launcher: outermost, script, inlineCode, options: others, positionals };
    }
    return {
      stages: this.stages,
      launcher,
      ...(script !== undefined ? { script } : {}),
      inlineCode,
      options,
      positionals,
    };
  }
}

function readScriptArguments(words: readonly LaunchWord[]): { options: LaunchOption[]; positionals: LaunchWord[] } {
  const options: LaunchOption[] = [];
  const positionals: LaunchWord[] = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at];
    at++;
    if (word === undefined) break;
    if (!isFlag(word)) {
      positionals.push(word);
      continue;
    }
    const { flag, value } = splitFlag(word);
    const values: LaunchWord[] = value === undefined || value.text === "" ? [] : [value];
    const takes = value === undefined || value.text === "";
    for (let next = words[at]; next !== undefined && !isFlag(next); next = words[at]) {
      const first = values[0];
      const isPath = /[/\\]/.test(next.text) || isScript(next.text);
      if (
        first === undefined ? !takes || (isPath && SCRIPT_SWITCHES.test(flag)) : !belongs(first, next, isPath, !takes)
      )
        break;
      values.push(next);
      at++;
    }
    options.push({ flag, values, source: word.source, alternatives: values[0]?.all ?? [] });
  }
  return { options, positionals };
}

/** Whether a further word is one more value of an option, as `--lr-steps 80 110`, or a positional word. */
function belongs(first: LaunchWord, next: LaunchWord, isPath: boolean, attached: boolean): boolean {
  const number = /^-?[\d.]+(?:e-?\d+)?$/i;
  if (number.test(first.text)) return number.test(next.text);
  if (attached) return /=/.test(next.text) && /=/.test(first.text);
  return !isPath || /[/\\=]/.test(first.text);
}

/** Finds launcher, script and arguments of a command. */
export function readLaunch(words: readonly LaunchWord[]): Launch {
  return new LaunchReader(words).read();
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

function numeric(options: readonly LaunchOption[], flag: RegExp): number | undefined {
  const option = options.findLast((one) => flag.test(one.flag));
  return numberOf(option?.values[0]?.text);
}

/** GPUs that a list such as `0,1,2,3` names. */
function listed(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,3}(?:,\d{1,3})*,?$/.test(text)
    ? text.split(",").filter((one) => one !== "").length
    : undefined;
}

/** GPUs per node of a batch system's options. */
function gresOf(options: readonly LaunchOption[]): number | undefined {
  const gres = options.findLast((one) => one.flag === "--gres")?.values[0]?.text;
  const match = gres === undefined ? null : /^gpu(?::[\w.-]{1,40})?:(\d{1,3})$/.exec(gres);
  if (match !== null) return Number(match[1]);
  const perNode = options.findLast((one) => one.flag === "--gpus-per-node")?.values[0]?.text;
  return numberOf(perNode?.slice(perNode.lastIndexOf(":") + 1));
}

/** Processes in all, where the command says so. `environment` holds what is set for the command alone. */
export function countGpus(launch: Launch, environment: ReadonlyMap<string, string>): number | undefined {
  const batch = launch.stages.filter(
    (stage) => stage.program === "srun" || stage.program === "sbatch" || stage.program === "salloc",
  );
  const batchOptions = batch.flatMap((stage) => stage.options);
  const batchNodes = numeric(batchOptions, /^(?:-N|--nodes)$/);
  for (const { program, options } of launch.stages.toReversed()) {
    if (program === "torchrun" || /distributed\.(?:launch|run)$/.test(program)) {
      const processes =
        numeric(options, /^--nproc[-_]per[-_]node$/) ??
        listed(options.find((one) => /^--(?:gpus|devices)$/.test(one.flag))?.values[0]?.text);
      const nnodes = options.findLast((one) => one.flag === "--nnodes" || one.flag === "--nnode");
      const nodes = nnodes === undefined ? (batchNodes ?? 1) : numberOf(nnodes.values[0]?.text);
      if (processes !== undefined) return nodes === undefined ? undefined : processes * nodes;
    } else if (/submitit/.test(program)) {
      const gpus = numeric(options, /^--(?:ngpus|num[-_]gpus|gpus[-_]per[-_]node)$/);
      if (gpus !== undefined) return gpus * (numeric(options, /^--nodes$/) ?? 1);
    } else if (program === "accelerate launch" || program.endsWith("accelerate.commands.launch")) {
      const processes = numeric(options, /^--num[-_]processes$/);
      if (processes !== undefined) return processes;
    } else if (program === "deepspeed") {
      const gpus = numeric(options, /^--num[-_]gpus$/);
      if (gpus !== undefined) return gpus * (numeric(options, /^--num[-_]nodes$/) ?? 1);
    } else if (program === "colossalai run") {
      const processes = numeric(options, /^--nproc[-_]per[-_]node$/);
      if (processes !== undefined) return processes;
    } else if (/^(?:mpirun|mpiexec|horovodrun)$/.test(program)) {
      const processes = numeric(options, /^(?:-np|-n|--np)$/);
      if (processes !== undefined) return processes;
    }
  }
  if (batch.length > 0) {
    const tasks = numeric(batchOptions, /^(?:-n|--ntasks)$/);
    const perNode = numeric(batchOptions, /^--ntasks-per-node$/);
    const gres = gresOf(batchOptions);
    const total = numeric(batchOptions, /^(?:-G|--gpus)$/);
    if (tasks !== undefined && tasks > 1) return tasks;
    if (perNode !== undefined && (perNode > 1 || gres === undefined)) return perNode * (batchNodes ?? 1);
    if (gres !== undefined) return gres * (batchNodes ?? 1);
    if (total !== undefined) return total;
    if (tasks !== undefined) return tasks;
  }
  const name = baseNameOf(launch.script ?? "");
  const second = numberOf(launch.positionals[1]?.text);
  if (/^(?:multi_gpu_|dist_?)\w*\.sh$/.test(name)) {
    const count = second ?? numberOf(launch.positionals[2]?.text);
    if (count !== undefined) return count * (numberOf(environment.get("NNODES")) ?? 1);
  }
  if (/^distributed_train\.sh$/.test(name)) return numberOf(launch.positionals[0]?.text);
  const fromEnvironment = numberOf(environment.get("GPUS"));
  if (fromEnvironment !== undefined) return fromEnvironment;
  const gpus = launch.options.findLast((one) => /^--(?:gpus|num[-_]gpus|ngpus)$/.test(one.flag))?.values[0]?.text;
  const count =
    numberOf(gpus) ?? listed(gpus) ?? listed(launch.options.find((one) => one.flag === "--device")?.values[0]?.text);
  // `--gpus 0` is an index, not a number.
  if (count !== undefined && count > 0) return count;
  return listed(environment.get("CUDA_VISIBLE_DEVICES"));
}
