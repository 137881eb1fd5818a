import { readMetaSchema } from "../../../src/submission/python/read-meta-schema.ts";

const schemaOf = (body: string) =>
  readMetaSchema("test/test_x.py", `import x\n\n@y\ndef test_schema_meta_validation(model_fn):\n${body}`);

test("lists and their sums, as the first form had them", () => {
  const schema = schemaOf(`    fields = ["size", "categories", "acc@1"]
    defaults = {
        "all": ["task", "recipe"],
        "models": fields,
        "detection": ["categories", "map"],
        "quantization": fields + ["backend", "unquantized"],
        "optical_flow": [],
    }
    assert model_fn
`);
  expect(schema).toMatchObject({ path: "test/test_x.py", line: 6, all: ["task", "recipe"] });
  expect(Object.fromEntries(schema?.tasks ?? [])).toEqual({
    all: ["task", "recipe"],
    models: ["size", "categories", "acc@1"],
    detection: ["categories", "map"],
    quantization: ["size", "categories", "acc@1", "backend", "unquantized"],
    optical_flow: [],
  });
});

test("sets, their unions, and metrics as tuples", () => {
  const schema = schemaOf(`    fields = {"categories", ("_metrics", "ImageNet-1K", "acc@1"), ("metrics", "acc@5")}
    defaults = {
        "all": {"_metrics", "num_params"},
        "models": fields,
        "quantization": fields | {"backend"} | {"unquantized"},
        "segmentation": {*fields, "miou"},
        "optical_flow": set(),
        "video": set(["categories"]),
    }
`);
  expect(schema?.all).toEqual(["_metrics", "num_params"]);
  expect(schema?.tasks.get("quantization")).toEqual([
    "categories",
    "_metrics.ImageNet-1K.acc@1",
    "metrics.acc@5",
    "backend",
    "unquantized",
  ]);
  expect(schema?.tasks.get("segmentation")).toHaveLength(4);
  expect(schema?.tasks.get("optical_flow")).toEqual([]);
  expect(schema?.tasks.get("video")).toEqual(["categories"]);
});

test("a task whose fields cannot be read is left out rather than thought empty", () => {
  const schema = schemaOf(
    `    defaults = {"all": {"recipe"}, "models": compute(), "video": {NAME}, "detection": other | {"map"}}\n`,
  );
  expect([...(schema?.tasks.keys() ?? [])]).toEqual(["all"]);
});

test("files without such a test, and tests of another shape, hold no schema", () => {
  expect(readMetaSchema("x", "def test_models():\n    defaults = {'all': {'a'}}\n")).toBeUndefined();
  expect(schemaOf("    defaults = load()\n")).toBeUndefined();
  expect(readMetaSchema("x", "")).toBeUndefined();
  expect(schemaOf("    a = b\n    b = a\n    defaults = {'all': a}\n")?.all).toEqual([]);
});
