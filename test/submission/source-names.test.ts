import { nameOriginals, sourceNames } from "../../src/submission/source-names.ts";

test("owner and repository are names, plain words and the model itself are not", () => {
  expect([...sourceNames(["hanako/segkit", "google-research/BarNet.pytorch", "pytorch/vision"], ["foonet_s"])]).toEqual(
    ["hanako", "segkit", "google-research", "barnet.pytorch", "barnet"],
  );
  expect([...sourceNames(["foolab/FooNet", "foolab/models"], ["foonet_s", "foonet_b"])]).toEqual(["foolab"]);
  expect([...sourceNames(["google/research", "abc/net"], [])]).toEqual([]);
});

test("a name is replaced as a whole word, in any case", () => {
  const names = sourceNames(["hanako/segkit"], ["foonet_s"]);
  expect(nameOriginals("77.8 of Hanako's repository, SegKit.", names)).toBe("77.8 of original's repository, original.");
  expect(nameOriginals("segkits and hanakosan are others", names)).toBe("segkits and hanakosan are others");
});

test("whose model zoo it is need not be linked, unless it is ours", () => {
  const none = new Set<string>();
  expect(nameOriginals("FooLib's model zoo lists 38.6", none)).toBe("original's model zoo lists 38.6");
  expect(nameOriginals("torchvision's model zoo lists 38.6", none)).toBe("torchvision's model zoo lists 38.6");
  expect(nameOriginals("it's model zoo lists 38.6", none)).toBe("it's model zoo lists 38.6");
});

test("hostile names end in time", () => {
  expect(sourceNames([`${"a-".repeat(50_000)}/b`], ["x"]).size).toBeLessThan(4);
  const words = `${"a.".repeat(100_000)}'s model zoo`;
  expect(nameOriginals(words, new Set(["bcde"]))).toHaveLength(words.length);
});
