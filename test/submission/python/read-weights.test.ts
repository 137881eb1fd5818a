import { readPython } from "../../../src/submission/python/read-python.ts";
import { mayDeclareWeights, readWeights } from "../../../src/submission/python/read-weights.ts";
import type { WeightsEntry } from "../../../src/submission/python/weights-entry.ts";

function read(...lines: string[]): WeightsEntry[] {
  const text = lines.join("\n");
  const entries = readWeights(readPython("library/models/net.py", text));
  // Every form here is one that the words alone must not rule out.
  expect(entries.length > 0 && !mayDeclareWeights(text)).toBe(false);
  return entries;
}

function only(...lines: string[]): WeightsEntry {
  const [entry, ...others] = read(...lines);
  if (!entry || others.length > 0) throw new Error(`${others.length + (entry ? 1 : 0)} entries were read`);
  return entry;
}

const metricsOf = (entry: WeightsEntry) =>
  entry.metrics.map(({ dataset, metric, value, line }) => [dataset, metric, value, line]);

test("an enum member with shared meta, metrics per dataset and an alias", () => {
  const [entry, alias] = read(
    "_COMMON = {",
    '    "min_size": (1, 1),',
    '    "categories": _CATEGORIES,',
    "}",
    "",
    "class Net_S_Weights(WeightsEnum):",
    "    SET1K_V1 = Weights(",
    '        url="https://host.example/net_s-0123abcd.pth",',
    "        transforms=partial(Classify, crop_size=224, mean=(0.5, 0.5)),",
    "        meta={",
    "            **_COMMON,",
    '            "num_params": 1_234_567,',
    '            "_metrics": {',
    '                "Set-1K": {',
    '                    "acc@1": 80.5,',
    '                    "acc@5": 95.,',
    "                }",
    "            },",
    "        },",
    "    )",
    "    DEFAULT = SET1K_V1",
  );
  expect(entry).toMatchObject({
    path: "library/models/net.py",
    form: "enum",
    container: "Net_S_Weights",
    member: "SET1K_V1",
    line: 7,
    endLine: 20,
    url: { value: "https://host.example/net_s-0123abcd.pth", line: 8 },
    transforms: { text: "partial(Classify, crop_size=224, mean=(0.5, 0.5))", line: 9 },
    partial: false,
    declaredEmpty: false,
  });
  expect(entry?.meta.map(({ key, line }) => [key, line])).toEqual([
    ["min_size", 2],
    ["categories", 3],
    ["num_params", 12],
    ["_metrics", 13],
  ]);
  expect(entry && metricsOf(entry)).toEqual([
    ["Set-1K", "acc@1", 80.5, 15],
    ["Set-1K", "acc@5", 95, 16],
  ]);
  expect(alias).toMatchObject({ member: "DEFAULT", aliasOf: "SET1K_V1", declaredEmpty: false, line: 21 });
  expect(alias?.url).toBeUndefined();
});

test.each([
  ["dict(_M, b=2)", ["a", "b"], false],
  ['_M | {"b": 2}', ["a", "b"], false],
  ['{**_M, **{"b": 2}}', ["a", "b"], false],
  ["_M.copy()", ["a"], false],
  ['_ALL["net"]', ["c"], false],
  ["{**_IMPORTED, 'b': 2}", ["b"], true],
  ["_IMPORTED", [], true],
  ["make_meta(b=2)", [], true],
  ["{key(): 1, 'b': 2}", ["b"], true],
])("meta=%s", (source, keys, partial) => {
  const entry = only(
    '_M = {"a": 1}',
    '_ALL = {"net": {"c": 3}}',
    "class W(WeightsEnum):",
    `    V1 = Weights(url="https://h.example/a.pth", transforms=T, meta=${source})`,
  );
  expect([entry.meta.map((field) => field.key), entry.partial]).toEqual([keys, partial]);
});

test("a later key wins, and a shared dict that is changed afterwards is not wholly known", () => {
  const lines = [
    '_M = {"a": 1}',
    "class W(WeightsEnum):",
    '    V1 = Weights("https://h.example/a.pth", T, {**_M, "a": 2})',
  ];
  expect(only(...lines).meta).toEqual([{ key: "a", value: { kind: "number", value: 2, text: "2", line: 3 }, line: 3 }]);
  expect(only(...lines).partial).toBe(false);
  expect(only(...lines, '_M["z"] = 1').partial).toBe(true);
  expect(only(...lines, "_M.update(z=1)").partial).toBe(true);
});

test("older metrics: flat keys, and a dict without dataset", () => {
  const entry = only(
    "class W(Weights):",
    "    V1 = Weights(",
    '        url="https://h.example/a.pth", transforms=T,',
    '        meta={"size": (224, 224), "num_params": 5, "acc@1": 70.1, "box_map": 37.0, "a_cleanpass_epe": 1.5, "k_f1-all": 17},',
    "        default=True,",
    "    )",
  );
  expect(metricsOf(entry)).toEqual([
    [undefined, "acc@1", 70.1, 4],
    [undefined, "box_map", 37, 4],
    [undefined, "a_cleanpass_epe", 1.5, 4],
    [undefined, "k_f1-all", 17, 4],
  ]);
  const flat = only(
    "class W(WeightsEnum):",
    '    V = Weights(url="https://h.example/a.pth", meta={"metrics": {"acc@1": 67.7}})',
  );
  expect(metricsOf(flat)).toEqual([[undefined, "acc@1", 67.7, 2]]);
});

