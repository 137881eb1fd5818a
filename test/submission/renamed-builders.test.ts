import { readPython } from "../../src/submission/python/read-python.ts";
import { findRenamedBuilders } from "../../src/submission/renamed-builders.ts";

const builder = (name: string, depth: number, container: string) =>
  `def ${name}(*, weights: Optional[${container}] = None, **kwargs):
    weights = ${container}.verify(weights)
    return _foonet(depth=${depth}, weights=weights, **kwargs)
`;
const REST = `class FooNet(nn.Module):
    pass
def _foonet(depth, weights, **kwargs):
    return FooNet(depth, **kwargs)
`;
const read = (head: string, base: string) =>
  [...findRenamedBuilders(readPython("m.py", head), readPython("m.py", base))].sort();

test("another name for the same deed, the weights' names with it", () => {
  const base = REST + builder("foonetv1_b", 4, "FooNetV1_B_Weights") + builder("foonetv1_s", 2, "FooNetV1_S_Weights");
  const head =
    REST + builder("foonet_v1_b", 4, "FooNet_V1_B_Weights") + builder("foonet_v1_s", 2, "FooNet_V1_S_Weights");
  expect(read(head, base)).toEqual(["foonet_v1_b", "foonet_v1_s"]);
});

test("a deprecated alias is left behind", () => {
  const base = REST + builder("foo_b", 4, "Foo_B_Weights");
  const alias = "def foo_b(*args, **kwargs):\n    return foonet_b(*args, **kwargs)\n";
  expect(read(REST + builder("foonet_b", 4, "FooNet_B_Weights") + alias, base)).toEqual(["foonet_b"]);
});

test("what does something else, or stands beside what is still there, is no renaming", () => {
  const base = REST + builder("foonet_s", 2, "FooNet_S_Weights");
  expect(read(REST + builder("foonet_b", 4, "FooNet_B_Weights"), base)).toEqual([]);
  expect(read(base + builder("foonet_b", 2, "FooNet_B_Weights"), base)).toEqual([]);
  expect(read(base, base)).toEqual([]);
  expect(read(base, "")).toEqual([]);
});
