import { readMarkdown } from "../../src/submission/read-markdown.ts";
import { readRepositoryClaims } from "../../src/submission/read-repository-claims.ts";

function read(body: string, target: string) {
  return readRepositoryClaims(readMarkdown(body, { source: "description" }), target);
}

test.each([
  ["[code](https://github.com/facebookresearch/ConvNeXt)", "facebookresearch/ConvNeXt", "pytorch/vision"],
  ["https://github.com/a/b/blob/main/x.py#L3 and https://github.com/a/b", "a/b", "pytorch/vision"],
  ["https://github.com/pytorch/vision/blob/main/x.py", "", "pytorch/vision"],
  ["my branch https://github.com/me/vision/tree/foo", "", "pytorch/vision"],
  ["https://github.com/a/b/issues/3", "", "pytorch/vision"],
  ["https://github.com/a/b/pull/3/files", "", "pytorch/vision"],
  ["![CI](https://github.com/a/b/actions/workflows/x.yml/badge.svg)", "", "pytorch/vision"],
  ["https://gist.github.com/a/123", "", "pytorch/vision"],
  ["https://gitlab.com/group/sub/proj/-/blob/main/x.py", "group/sub/proj", "pytorch/vision"],
  ["https://bitbucket.org/a/b/src/master/x.py", "a/b", "pytorch/vision"],
  ["https://raw.githubusercontent.com/a/b/main/x.py", "a/b", "pytorch/vision"],
  ["https://github.com/user-attachments/files/1/x.txt", "", "pytorch/vision"],
  ["ported from https://github.com/pytorch/vision", "pytorch/vision", "oneflow/vision"],
  ["The linter [ufmt](https://github.com/omnilib/ufmt) fails", "", "pytorch/vision"],
  ["https://huggingface.co/docs/timm", "", "pytorch/vision"],
  ["https://github.com/a/b/releases/download/v1/x.pth", "", "pytorch/vision"],
  ["https://github.com/orgs/a", "", "pytorch/vision"],
  ["https://github.com/a", "", "pytorch/vision"],
  ["<a href='https://github.com/a/b'>code</a>", "a/b", "pytorch/vision"],
])("%j names %j beside %s", (body, expected, target) => {
  expect(
    read(body, target)
      .map((claim) => claim.repo)
      .join(" "),
  ).toBe(expected);
});

test("a permalink is kept as written and cited where it stands", () => {
  expect(read("Adapted from\nthe [code](https://github.com/a/b/blob/1f/x.py#L3-L9).", "pytorch/vision")).toEqual([
    {
      url: "https://github.com/a/b/blob/1f/x.py#L3-L9",
      repo: "a/b",
      evidence: {
        source: "description",
        line: 2,
        column: 5,
        quote: "[code](https://github.com/a/b/blob/1f/x.py#L3-L9)",
      },
    },
  ]);
});

test("in code, a comment or a clone names a source, a value does not", () => {
  expect(read("```\n# from https://github.com/a/b\ngit clone https://github.com/c/d.git\n```", "x/y")).toMatchObject([
    { repo: "a/b" },
    { repo: "c/d" },
  ]);
  expect(read('```py\nurl = "https://github.com/a/b"\n```', "x/y")).toEqual([]);
});
