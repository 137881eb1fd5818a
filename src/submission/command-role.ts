import type { CommandRole } from "./command.ts";
import type { Launch, LaunchOption } from "./command-launch.ts";
import { baseNameOf } from "./shell-programs.ts";

interface RoleJudgement {
  readonly role: CommandRole;
  /** In a few words. */
  readonly reason: string;
}

/** Options that set how a model is trained. */
const TRAINING_OPTION =
  /^--(?:epochs?|num[-_]?epochs|max[-_]epochs?|max[-_]steps|max[-_]iters?|lr|learning[-_]rate|base[-_]lr|opt|optimizer|optim|lr[-_].{1,40}|sched|scheduler|warmup[-_].{1,40}|weight[-_]decay|wd|momentum|mixup.{0,20}|cutmix.{0,20}|auto[-_]augment|random[-_]erase|label[-_]smoothing|model[-_]ema.{0,20}|ra[-_](?:sampler|reps)|train[-_](?:crop[-_]size|dataset|path|dir|batch[-_]size)|data[-_]augmentation|resume|do[-_]train|gamma|drop[-_]path|aa|smoothing|clip[-_]grad.{0,10}|freeze[-_].{1,30}|hflip[-_]prob)$/;
const EVALUATION_OPTION =
  /^--(?:test[-_]only|only[-_]test|eval|evaluate|eval[-_]only|only[-_]eval|evaluate[-_]only|val[-_]only|validate[-_]only|validate|validation[-_]only|test|inference[-_]only|inference|do[-_]test)$/;
const OFF = /^(?:false|0|no|off|none)$/i;

const OTHER_SCRIPT =
  /^(?:setup|hubconf|conftest|export|convert|benchmark|bench|profile|demo|visuali[sz]e|plot|download|prepare|preprocess|collect_env|print_env|analy[sz]e|get_flops|speed|latency|throughput|average|publish|check|install|build|upload|quantize|onnx|deploy|extract|inspect|compare|create)(?:[_-]|\.|$)|(?:benchmark|latency|throughput|_to_onnx|2onnx|_speed)/i;
const EVALUATION_SCRIPT =
  /^(?:eval(?:uate|uation)?|val(?:idate|idation)?|test|infer(?:ence)?|predict|score)(?:[_-]?(?:net|model|imagenet|coco|distributed|dist|main|ddp|multi|single|only|segm?|cls|det)\w*|[_-]\w+)?$|^(?:dist|slurm|multi_gpu|run|main)[_-](?:test|eval|val|evaluate|validate|inference)(?:[_-]\w+)?$/i;
const TRAINING_SCRIPT =
  /^(?:pre|re)?train(?:er|ing|ning|val)?(?:[_.-]\w*|\d*)$|^(?:dist|slurm|distributed|multi_gpu|run|main|launch|start|do|ddp|my)_?(?:train|pretrain|finetune)\w*$|^fine-?_?tun(?:e|ing)\w*$|^pretrain\w*$|_train(?:ing|er|_net)?$|^plain_train/i;
const MAIN_SCRIPT =
  /^(?:main|run|launch|experiment|imagenet|cifar\d*|submitit|run_with_submitit|run_net)(?:[_-]\w+)?$/i;

/** Name of the script without path and ending; for a module, its last component. */
function scriptName(script: string): string {
  const base = baseNameOf(script);
  const ended = base.replace(/\.(?:py|sh|bash|slurm|sbatch)$/, "");
  if (ended !== base) return ended;
  return base.includes(".") ? base.slice(base.lastIndexOf(".") + 1) : base;
}

function describe(option: LaunchOption): string {
  const value = option.values[0]?.text ?? "";
  return value === "" || value.length > 30 ? option.flag : `${option.flag} ${value}`;
}

function isOn(option: LaunchOption): boolean {
  return !OFF.test(option.values[0]?.text ?? "");
}

function evaluationMark(launch: Launch, name: string): LaunchOption | undefined {
  const { options } = launch;
  const flags = new Set(options.map((option) => option.flag.replaceAll("_", "-")));
  const has = (...names: string[]) => names.some((one) => flags.has(one));
  for (const option of options) {
    const value = option.values[0]?.text ?? "";
    if (EVALUATION_OPTION.test(option.flag) && isOn(option)) {
      // `train.py -c config --eval` of some libraries evaluates while it trains.
      const alongside = /^--(?:eval|validate|evaluate)$/.test(option.flag) && /train/i.test(name);
      if (alongside && (has("-c", "--config", "--cfg", "--epochs", "--lr") || launch.positionals.length > 0)) continue;
      if (/^--(?:test|validate|eval|inference)$/.test(option.flag) && /^\d|[/\\]/.test(value) && value !== "1")
        continue;
      return option;
    }
    if (option.flag === "-e" && option.values.length === 0 && !/^train/i.test(name)) return option;
    if (
      /^--(?:mode|phase|task|stage|run[-_]mode|split[-_]mode)$/.test(option.flag) &&
      /^(?:test|eval|evaluate|val|validate|validation|inference|infer|predict)$/i.test(value)
    ) {
      return option;
    }
    if (/^--do[-_]eval$/.test(option.flag) && !has("--do-train")) return option;
    if (option.flag === "--val-dataset" && !has("--train-dataset", "--epochs")) return option;
  }
  return undefined;
}

