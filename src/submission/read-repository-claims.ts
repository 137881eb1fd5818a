import { citeText } from "./citation.ts";
import type { RepositoryClaim } from "./claims.ts";
import type { MarkdownText } from "./markdown-text.ts";
import type { StatedUrl } from "./stated-url.ts";
import { readStatedUrls } from "./stated-url.ts";
import type { WebAddress } from "./web-address.ts";

/** Pages of a forge that are no repository. */
const NO_OWNER =
  /^(?:user-attachments|orgs|topics|features|about|users|search|notifications|login|settings|marketplace|apps|sponsors|collections|trending|explore|enterprise|readme|security|docs|datasets|papers|spaces|blog|learn|join|models|tasks|posts|metrics|help|groups|-|repo|dashboard|account)$/i;
/** Pages of a repository that are no code. */
const NO_CODE =
  /^(?:issues?|pulls?|pull-requests|merge_requests|discussions?|actions|runs|checks|workflows|pipelines|jobs|compare|commits?|files|assets|releases|tags|projects|milestones?|labels|network|graphs|pulse|settings|stargazers|security|suites|packages|deployments|badges?|wiki|resolve)$/i;

/** Owners and repositories whose code no model is ported from: what a contribution is built, tested and measured with. */
const TOOL_OWNERS: ReadonlySet<string> = new Set([
  "actions",
  "pre-commit",
  "psf",
  "pycqa",
  "codecov",
  "pypa",
  "astral-sh",
  "conda",
  "conda-forge",
  "docker",
  "facebookincubator",
  "wandb",
  "mlflow",
  "onnx",
  "sphinx-doc",
  "readthedocs",
  "numpy",
  "scipy",
  "pytest-dev",
  "python",
  "cocodataset",
  "dependabot",
]);
const TOOL_REPOSITORIES: ReadonlySet<string> = new Set([
  "nvidia/apex",
  "nvidia/cutlass",
  "nvidia/cuda-samples",
  "nvidia/nccl",
  "nvidia/dali",
  "pytorch/pytorch",
  "pytorch/builder",
  "pytorch/test-infra",
  "pytorch/data",
  "pytorch/xla",
  "pytorch/elastic",
  "pytorch/ort",
  "pytorch/cpuinfo",
  "tensorflow/tensorboard",
  "microsoft/onnxruntime",
  "microsoft/deepspeed",
  "python-pillow/pillow",
  "uploadcare/pillow-simd",
  "facebookresearch/fvcore",
  "sovrasov/flops-counter.pytorch",
  "google/python-fire",
]);

const TOOLING =
  /\b(?:CI|continuous integration|lint(?:er|ers|ing)?|formatter|pre-commit|mypy|flake8|ufmt|badges?|workflows?|docker(?:file)?|conda|build system|bug report|upstream (?:bug|fix|issue)|known (?:bug|issue)|related issues?|install(?:ed|ation)?|pip)\b/;
const SOURCE =
  /\b(?:original(?:ly)?|official|source|reference|based on|bas(?:is|ed) (?:of|upon)|port(?:s|ed|ing)?|adapt(?:s|ed|ation)|borrow(?:s|ed)|taken|copied|converted|implement(?:s|ed|ation|ations|ing)?|authors?'?|follow(?:s|ed|ing)?|paper|code|upstream|inspired|repo(?:sitory)?)\b/i;

/**
 * Reads the repositories that a text links as possible implementations, each once, at its first place. The target itself, forks of it, issues,
 * pull requests, releases, integration services and common tools are left out.
 */
export function readRepositoryClaims(text: MarkdownText, targetRepo: string): RepositoryClaim[] {
  const target = targetRepo.toLowerCase();
  const claims = new Map<string, RepositoryClaim>();
  for (const url of readStatedUrls(text)) {
    const repo = url.address === undefined ? undefined : readRepository(url.address, url);
    if (repo === undefined) continue;
    const key = repo.toLowerCase();
    if (claims.has(key) || key === target || TOOL_REPOSITORIES.has(key)) continue;
    if (TOOL_OWNERS.has(key.slice(0, key.indexOf("/")))) continue;
    const says = `${url.before} ${url.label} ${url.after}`;
    const isNamesake = key.slice(key.lastIndexOf("/") + 1) === target.slice(target.lastIndexOf("/") + 1);
    if (isNamesake && !SOURCE.test(`${url.before} ${url.label}`)) continue;
    if (TOOLING.test(says) && !SOURCE.test(says)) continue;
    if (url.form === "code" && !isCodeReference(url)) continue;
    claims.set(key, { url: url.href, repo, evidence: citeText(text, url.start, url.end) });
  }
  return [...claims.values()];
}

/** `owner/name` of a repository or of a place in its code; undefined for any other page. */
function readRepository(address: WebAddress, url: StatedUrl): string | undefined {
  const { host, segments } = address;
  const [owner = "", name = "", page = ""] = segments;
  if (name === "" || NO_OWNER.test(owner)) return undefined;
  const repository = `${owner}/${name.replace(/\.git$/, "")}`;
  switch (host) {
    case "github.com":
    case "bitbucket.org":
    case "gitee.com":
    case "codeberg.org":
      return NO_CODE.test(page) || isData(segments) ? undefined : repository;
    case "raw.githubusercontent.com":
      return segments.length >= 4 && !isData(segments) ? repository : undefined;
    case "gitlab.com": {
      const marker = segments.indexOf("-");
      if (marker >= 0 && NO_CODE.test(segments[marker + 1] ?? "")) return undefined;
      const path = marker >= 2 ? segments.slice(0, marker) : segments.slice(0, NO_CODE.test(page) ? 0 : 3);
      return path.length < 2 ? undefined : path.join("/").replace(/\.git$/, "");
    }
    case "huggingface.co":
      // A page of the hub holds weights first; its owner's words may make it the source.
      if (page === "") {
        return /\b(?:original|official|reference|source|authors?'?)\b[^.;]{0,30}\b(?:code|implementation)\b/i.test(
          url.before,
        )
          ? repository
          : undefined;
      }
      return /^(?:blob|tree)$/.test(page) && (/\.py$/.test(address.path) || /\bcode|implementation\b/i.test(url.before))
        ? repository
        : undefined;
    default:
      return undefined;
  }
}

/** Weights, tables and pictures in a repository are no implementation. */
function isData(segments: readonly string[]): boolean {
  return (
    segments.length > 3 &&
    /\.(?:pth|pt|ckpt|safetensors|pkl|bin|onnx|csv|tsv|json|txt|log|pdf|png|jpe?g|gif|svg|zip|tar|gz)$/i.test(
      segments.at(-1) ?? "",
    )
  );
}

/** In code a URL names the source in a comment, a docstring or a `git clone`; anything else is a value. */
function isCodeReference(url: StatedUrl): boolean {
  if (url.label !== "") return false;
  return /(?:^|\s)(?:#|\/\/|\*)|\bgit clone\b/.test(url.before) || SOURCE.test(url.before) || url.before.trim() === "";
}
