import { citeText } from "./citation.ts";
import type { CheckpointClaim, LogClaim } from "./claims.ts";
import type { MarkdownText } from "./markdown-text.ts";
import { readPaperAddress } from "./paper-address.ts";
import type { StatedUrl } from "./stated-url.ts";
import { readStatedUrls } from "./stated-url.ts";
import { checkpointEnding, isStorage } from "./storage-address.ts";
import type { WebAddress } from "./web-address.ts";
import { fileNameOf, isAttachment, isIntegrationService, isWithin } from "./web-address.ts";
import { callsItCheckpoint, callsItLog, callsItOtherText, readWeightsOwner } from "./weights-words.ts";

const JOB =
  /\bsubmitted batch job (\d{1,12})\b|\b(?:slurm[ _-])?job[ _-]?ids?[\s:=#]{1,4}(\d{3,12})\b|\bslurm job[\s:=#]{1,4}(\d{3,12})\b/gi;

/**
 * Reads links to training logs and ids of cluster jobs, each once. A job id is no log that anybody outside could open; its form says so.
 * Logs of integration services, scripts, papers, pictures and checkpoints are left out.
 */
export function readLogLinkClaims(text: MarkdownText): LogClaim[] {
  const claims = new Map<string, { readonly at: number; readonly claim: LogClaim }>();
  for (const url of readStatedUrls(text)) {
    const { address } = url;
    if (address === undefined || claims.has(url.href) || !isLog(address, url)) continue;
    const form = isAttachment(address) ? "attachment" : "link";
    claims.set(url.href, {
      at: url.start,
      claim: { url: url.href, form, evidence: citeText(text, url.start, url.end) },
    });
  }
  for (const match of text.statements.matchAll(JOB)) {
    const job = `job ${match[1] ?? match[2] ?? match[3] ?? ""}`;
    if (claims.has(job)) continue;
    const evidence = citeText(text, match.index, match.index + match[0].length);
    claims.set(job, { at: match.index, claim: { form: "job-id", evidence } });
  }
  return [...claims.values()].sort((a, b) => a.at - b.at).map(({ claim }) => claim);
}

function isLog(address: WebAddress, url: StatedUrl): boolean {
  if (isIntegrationService(address) || readPaperAddress(address) !== undefined) return false;
  if (checkpointEnding(address) !== undefined) return false;
  const name = fileNameOf(address);
  if (
    /\.(?:py|sh|ya?ml|md|rst|ipynb|toml|cfg|png|jpe?g|gif|svg|webp|pdf|mp4|cpp|cu|h|patch|diff|html?|mdx?|onnx)$/i.test(
      name,
    )
  ) {
    return /^(?:wandb\.ai|tensorboard\.dev)$/.test(address.host);
  }
  if (isRunPage(address)) return true;
  const words = callsItLog(url);
  if (words === "integration") return false;
  if (url.form === "code" && !/\.log$/i.test(name)) return words === "training";
  const isFile = isAttachment(address) || /^gist\./.test(address.host) || isStorage(address);
  const ending = /\.(?:log|out|err|txt|json|jsonl|csv|gz|zip|tar|tgz)$/i.exec(name)?.[0].toLowerCase();
  if (/\.log(?:\.(?:txt|json|gz|zip))?$/i.test(name) || /events\.out\.tfevents/.test(name)) return words !== "other";
  if (
    ending !== undefined &&
    /(?:^|[^a-z])(?:logs?|stdout|slurm)(?:[^a-z]|$)|training[_-]?log|train[_-]?log/i.test(name)
  ) {
    return words !== "other";
  }
  // The series that detectron2 and timm write beside their models.
  if (/^(?:metrics\.json|summary\.csv)$/i.test(name)) return words !== "other";
  if (ending === ".txt" && isAttachment(address))
    return words === "training" || words === "log" || !callsItOtherText(url, name);
  if (address.host === "github.com" && !isFile) {
    return words === "training" && /^(?:issuecomment|discussion_r|pullrequestreview)/.test(address.fragment);
  }
  return isFile ? words === "training" || words === "log" : words === "training";
}

/** A page on which an experiment tracker shows a run. */
function isRunPage({ host, segments, path }: WebAddress): boolean {
  if (host === "wandb.ai" || host === "app.wandb.ai") {
    return (
      segments.length >= 2 &&
      !/^(?:site|docs|blog|articles|pricing|fully-connected)$/.test(segments[0] ?? "") &&
      !/\/artifacts\//.test(path)
    );
  }
  if (host === "tensorboard.dev") return segments[0] === "experiment";
  if (host === "app.neptune.ai" || host === "ui.neptune.ai") return segments.length >= 2;
  if (host === "comet.com" || host === "comet.ml" || host === "app.comet.ml") {
    return segments.length >= 3 && !/^(?:docs|site)$/.test(segments[0] ?? "");
  }
  if (isWithin(host, "clear.ml")) return /\/experiments?\//.test(path);
  if (host === "swanlab.cn") return segments.length >= 2;
  return /(?:^|\.)mlflow\./.test(host) && path !== "/" && !/^(?:mlflow\.org|docs\.)/.test(host);
}

/**
 * Reads links to checkpoints, in running text, tables and code, each once: files by their ending, folders where words call what they hold
 * weights. `whose` is judged by the words around.
 */
export function readCheckpointClaims(text: MarkdownText): CheckpointClaim[] {
  const claims = new Map<string, CheckpointClaim>();
  for (const url of readStatedUrls(text)) {
    const { address } = url;
    if (address === undefined || isIntegrationService(address)) continue;
    const form = checkpointForm(address, url);
    if (form === undefined) continue;
    const claim: CheckpointClaim = {
      url: url.href,
      form,
      whose: readWeightsOwner(url, fileNameOf(address)),
      origin: "text",
      evidence: citeText(text, url.start, url.end),
    };
    const known = claims.get(url.href);
    if (known === undefined || (known.whose !== "trained" && claim.whose === "trained" && url.form !== "code")) {
      claims.set(url.href, claim);
    }
  }
  return [...claims.values()];
}

/** A path of a store of models, under which a file of weights need not say so by its name. */
const KEPT_AS_MODEL =
  /\/(?:models?|weights|checkpoints|pretrained)\/(?:[^/]{1,80}\/){0,4}[^/]{1,120}\.(?:h5|npz|bin)$/i;

function checkpointForm(address: WebAddress, url: StatedUrl): "file" | "folder" | undefined {
  const ending = checkpointEnding(address);
  if (ending === "strong") return "file";
  const name = fileNameOf(address);
  const says = url.form !== "code" && callsItCheckpoint(url);
  if (ending === "weak") {
    const isNamed = /model|weight|checkpoint|ckpt|state_?dict/i.test(name) || KEPT_AS_MODEL.test(address.path);
    return says || isNamed ? "file" : undefined;
  }
  if (!says || !isStorage(address) || /^(?:gist|pastebin)\./.test(address.host)) return undefined;
  if (address.segments.length === 0 && address.query === "") return undefined;
  if (/\.(?:log|txt|json|csv|py|sh|md|onnx|pdf|png|jpe?g|gif|svg|ya?ml|html?)$/i.test(name)) return undefined;
  if (/^\/datasets\//.test(address.path) && address.host === "huggingface.co") return undefined;
  return /\.[a-z]{2,4}$/i.test(name) && !/\.(?:com|html)$/i.test(name) ? "file" : "folder";
}
