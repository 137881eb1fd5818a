import { PRESETS } from "../../src/policy/presets.ts";
import { placeModelPath } from "../../src/submission/model-path.ts";

const place = (path: string) => placeModelPath(path, PRESETS.torchvision.paths);

test("the task is the folder below the models package, whatever its area", () => {
  expect(place("torchvision/models/resnet.py")).toEqual({
    task: "classification",
    prototype: false,
    quantized: false,
    internal: false,
  });
  expect(place("torchvision/models/detection/ssd.py")).toMatchObject({ task: "detection" });
  expect(place("torchvision/prototype/models/depth/stereo/raft.py")).toMatchObject({
    task: "depth/stereo",
    prototype: true,
  });
  expect(place("torchvision/models/quantization/resnet.py")).toMatchObject({ task: "quantization", quantized: true });
});

test("shared files are internal, a package's own file is not", () => {
  expect(place("torchvision/models/_utils.py")).toMatchObject({ internal: true });
  expect(place("torchvision/models/__init__.py")).toMatchObject({ internal: false });
});

test("what is no Python file of the models packages has no place", () => {
  for (const path of ["torchvision/ops/misc.py", "torchvision/models/README.md", "models/resnet.py", ""]) {
    expect(place(path)).toBeUndefined();
  }
});

test("one flat folder of another library", () => {
  const layout = { ...PRESETS.none.paths, models: ["timm/models/*.py"] };
  expect(placeModelPath("timm/models/resnet.py", layout)).toMatchObject({ task: "classification", internal: false });
  expect(placeModelPath("timm/models/layers/norm.py", layout)).toBeUndefined();
});
