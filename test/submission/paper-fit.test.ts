import { readWrittenWords, titleFits } from "../../src/submission/paper-fit.ts";

const fits = (title: string, model: string, text = "") => titleFits(title, [model], readWrittenWords([text]));

test.each([
  ["Swin Transformer V2: Scaling Up Capacity", "swin_v2_t"],
  ["MobileNets: Efficient Networks", "mobilenet_v1"],
  ["Densely Connected Convolutional Networks", "densenet121"],
  ["Multiscale Vision Transformers", "mvit_v1_b"],
  ["Fully Convolutional Networks for Semantic Segmentation", "fcn_resnet50"],
])("%s fits %s", (title, model) => {
  expect(fits(title, model)).toBe(true);
});

test.each([
  ["Weather Forecasting with Kernel Machines", "swin_v2_t"],
  ["Attention Is All You Need", "foonet50"],
  ["", "foonet50"],
])("%s does not fit %s", (title, model) => {
  expect(fits(title, model)).toBe(false);
});

test("the title, or its part before the colon, is spelt out", () => {
  const title = "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale";
  expect(fits(title, "foonet50", "from *An image is worth\n16x16 words* (2020)")).toBe(true);
  expect(fits(title, "foonet50", "an image")).toBe(false);
  // Two words may stand together by chance.
  expect(fits("Deep Learning", "foonet50", "deep learning is used")).toBe(false);
});

test("a class that the title names", () => {
  const code = "class VisionTransformer(nn.Module):\n    pass\nclass Block(nn.Module):\n    pass\n";
  expect(fits("A Survey of the Vision Transformer", "foonet50", code)).toBe(true);
  expect(fits("Block Coordinate Descent", "foonet50", code)).toBe(false);
});
