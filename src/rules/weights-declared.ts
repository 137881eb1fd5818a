import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import { isCheckpointFile } from "../submission/checkpoint-url.ts";
import { citeDiff, citeFile, citeTitle } from "../submission/citation.ts";

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
    "no-url": {
      text: "{entries} has no URL.",
      fix: 'Give the entry the URL of its checkpoint.\n---\nurl="https://download.pytorch.org/models/<model>-<first 8 hex digits of its sha256>.pth",',
    },
    empty: {
      text: "{entries} is declared, but empty.",
      fix: "Fill the weights enum with an entry for each trained variant: its URL, its transforms and its meta.",
    },
    none: {
      text: "The diff declares no weights.",
      fix: "Declare a weights entry for each trained variant: its URL, its transforms and its meta.",
    },
  },
  check({ pullRequest, contribution }, verdict) {
    const name = (one: { container: string; member: string }) =>
      one.member === "" ? one.container : `${one.container}.${one.member}`;
    const brought = contribution.weights.filter((one) => one.change !== "edited");
    const withUrl = brought.filter((one) => one.entry.url !== undefined);
    const odd = withUrl.filter((one) => one.entry.url !== undefined && !isCheckpointFile(one.entry.url.value));
    const [bad, ...moreBad] = odd;
    if (bad !== undefined) {
      return verdict.fail("url-is-no-file", { entries: odd.map((one) => name(one.entry)) }, [
        bad.evidence,
        ...moreBad.map((one) => one.evidence),
      ]);
    }
    const bare = brought.filter((one) => one.entry.url === undefined && !one.entry.partial);
    const [first, ...rest] = withUrl;
    const [unlinked] = bare;
    if (unlinked !== undefined && first === undefined) {
      return verdict.fail("no-url", { entries: bare.map((one) => name(one.entry)) }, [unlinked.evidence]);
    }
    if (first !== undefined) {
      return verdict.pass("declared", { entries: withUrl.map((one) => name(one.entry)) }, [
        first.evidence,
        ...rest.slice(0, 9).map((one) => one.evidence),
      ]);
    }
    const hollow = contribution.files.flatMap((file) =>
      file.headWeights
        .filter((entry) => entry.declaredEmpty)
        .filter(
          (entry) => !file.baseWeights.some((old) => old.container === entry.container && old.member === entry.member),
        )
        .map((entry) => ({ entry, evidence: citeDiff(file.path, entry.line, entry.container) })),
    );
    const [empty, ...others] = hollow;
    if (empty !== undefined) {
      return verdict.fail("empty", { entries: hollow.map((one) => name(one.entry)) }, [
        empty.evidence,
        ...others.map((one) => one.evidence),
      ]);
    }
    const [file, ...files] = contribution.files.map((one) => ({ ...citeFile(one.path), searched: true }));
    const searched: Cited =
      file === undefined ? [{ ...citeTitle(pullRequest), searched: true }] : [file, ...files.slice(0, 5)];
    return verdict.fail("none", {}, searched);
  },
});