/**
 * Judges what a command is for. `context` is the line above it, which settles only what the command itself leaves open.
 */
export function judgeRole(launch: Launch, context: string): RoleJudgement {
  const { options, script } = launch;
  if (launch.inlineCode) return { role: "other", reason: "code on the command line" };
  if (launch.launcher.startsWith("mim ")) {
    const verb = launch.launcher.slice(4);
    if (verb === "train" || verb === "gridsearch") return { role: "training", reason: launch.launcher };
    if (verb === "test") return { role: "evaluation", reason: launch.launcher };
    return { role: "other", reason: launch.launcher };
  }
  if (script === undefined && launch.launcher.endsWith(" train")) return { role: "training", reason: launch.launcher };
  if (script === undefined)
    return {
      role: "other",
      reason: launch.stages.length > 0 ? `${launch.launcher} without a script` : launch.launcher,
    };
  const base = baseNameOf(script);
  const name = scriptName(script);
  if (options.some((option) => option.flag === "--help" || (option.flag === "-h" && option.values.length === 0))) {
    return { role: "other", reason: "--help" };
  }
  if (
    /^(?:pytest|unittest|pip|venv|http|build|twine|mypy|black|flake8|ufmt|usort|json|timeit|ensurepip|this|torch\.utils\.collect_env)(?:\.|$)/.test(
      script,
    )
  ) {
    return { role: "other", reason: script };
  }
  if (/(?:^|\/)tests?\/(?:\w+\/){0,4}test_\w+\.py$/.test(script))
    return { role: "other", reason: "a test of the library" };
  if (
    /^test_(?!(?:net|model|imagenet|coco|dist|ddp|single|multi|only)(?:_|$))/.test(name) &&
    !options.some((option) => /^--(?:model|arch|weights|checkpoint|resume)$/.test(option.flag))
  ) {
    return { role: "other", reason: "a test of the library" };
  }
  if (OTHER_SCRIPT.test(name)) return { role: "other", reason: base };
  const mark = evaluationMark(launch, name);
  if (mark !== undefined) return { role: "evaluation", reason: describe(mark) };
  if (EVALUATION_SCRIPT.test(name)) return { role: "evaluation", reason: base };
  const training = options.find((option) => TRAINING_OPTION.test(option.flag));
  if (/quantiz/i.test(name)) {
    const calibration = options.find((option) => /^--post[-_]training[-_]quantize$/.test(option.flag) && isOn(option));
    if (calibration !== undefined) return { role: "evaluation", reason: calibration.flag };
    if (training !== undefined) return { role: "training", reason: `${base} with ${training.flag}` };
    const distributed = launch.stages.some(
      (stage) => stage.program === "torchrun" || stage.program.endsWith("distributed.launch"),
    );
    return distributed
      ? { role: "training", reason: `${base} on several processes` }
      : { role: "evaluation", reason: `${base} without --epochs` };
  }
  const trains = TRAINING_SCRIPT.test(name) || MAIN_SCRIPT.test(name);
  if (
    training !== undefined &&
    (trains || /^--(?:epochs?|num[-_]?epochs|max[-_]epochs?|lr|learning[-_]rate|opt|optimizer)$/.test(training.flag))
  ) {
    return { role: "training", reason: `${base} with ${training.flag}` };
  }
  if (/^-?(?:eval|valid|test)/i.test(lastVerb(context)) && trains)
    return { role: "evaluation", reason: `${base} under "${lastVerb(context)}"` };
  if (TRAINING_SCRIPT.test(name)) return { role: "training", reason: base };
  const subject = options.find((option) =>
    /^(?:-a|-c|--arch|--model|--config|--cfg|--config-file|--data-path|--data|--batch[-_]size|-b|--coco_path|--experiment)$/.test(
      option.flag,
    ),
  );
  if (MAIN_SCRIPT.test(name) && !/^run/i.test(name) && (subject !== undefined || launch.positionals.length > 0))
    return { role: "training", reason: base };
  if (MAIN_SCRIPT.test(name) && subject !== undefined)
    return { role: "training", reason: `${base} with ${subject.flag}` };
  if (training !== undefined && options.length > 1)
    return { role: "training", reason: `${base} with ${training.flag}` };
  return { role: "other", reason: base };
}

/** The word of a sentence that says what a command under it is for. */
function lastVerb(context: string): string {
  const words = context.toLowerCase().match(/\b(?:eval|valid|test|train)[a-z]{0,8}\b/g) ?? [];
  return words.at(-1) ?? "";
}