test("a metric that is computed makes the entry partial, a constant does not", () => {
  const lines = (value: string) => [
    "_BEST = 70.5",
    "class W(WeightsEnum):",
    `    V = Weights(url="https://h.example/a.pth", transforms=T, meta={"_metrics": {"D": {"acc@1": ${value}}}})`,
  ];
  expect(only(...lines("1 - error")).partial).toBe(true);
  expect(metricsOf(only(...lines("_BEST")))).toEqual([["D", "acc@1", 70.5, 3]]);
});

test.each([
  [["    pass"], { member: "", declaredEmpty: true, line: 1 }],
  [['    """Not trained yet."""', "    # TODO"], { member: "", declaredEmpty: true }],
  [["    V1 = None"], { member: "V1", declaredEmpty: true }],
  [['    V1 = "TODO"'], { member: "V1", declaredEmpty: true }],
  [["    V1 = Weights(url=None, transforms=T, meta={})"], { member: "V1", declaredEmpty: true }],
  [
    ['    V1 = Weights(url="TODO", transforms=T, meta={})'],
    { member: "V1", declaredEmpty: true, url: { value: "TODO" } },
  ],
  [['    V1 = Weights(url="", transforms=T, meta={})'], { member: "V1", declaredEmpty: true }],
  [["    V1 = Weights(transforms=T, meta={})"], { member: "V1", declaredEmpty: true }],
  [["    V1 = Weights(url=compute(), transforms=T, meta={})"], { member: "V1", declaredEmpty: false }],
  [["    V1 = Weights(**common)"], { member: "V1", declaredEmpty: false, partial: true }],
])("empty or not: %j", (body, expected) => {
  expect(only("class Net_Weights(WeightsEnum):", ...body)).toMatchObject(expected);
});

test.each([
  ['f"{_BASE}/net.pth"', "https://h.example/models/net.pth"],
  ['_BASE + "/net" + ".pth"', "https://h.example/models/net.pth"],
  ['"https://h.example/" "net.pth"', "https://h.example/net.pth"],
  ["_URL", "https://h.example/models/x.pth"],
  ['_URLS["net"]', "https://h.example/y.pth"],
  ['f"{_BASE}/{version:02d}.pth"', undefined],
  ["imported.URL", undefined],
])("url=%s", (source, url) => {
  const entries = read(
    '_BASE = "https://h.example/models"',
    '_URL = f"{_BASE}/x.pth"',
    '_URLS = {"net": "https://h.example/y.pth"}',
    "class W(WeightsEnum):",
    `    V1 = Weights(url=${source}, transforms=T, meta={})`,
  );
  expect(entries.find((entry) => entry.member === "V1")?.url?.value).toBe(url);
});

test("URL tables in their forms", () => {
  const entries = read(
    "model_urls = {",
    '    "net_s": "https://h.example/s.pth",',
    '    "net_m": None,',
    '    "net_l": "TODO",',
    "}",
    '_MODELS_URLS = dict(net_x="https://h.example/x.pth")',
    'model_urls["net_y"] = "https://h.example/y.pth"',
    'model_urls.update({"net_z": "https://h.example/z.pth"})',
    'WEIGHTS_URL = "https://h.example/w.pth"',
    'BASE_URL = "https://h.example/models"',
    'default_cfgs = {"net_t": _cfg(url="https://h.example/t.pth"), "net_u": _cfg()}',
  );
  expect(
    entries.map(({ container, member, url, declaredEmpty, line }) => [
      container,
      member,
      url?.value,
      declaredEmpty,
      line,
    ]),
  ).toEqual([
    ["model_urls", "net_s", "https://h.example/s.pth", false, 2],
    ["model_urls", "net_m", undefined, true, 3],
    ["model_urls", "net_l", undefined, true, 4],
    ["_MODELS_URLS", "net_x", "https://h.example/x.pth", false, 6],
    ["model_urls", "net_y", "https://h.example/y.pth", false, 7],
    ["model_urls", "net_z", "https://h.example/z.pth", false, 8],
    ["WEIGHTS_URL", "WEIGHTS_URL", "https://h.example/w.pth", false, 9],
    ["default_cfgs", "net_t", "https://h.example/t.pth", false, 11],
  ]);
});

test("tables that repeat an enum, other classes and other dicts are no entries", () => {
  expect(
    read(
      'model_urls = _ModelURLs({"net": Net_Weights.V1.url})',
      "class Weights:",
      "    url: str",
      "class Color(Enum):",
      "    RED = 1",
      'sizes = {"a": "https://h.example/a.pth"}',
    ),
  ).toEqual([]);
});

test("a file without the words of weights declares none", () => {
  expect(mayDeclareWeights("class Box(nn.Module):\n    def __init__(self, weights=(1.0, 1.0)):\n        pass\n")).toBe(
    false,
  );
  expect(mayDeclareWeights('MODEL_URLS = {"net": "https://example.org/net.pth"}')).toBe(true);
  expect(mayDeclareWeights("class Net_Entries(WeightsEnum):\n    pass\n")).toBe(true);
});

test("hostile chains of constants end, and stay partial", () => {
  const chain = Array.from({ length: 500 }, (_, at) => `A${at + 1} = {**A${at}, **A${at}, "k${at}": 1}`);
  const entry = only("A0 = {}", ...chain, "class W(WeightsEnum):", "    V = Weights(url=U, transforms=T, meta=A500)");
  expect(entry.partial).toBe(true);
  const strings = Array.from({ length: 60 }, (_, at) => `S${at + 1} = f"{S${at}}{S${at}}"`);
  const long = only(
    'S0 = "xy"',
    ...strings,
    "class W(WeightsEnum):",
    "    V = Weights(url=S60, transforms=T, meta={})",
  );
  expect(long.url).toBeUndefined();
  expect(only("U = U", "class W(WeightsEnum):", "    V = Weights(url=U, transforms=T, meta=U)").url).toBeUndefined();
});
