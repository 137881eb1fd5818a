import { defineRule } from "../engine/define-rule.ts";
import { addedLines, namesWord } from "../submission/added-lines.ts";
import { citeDiff, citeText } from "../submission/citation.ts";
import { matchesAnyPattern } from "../submission/path-pattern.ts";

const DEFINITION = /^(?:class|def)\s+([A-Za-z][A-Za-z0-9_]*)/;

export default defineRule({
  id: "new-primitives-flagged",
  clause: "new-primitives",
  kinds: ["new-architecture", "new-weights"],
  level: "note",
  reads: ["description", "diff", "layout"],
  summary: "New ops, transforms and losses are pointed out, for the maintainers to decide where they belong.",
  messages: {
    flagged: { text: "The description points out the new primitives {names}." },
    "not-flagged": {
      text: "The diff adds {names}, which the description does not mention.",
      fix: "Point it out in the description, so that its place can be agreed on.\n---\nNew primitives: {names}",
    },
    none: { text: "The diff adds no ops, transforms or losses." },
  },
  check({ description, diff, layout }, verdict) {
    const changed = diff.files.filter(
      (file) => file.path.endsWith(".py") && matchesAnyPattern(file.path, layout.primitives),
    );
    // What is taken away in one file and stands in another has only moved.
    const moved = new Set(
      changed.flatMap((file) =>
        file.hunks.flatMap((hunk) =>
          hunk.lines.flatMap((one) => (one.kind === "removed" ? [DEFINITION.exec(one.text)?.[1]] : [])),
        ),
      ),
    );
    const added = changed
      .filter((file) => file.status !== "removed")
      .flatMap((file) =>
        addedLines(file).flatMap(({ line, text }) => {
          const name = DEFINITION.exec(text)?.[1];
          return name === undefined || moved.has(name) ? [] : [{ name, evidence: citeDiff(file.path, line, text) }];
        }),
      );
    const silent = added.filter((one) => !namesWord(description.statements, one.name, true));
    const [first, ...rest] = silent;
    if (first !== undefined) {
      return verdict.fail("not-flagged", { names: silent.map((one) => one.name) }, [
        first.evidence,
        ...rest.slice(0, 9).map((one) => one.evidence),
      ]);
    }
    const [flagged] = added;
    if (flagged === undefined) return verdict.notApplicable("none", {});
    const at = description.statements.toLowerCase().indexOf(flagged.name.toLowerCase());
    return verdict.pass("flagged", { names: added.map((one) => one.name) }, [
      citeText(description, at, at + flagged.name.length),
      flagged.evidence,
    ]);
  },
});
