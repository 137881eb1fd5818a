import { isConditional } from "../../src/submission/figure-condition.ts";
import type { MetricClaim } from "../../src/submission/metric.ts";

const claim = (quote: string, more: Partial<MetricClaim> = {}): MetricClaim => ({
  metric: "acc@1",
  measured: { text: "80.2", value: 80.2, evidence: { source: "description", line: 1, quote } },
  form: "prose",
  ...more,
});

test.each([
  "Without EMA: 80.2",
  "With test-time augmentation 80.2",
  "resnet18 has 80.2",
  "At a resolution of 384 it reaches 80.2",
  "timm's weights have 80.2",
  "After epoch 30 it is at 80.2",
])("another figure: %s", (quote) => {
  expect(isConditional(claim(quote), "foonet50")).toBe(true);
});

test.each([
  "foonet50 reaches 80.2 top-1 on ImageNet-1K",
  "FooNet-50: Acc@1 80.2 Acc@5 95.1",
  "Trained on 8 V100 GPUs it has an acc@1 of 80.2",
  "The model has 80.2",
])("the figure itself: %s", (quote) => {
  expect(isConditional(claim(quote), "foonet50")).toBe(false);
});

test("a table has columns for resolution and names", () => {
  const row = "| foonet50 | 224x224 | resnet18 | 80.2 |";
  expect(isConditional(claim(row, { form: "table", model: "foonet50" }), "foonet50")).toBe(false);
  expect(isConditional(claim("| foonet50 (no EMA) | 80.2 |", { form: "table", model: "foonet50" }), "foonet50")).toBe(
    true,
  );
});
