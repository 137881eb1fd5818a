import type { Command } from "./command.ts";
import type { Evidence } from "./evidence.ts";
import type { TrainingLog } from "./training-log.ts";

/** A setting that a command gives and the log's run had otherwise. */
export interface SettingDifference {
  /** As the command writes it. */
  readonly flag: string;
  readonly given: string;
  /** Source text, as the log prints it, quotes removed. */
  readonly logged: string;
  readonly evidence: Evidence;
}

/**
 * Settings that decide what is trained. Paths, devices and workers differ from run to run; the batch size of a process
 * differs with the number of processes.
 */
const DECISIVE: ReadonlySet<string> = new Set([
  "epochs",
  "opt",
  "optimizer",
  "lr",
  "momentum",
  "weight_decay",
  "norm_weight_decay",
  "label_smoothing",
  "mixup_alpha",
  "cutmix_alpha",
  "mixup",
  "cutmix",
  "lr_scheduler",
  "lr_warmup_epochs",
  "lr_warmup_method",
  "lr_warmup_decay",
  "lr_step_size",
  "lr_steps",
  "lr_gamma",
  "lr_min",
  "auto_augment",
  "random_erase",
  "train_crop_size",
  "clip_grad_norm",
  "model_ema_decay",
]);
const ALIASES: Readonly<Record<string, string>> = { wd: "weight_decay" };

/**
 * What a command and the arguments that a log's run printed at its start say differently. Values that hold variables or
 * placeholders are left out, and so is what either of them does not name.
 */
function compareLogArguments(command: Command, log: TrainingLog): readonly SettingDifference[] {
  const differences: SettingDifference[] = [];
  for (const { flag, values, evidence } of command.arguments) {
    const name = flag.replace(/^-{1,2}/, "").replaceAll("-", "_");
    const dest = ALIASES[name] ?? name;
    const logged = log.arguments.get(dest);
    const [given] = values;
    if (logged === undefined || given === undefined || !DECISIVE.has(dest) || /[$<>{}]/.test(given)) continue;
    const plain = logged.replace(/^(['"])(.*)\1$/, "$2");
    if (!sameSetting(values, plain)) differences.push({ flag, given: values.join(" "), logged: plain, evidence });
  }
  return differences;
}

function sameSetting(given: readonly string[], logged: string): boolean {
  const listed = /^[[(](.*)[\])]$/.exec(logged)?.[1]?.split(",");
  const parts = listed?.map((part) => part.trim()).filter((part) => part !== "") ?? [logged];
  const words = given.flatMap((value) => value.split(",")).filter((value) => value !== "");
  // A command's further words may be none of the option's values.
  return parts.length <= words.length && parts.every((part, index) => sameValue(words[index] ?? "", part));
}

function sameValue(given: string, logged: string): boolean {
  const [left, right] = [Number(given), Number(logged)];
  if (given === "" || Number.isNaN(left) || Number.isNaN(right)) return given.toLowerCase() === logged.toLowerCase();
  return Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right));
}

/**
 * The settings in which a log's run differs from every training command that may have started it: those for its model, or all
 * where the log names none. Empty when one of them agrees, or there is nothing to compare.
 */
export function differingSettings(commands: readonly Command[], log: TrainingLog): readonly SettingDifference[] {
  const training = commands.filter((one) => one.role === "training");
  const model = (log.arguments.get("model") ?? log.arguments.get("arch"))?.replace(/^(['"])(.*)\1$/, "$2");
  const own = model === undefined ? training : training.filter((one) => one.models.includes(model));
  const [first, ...others] = own.map((command) => compareLogArguments(command, log));
  if (first === undefined) return [];
  return others.reduce((least, one) => (one.length < least.length ? one : least), first);
}
