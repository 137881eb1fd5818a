import { readCheckpointClaims, readLogLinkClaims } from "../../src/submission/read-link-claims.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";

function description(body: string) {
  return readMarkdown(body, { source: "description" });
}

function lastPart(url: string | undefined): string {
  return (url ?? "").slice((url ?? "").lastIndexOf("/") + 1);
}

test.each([
  ["[training log](https://drive.google.com/file/d/abc)", "abc/link"],
  ["Logs: https://gist.github.com/a/123", "123/link"],
  ["https://github.com/user-attachments/files/1/train.log", "train.log/attachment"],
  ["https://github.com/pytorch/vision/files/1/output.txt", "output.txt/attachment"],
  ["[requirements.txt](https://github.com/pytorch/vision/files/1/requirements.txt)", ""],
  ["https://wandb.ai/me/proj/runs/abc", "abc/link"],
  ["https://tensorboard.dev/experiment/xyz/", "/link"],
  ["See the [CI log](https://app.circleci.com/pipelines/1)", ""],
  ["see the CI log https://gist.github.com/a/1", ""],
  ["[train.py](https://github.com/a/b/blob/main/train.py) logs", ""],
  ["Submitted batch job 123\nSubmitted batch job 124", "/job-id /job-id"],
  ["```\nSubmitted batch job 123\n```", "/job-id"],
  [
    "| model | log | weights |\n|---|---|---|\n| a | [link](https://drive.google.com/a1) | [link](https://drive.google.com/b1) |",
    "a1/link",
  ],
  ["[model](https://x.org/a.pth) | [log](https://x.org/a.log.json)", "a.log.json/link"],
  ["### Training logs\n\n- [resnet](https://drive.google.com/a1)", "a1/link"],
  ["The weights are [here](https://drive.google.com/w1) and the logs [here](https://drive.google.com/l1)", "l1/link"],
  ["[Changelog](https://gist.github.com/a/1)", ""],
  ["We log_softmax the [output](https://drive.google.com/a1)", ""],
  ["[log](https://example.org/runs/5)", "5/link"],
  ["The full training log can be found at https://example.org/x", "x/link"],
  ["https://s3.amazonaws.com/b/logs/train_log.txt", "train_log.txt/link"],
  ["https://download.pytorch.org/models/x.pth", ""],
  ["Log scale plots [here](https://drive.google.com/a1)", ""],
  ["error log: https://gist.github.com/a/1", ""],
])("log: %j holds %j", (body, expected) => {
  expect(
    readLogLinkClaims(description(body))
      .map((claim) => `${lastPart(claim.url)}/${claim.form}`)
      .join(" "),
  ).toBe(expected);
});

test.each([
  ["https://download.pytorch.org/models/foo-1234abcd.pth", "foo-1234abcd.pth/file/trained"],
  ["Model: dl.fbaipublicfiles.com/foo/foo_s-1234abcd.pth", "foo_s-1234abcd.pth/file/trained"],
  ["h5: https://storage.googleapis.com/keras-cv/models/foo/imagenet/v0.h5", "v0.h5/file/trained"],
  ["```\nwget https://x.org/foo.pth\n```", "foo.pth/file/trained"],
  ["Backbone weights: https://x.org/vgg.pth", "vgg.pth/file/backbone"],
  ["https://x.org/vgg16_features-amdegroot-88682ab5.pth", "vgg16_features-amdegroot-88682ab5.pth/file/backbone"],
  ["The original weights are [here](https://dl.fbaipublicfiles.com/foo.pth)", "foo.pth/file/original"],
  ["Official checkpoint: https://x.org/foo.pt", "foo.pt/file/original"],
  ["weights converted from [the official ones](https://x.org/foo.pth)", "foo.pth/file/original"],
  [
    "The pretrained models are available [here](https://drive.google.com/drive/folders/abc). They were converted from the original implementation.",
    "abc/folder/trained",
  ],
  ["Converted weights: [download](https://drive.google.com/abc)", "abc/folder/trained"],
  ["Checkpoints on [HF](https://huggingface.co/me/foo)", "foo/folder/trained"],
  ["Dataset on [drive](https://drive.google.com/abc)", ""],
  ["https://huggingface.co/me/foo/resolve/main/model.safetensors", "model.safetensors/file/trained"],
  ["| model | ckpt |\n|---|---|\n| a | [link](https://drive.google.com/abc) |", "abc/folder/trained"],
  ["https://x.org/foo.onnx", ""],
  ["https://x.org/ModelTester.test_x_expect.pkl", ""],
  ["Trained SSD with VGG16 backbone: https://x.org/ssd.pth", "ssd.pth/file/trained"],
  ["```\npython train.py --weights-backbone https://x.org/r.pth\n```", "r.pth/file/backbone"],
  ["annotations https://x.org/anno.pkl", ""],
  ["weights: https://x.org/pytorch_model.bin", "pytorch_model.bin/file/trained"],
  ["The current [best](https://x.org/a.pth) pre-trained model was trained with", "a.pth/file/trained"],
  ["We converted https://x.org/a.pth from the authors", "a.pth/file/trained"],
  ["the weights of the authors (https://x.org/a.pth)", "a.pth/file/original"],
  ["[log](https://drive.google.com/l1) and [weights](https://drive.google.com/w1)", "w1/folder/trained"],
  ["model zoo of the paper", ""],
  ["initialized with https://x.org/a.pth", "a.pth/file/backbone"],
  ["Compared to the old weights https://x.org/a.pth", "a.pth/file/original"],
  ["s3 https://s3.amazonaws.com/pytorch/models/a.pth.tar", "a.pth.tar/file/trained"],
])("checkpoint: %j holds %j", (body, expected) => {
  expect(
    readCheckpointClaims(description(body))
      .map((claim) => `${lastPart(claim.url)}/${claim.form}/${claim.whose}`)
      .join(" "),
  ).toBe(expected);
});

test("claims cite where they stand", () => {
  const text = description("Job:\n\n    Submitted batch job 77\n\n[weights](https://x.org/a.pth)");
  expect(readLogLinkClaims(text)).toEqual([
    { form: "job-id", evidence: { source: "description", line: 3, column: 5, quote: "Submitted batch job 77" } },
  ]);
  expect(readCheckpointClaims(text)).toEqual([
    {
      url: "https://x.org/a.pth",
      form: "file",
      whose: "trained",
      origin: "text",
      evidence: { source: "description", line: 5, column: 1, quote: "[weights](https://x.org/a.pth)" },
    },
  ]);
});

test.each([
  "https://x.y/z.pth ".repeat(3600),
  "[a](https://gist.github.com/a/1) logs ".repeat(1700),
  "job id ".repeat(9000),
])("hostile text yields a value (%#)", (body) => {
  expect(Array.isArray(readLogLinkClaims(description(body)))).toBe(true);
  expect(Array.isArray(readCheckpointClaims(description(body)))).toBe(true);
});
