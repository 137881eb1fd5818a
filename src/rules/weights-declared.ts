import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import { isCheckpointFile } from "../submission/checkpoint-url.ts";
import { citeDiff, citeFile, citeTitle } from "../submission/citation.ts";
import { unreadFiles } from "../submission/model-files.ts";
import type { WeightsEntry } from "../submission/python/weights-entry.ts";

/** Evidence that a reader needs; more would hide the first. */
const SHOWN = 10;

/** Web pages that people mistake for files: a repository's folders, pull requests and documentation. */
const PAGE =
  /^https?:\/\/(?:github\.com\/[^?#]{1,300}\/(?:tree|blob|pull|issues|wiki)(?:\/|$)|arxiv\.org\/|pytorch\.org\/)|\.(?:html?|md|rst)(?:[?#]|$)|\/$/i;

function isPage(url: string): boolean {
  return PAGE.test(url.slice(0, 2000));
}

function nameOf({ container, member }: WeightsEntry): string {
  return member === "" ? container : `${container}.${member}`;
}

export default defineRule({
  id: "weights-declared",
  clause: "weights-api",
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["pullRequest", "contribution"],
  summary: "Each trained variant has a weights entry with the URL of its checkpoint.",
  messages: {
    declared: { text: "Weights are declared: {entries}." },
    "url-is-no-file": {
      text: "The URL of {entries} is not that of a checkpoint file.",
      fix: 'Point the entry to the checkpoint. A link to documentation or to the recipe belongs into the meta.\n---\nurl="https://download.pytorch.org/models/<model>-<first 8 hex digits of its sha256>.pth",',
    },
    "url-may-be-no-file": {
      text: "The URL of {entries} does not end in the name of a checkpoint file.",
      fix: "Check that the URL gives the checkpoint itself.",
    },
    "no-url": {
      text: "No URL is given for {entries}.",
      fix: 'Give the entry the URL of its checkpoint.\n---\nurl="https://download.pytorch.org/models/<model>-<first 8 hex digits of its sha256>.pth",',
    },
    empty: {
      text: "Declared, but empty: {entries}.",
      fix: "Fill the weights enum with an entry for each trained variant: its URL, its transforms and its meta.",
    },
    "not-readable": {
      text: "The URL of {entries} is put together in a way that could not be followed.",
      fix: "Check that it leads to the trained checkpoint.",
    },
    unread: { text: "The text of {paths} was not available, and the weights may stand there." },
    none: {
      text: "The diff declares no weights.",
      fix: "Declare a weights entry for each trained variant: its URL, its transforms and its meta.",
    },
  },
  check({ pullRequest, contribution }, verdict) {
    const named = (all: readonly { readonly entry: WeightsEntry }[]) => all.map((one) => nameOf(one.entry));
    const shown = ([first, ...rest]: Cited): Cited => [first, ...rest.slice(0, SHOWN - 1)];
    const brought = contribution.weights;
    const withUrl = brought.filter((one) => one.entry.url !== undefined);
    const odd = withUrl.filter((one) => !isCheckpointFile(one.entry.url?.value ?? ""));
    const pages = odd.filter((one) => isPage(one.entry.url?.value ?? ""));
    const [page, ...morePages] = pages.map((one) => one.evidence);
    if (page !== undefined)
      return verdict.fail("url-is-no-file", { entries: named(pages) }, shown([page, ...morePages]));
    const [doubtful, ...moreDoubtful] = odd.map((one) => one.evidence);
    if (doubtful !== undefined) {
      return verdict.unsure("url-may-be-no-file", { entries: named(odd) }, shown([doubtful, ...moreDoubtful]));
    }
    const [first, ...rest] = withUrl.map((one) => one.evidence);
    if (first !== undefined) return verdict.pass("declared", { entries: named(withUrl) }, shown([first, ...rest]));
    const [computed, ...moreComputed] = brought.map((one) => one.evidence);
    if (computed !== undefined) {
      return verdict.unsure("not-readable", { entries: named(brought) }, shown([computed, ...moreComputed]));
    }

    const unread = unreadFiles(contribution.files).map((one) => one.path);
    if (unread.length > 0) return verdict.notAssessed("unread", { paths: unread }, unread.map(citeFile));
    const hollow = contribution.files.flatMap(({ path, headWeights, baseWeights }) => {
      const before = new Set(baseWeights.map(nameOf));
      return headWeights
        .filter((entry) => entry.declaredEmpty && !before.has(nameOf(entry)))
        .map((entry) => ({ entry, evidence: citeDiff(path, entry.line, entry.member || entry.container) }));
    });
    const [empty, ...others] = hollow.map((one) => one.evidence);
    if (empty !== undefined) {
      const message = hollow.some((one) => one.entry.transforms !== undefined || one.entry.meta.length > 0);
      return verdict.fail(message ? "no-url" : "empty", { entries: named(hollow) }, shown([empty, ...others]));
    }
    const [file, ...files] = contribution.files.map((one) => ({ ...citeFile(one.path), searched: true }));
    return verdict.fail("none", {}, shown([file ?? { ...citeTitle(pullRequest), searched: true }, ...files]));
  },
});
