import { readMarkdown } from "../../src/submission/read-markdown.ts";
import { readPaperClaims, readPaperClaimsOfSource } from "../../src/submission/read-paper-claims.ts";

function read(body: string) {
  return readPaperClaims(readMarkdown(body, { source: "description" }));
}

/** `venue:id`, with a star where the paper is not the model's own. */
function brief(body: string): string {
  return read(body)
    .map((claim) => `${claim.venue}:${claim.id ?? ""}${claim.about === "other" ? "*" : ""}`)
    .join(" ");
}

test.each([
  ["https://arxiv.org/abs/2201.03545v2", "arxiv:2201.03545"],
  ["Paper: arxiv.org/pdf/2201.03545.", "arxiv:2201.03545"],
  ["(openreview.net/forum?id=YicbFdNTTy)", "openreview:"],
  ["see notarxiv.org/abs/2201.03545", ""],
  ["[p](https://arxiv.org/pdf/2201.03545.pdf)", "arxiv:2201.03545"],
  ["https://ar5iv.labs.arxiv.org/html/2201.03545", "arxiv:2201.03545"],
  ["https://arxiv.org/abs/cs/0112017", "arxiv:cs/0112017"],
  ["see arXiv:2201.03545.", "arxiv:2201.03545"],
  ["arXiv preprint arXiv:2201.03545v1", "arxiv:2201.03545"],
  ["doi:10.1109/CVPR.2016.90", "doi:10.1109/CVPR.2016.90"],
  ["https://doi.org/10.1109/CVPR.2016.90", "doi:10.1109/CVPR.2016.90"],
  ["https://doi.org/10.48550/arXiv.2201.03545", "arxiv:2201.03545"],
  ["https://openreview.net/forum?id=YicbFdNTTy", "openreview:"],
  ["https://openaccess.thecvf.com/content/CVPR2022/html/Liu_A.html", "cvf:"],
  ["https://dl.acm.org/doi/10.1145/3065386", "acm:10.1145/3065386"],
  ["https://ieeexplore.ieee.org/document/7780459", "ieee:"],
  ["https://papers.nips.cc/paper/4824", "neurips:"],
  ["http://proceedings.mlr.press/v97/tan19a.html", "pmlr:"],
  ["https://aclanthology.org/P16-1162/", "acl:"],
  ["https://www.ecva.net/papers/eccv_2018/x.php", "other:"],
  ["https://link.springer.com/chapter/10.1007/978-3-030-1_1", "other:10.1007/978-3-030-1_1"],
  ["https://huggingface.co/papers/2201.03545", "arxiv:2201.03545"],
  ["https://paperswithcode.com/paper/a-convnet", "other:"],
  ["https://www.semanticscholar.org/paper/x/abc", "other:"],
  ["https://github.com/pytorch/vision/files/1/RAFT.pdf", "pdf:"],
  ["https://github.com/pytorch/vision/files/1/training_curves.pdf", ""],
  ["Paper: [FooNet][1]\n\n[1]: https://arxiv.org/abs/2101.00001", "arxiv:2101.00001"],
  ["We train with mixup (https://arxiv.org/abs/1710.09412)", "arxiv:1710.09412*"],
  ["trained with the [Foo optimizer](https://arxiv.org/abs/2109.00001)", "arxiv:2109.00001"],
  ["[mixup](https://arxiv.org/abs/2109.00001)", "arxiv:2109.00001*"],
  ["[paper](https://arxiv.org/abs/2109.00001) of the COCO dataset", "arxiv:2109.00001*"],
  ["evaluated on the Foo dataset ([paper](https://arxiv.org/abs/2109.00001))", "arxiv:2109.00001*"],
  ["Adds RetinaNet with focal loss ([paper](https://arxiv.org/abs/2109.00001))", "arxiv:2109.00001"],
  ["[ImageNet Classification with Deep Convolutional Neural Networks](https://example.org/a.pdf)", "pdf:"],
  ["https://arxiv.org/list/cs.CV/recent", ""],
  ["![x](https://a.b/x.pdf)", ""],
  ["no paper https://pytorch.org/docs", ""],
  ["| Model | Paper |\n|---|---|\n| Foo | [link](https://arxiv.org/abs/2101.00001) |", "arxiv:2101.00001"],
  ["```bibtex\n@misc{foo, url = {https://arxiv.org/abs/2101.00001}}\n```", "arxiv:2101.00001"],
])("%j names %j", (body, expected) => {
  expect(brief(body)).toBe(expected);
});

