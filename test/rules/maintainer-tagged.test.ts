import maintainerTagged from "../../src/rules/maintainer-tagged.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) =>
  judge(maintainerTagged, { kind: "new-architecture", body, ...more });

test("a maintainer of the policy, cited where the mention stands", () => {
  const verdict = on("Adds FooNet.\n\ncc @datumbox @stranger-one");
  expect(verdict).toMatchObject({ verdict: "pass", message: "tagged", data: { logins: ["datumbox"] } });
  expect(verdict.evidence).toEqual([
    expect.objectContaining({ source: "description", line: 3, column: 4, quote: "@datumbox" }),
  ]);
});

test("requested reviewers and assignees are the project's own choice", () => {
  expect(on("Adds FooNet.", { requestedReviewers: ["somebody"] })).toMatchObject({
    verdict: "pass",
    data: { logins: ["somebody"] },
    evidence: [{ source: "pull-request", quote: "somebody" }],
  });
  expect(on("Adds FooNet.", { assignees: ["fmassa"] })).toMatchObject({ verdict: "pass", message: "tagged" });
  expect(on("Adds FooNet.", { assignees: ["contributor"] })).toMatchObject({ verdict: "fail", message: "none" });
});

test("whoever the conversation shows as a member is a maintainer", () => {
  const comments = [{ author: "new-member", association: "MEMBER", body: "Welcome!" }];
  expect(on("@new-member as agreed", { comments })).toMatchObject({ verdict: "pass", message: "tagged" });
  expect(on("@new-member as agreed")).toMatchObject({
    verdict: "unsure",
    message: "unknown",
    data: { logins: ["new-member"] },
    evidence: [{ source: "description", line: 1, quote: "@new-member" }],
  });
});

test("the author's later call counts, an answer and a stranger's call do not", () => {
  const said = (author: string, body: string) => on("Adds FooNet.", { comments: [{ author, body }] });
  expect(said("contributor", "Ready now.\n\ncc @fmassa")).toMatchObject({
    verdict: "pass",
    evidence: [{ source: "comment", comment: 0, line: 3, quote: "@fmassa" }],
  });
  expect(said("contributor", "@fmassa done")).toMatchObject({ verdict: "fail", message: "none" });
  expect(said("passer-by", "cc @fmassa")).toMatchObject({ verdict: "fail", message: "none" });
});

test("credit is no tag, and what looks like a mention is none", () => {
  expect(on("Thanks to @fooauthor for the original code.")).toMatchObject({
    verdict: "fail",
    message: "credit-only",
    data: { logins: ["fooauthor"] },
    evidence: [{ searched: true }, { quote: "@fooauthor" }],
  });
  for (const body of [
    null,
    "",
    "@contributor",
    "foo@datumbox.com",
    "`@datumbox`",
    "> cc @datumbox",
    "<!-- cc @datumbox -->",
    "```python\n@torch.jit.script\ndef f(): ...\n```",
    "@torch.no_grad() is used",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none", evidence: [{ searched: true }] });
  }
});
