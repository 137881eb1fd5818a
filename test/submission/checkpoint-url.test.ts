import { hashInName, isCheckpointFile } from "../../src/submission/checkpoint-url.ts";

test.each([
  ["https://download.example.org/models/net50-0676ba61.pth", "0676ba61"],
  ["https://download.example.org/net_20210831-EA4938FC.pth?download=1", "ea4938fc"],
  ["https://example.org/net-1c3a9d2f1c3a9d2f.pth.tar", "1c3a9d2f1c3a9d2f"],
  ["https://example.org/net50_0676ba61.pth", undefined],
  ["https://example.org/net50.pth", undefined],
  // A date, a date with a time, a step.
  ["https://example.org/net50-20220315.pth", undefined],
  ["https://example.org/net50-202203151230.pth", undefined],
  ["https://example.org/net50-00012000.ckpt", undefined],
  // Eight digits that are no date may be a hash.
  ["https://example.org/net50-20229915.pth", "20229915"],
  ["https://example.org/net50-550e8400-e29b-41d4-a716-446655440000.pth", undefined],
  ["https://example.org/net50-d41d8cd98f00b204e9800998ecf8427e.pth", undefined],
  ["https://example.org/net50-da39a3ee5e6b4b0d3255bfef95601890afd80709.pth", undefined],
  ["", undefined],
])("the hash in the name of %s is %s", (url, hash) => {
  expect(hashInName(url)).toBe(hash);
});

test("a name as checkpoints have it", () => {
  expect(isCheckpointFile("https://example.org/net.pth?x=1")).toBe(true);
  expect(isCheckpointFile("https://example.org/net.pth.tar")).toBe(true);
  expect(isCheckpointFile("https://example.org/net.html")).toBe(false);
  expect(isCheckpointFile("https://example.org/weights")).toBe(false);
});