test("a claim keeps the address as written, the link's text and its place", () => {
  expect(read("Adds FooNet.\n\nSee the [original paper](https://arxiv.org/pdf/2101.00001v3.pdf).")).toEqual([
    {
      url: "https://arxiv.org/pdf/2101.00001v3.pdf",
      venue: "arxiv",
      id: "2101.00001",
      label: "original paper",
      about: "model",
      evidence: {
        source: "description",
        line: 3,
        column: 9,
        quote: "[original paper](https://arxiv.org/pdf/2101.00001v3.pdf)",
      },
    },
  ]);
});

test("a bare URL is labelled with the words around it", () => {
  expect(read("FooNet (https://arxiv.org/abs/2101.00001) is fast")[0]?.label).toBe("FooNet (\u2026) is fast");
});

test("the same paper is claimed once, at its first place", () => {
  const claims = read("https://arxiv.org/abs/2101.00001\n\nhttps://arxiv.org/pdf/2101.00001.pdf");
  expect(claims.map((claim) => claim.evidence.line)).toEqual([1]);
});

test("hidden and quoted papers are none", () => {
  expect(read("<!-- https://arxiv.org/abs/2101.00001 -->\n\n> https://arxiv.org/abs/2101.00002\n\nok")).toEqual([]);
});

describe("source files", () => {
  const source = [
    "class FooNet(nn.Module):",
    '    """FooNet from `"FooNet: a net" <https://arxiv.org/abs/2101.00001>`_.',
    "",
    "    Trained with `Adam <https://arxiv.org/abs/2109.00001>`_ (arXiv:1710.09412).",
    '    """',
    '    url = "https://example.org/model.pdf"',
    "    # see https://example.org/foonet.pdf",
  ].join("\n");

  test("docstrings and comments name papers, cited in the diff", () => {
    expect(readPaperClaimsOfSource("foo.py", source)).toEqual([
      {
        url: "https://arxiv.org/abs/2101.00001",
        venue: "arxiv",
        id: "2101.00001",
        label: "FooNet: a net",
        about: "model",
        evidence: {
          source: "diff",
          path: "foo.py",
          line: 2,
          quote: '"""FooNet from `"FooNet: a net" <https://arxiv.org/abs/2101.00001>`_.',
        },
      },
      expect.objectContaining({ id: "2109.00001", label: "Adam", about: "other" }),
      expect.objectContaining({ id: "1710.09412", about: "other" }),
      expect.objectContaining({ url: "https://example.org/foonet.pdf", venue: "pdf", about: "model" }),
    ]);
  });

  test("a paper's title may stand in the lines above its address, back to the last address or empty line", () => {
    const written = [
      "Not part of it",
      "",
      'The model is from `"BarNet:',
      'a longer title"',
      "<https://arxiv.org/abs/2101.00002>`_ or `BazNet",
      "<https://arxiv.org/abs/2101.00003>`_.\r",
      "\r",
      "arXiv:2101.00004",
    ].join("\n");
    expect(readPaperClaimsOfSource("foo.rst", written).map(({ id, label }) => [id, label])).toEqual([
      ["2101.00002", "BarNet: a longer title"],
      ["2101.00003", "BazNet"],
      ["2101.00004", ""],
    ]);
  });

  test("only the lines asked for are read", () => {
    expect(readPaperClaimsOfSource("foo.py", source, new Set([7])).map((claim) => claim.url)).toEqual([
      "https://example.org/foonet.pdf",
    ]);
  });
});

test.each([
  "https://arxiv.org/abs/".repeat(3000),
  "arXiv: ".repeat(9000),
  "doi:10.1234/".repeat(5000),
  "[[".repeat(30000),
])("hostile text yields a value (%#)", (body) => {
  expect(Array.isArray(read(body))).toBe(true);
  expect(Array.isArray(readPaperClaimsOfSource("a.py", body))).toBe(true);
});
