import checkpointProvided from "../../src/rules/checkpoint-provided.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) =>
  judge(checkpointProvided, { kind: "new-weights", body, ...more });

const weights = (url: string) => ({
  head: {
    "torchvision/models/foonet.py": `class FooNet_Weights(WeightsEnum):
    V1 = Weights(
        url="${url}",
        transforms=None,
        meta={},
    )


@register_model()
def foonet(*, weights=None):
    return FooNet()
`,
  },
});

test.each([
  "https://download.pytorch.org/models/foonet_t-1a2b3c4d.pth",
  "https://drive.google.com/drive/folders/1AbC",
  "https://huggingface.co/foodev/foonet-base",
])("linked: the trained weights at %s", (url) => {
  expect(on(`Adds weights.\n\nTrained weights: ${url}`)).toMatchObject({
    verdict: "pass",
    message: "linked",
    data: { urls: [url] },
    evidence: [{ source: "description", line: 3, quote: url }],
  });
});

test("in the diff: a file counts, a page does not", () => {
  const url = "https://download.pytorch.org/models/foonet-1a2b3c4d.pth";
  expect(on("Adds weights.", weights(url))).toMatchObject({
    verdict: "pass",
    message: "in-weights-url",
    data: { urls: [url] },
    evidence: [{ source: "diff", path: "torchvision/models/foonet.py" }],
  });
  expect(on("Adds weights.", weights("https://pytorch.org/docs/models.html"))).toMatchObject({
    verdict: "fail",
    message: "none",
  });
});

test("a place that only a person can open", () => {
  for (const [body, place] of [
    ["The weights are on the Hub as `foodev/foonet-base`.", "foodev/foonet-base"],
    ["The model is saved at s3://bucket/foonet/best.pth", "s3://bucket/foonet/best.pth"],
    ["https://drive.google.com/file/d/1AbC/view", "https://drive.google.com/file/d/1AbC/view"],
  ] as const) {
    expect(on(body)).toMatchObject({ verdict: "unsure", message: "place-only", data: { place } });
  }
});

test("another's checkpoint is not the trained one", () => {
  for (const body of [
    "Original checkpoint by the authors: https://dl.fbaipublicfiles.com/foonet.pth",
    "The backbone weights come from https://download.pytorch.org/models/resnet50-0676ba61.pth",
    "`torchrun train.py --model foonet --resume https://host.org/start.pth --epochs 9`",
  ]) {
    expect(on(body)).toMatchObject({
      verdict: "fail",
      message: "not-the-trained-one",
      evidence: [{ line: 1 }, { searched: true }],
    });
  }
});

test("promises, private paths, strangers", () => {
  for (const body of [
    null,
    "Weights: coming soon",
    "I will upload the checkpoint to Google Drive later.",
    "Checkpoint: /fsx/users/me/model_299.pth",
    "- [x] checkpoint uploaded",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none", evidence: [{ searched: true }] });
  }
  const comments = [{ author: "passer-by", body: "My weights: https://drive.google.com/file/d/1AbC/view" }];
  expect(on("Adds weights.", { comments })).toMatchObject({ verdict: "fail", message: "none" });
});
