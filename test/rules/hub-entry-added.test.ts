import rule from "../../src/rules/hub-entry-added.ts";
import { judge } from "./submission-fixture.ts";
import { QUANTIZED, TINYNET, TINYNET_PATH, withTinynet } from "./tinynet.ts";

const HUB = "hubconf.py";
const OLD = "dependencies = ['torch']\nfrom torchvision.models.resnet import resnet18\n";
const on = (hub: string, head: Record<string, string> = withTinynet().head) =>
  judge(rule, { base: { [HUB]: OLD }, head: { [HUB]: hub, ...head } });

test("both builders imported, cited where they stand", () => {
  const hub = `${OLD}from torchvision.models.tinynet import (\n    tinynet_s,\n    tinynet_b,\n)\n`;
  expect(on(hub)).toMatchObject({
    verdict: "pass",
    message: "imported",
    data: { path: HUB, names: ["tinynet_s", "tinynet_b"] },
    evidence: [{ source: "head", path: HUB, line: 4, quote: "tinynet_s," }],
  });
});

test("a star import, a definition and an assignment serve as well", () => {
  expect(on(`${OLD}from torchvision.models.tinynet import *\n`)).toMatchObject({ verdict: "pass" });
  expect(on(`${OLD}def tinynet_s(**kwargs):\n    return m(**kwargs)\ntinynet_b = m.tinynet_b\n`)).toMatchObject({
    verdict: "pass",
    evidence: [{ line: 3 }],
  });
});

test("forgotten, or forgotten in part", () => {
  expect(on(OLD)).toMatchObject({
    verdict: "fail",
    message: "not-imported",
    data: { path: HUB, names: ["tinynet_s", "tinynet_b"], module: "torchvision.models.tinynet" },
    evidence: [{ source: "head", path: HUB, line: 2, searched: true }],
  });
  expect(on(`${OLD}from torchvision.models.tinynet import tinynet_s\n`)).toMatchObject({
    data: { names: ["tinynet_b"] },
  });
});

test("tasks that the hub does not serve, prototypes and quantized variants", () => {
  expect(on(OLD, { "torchvision/models/detection/tinynet.py": TINYNET })).toMatchObject({
    verdict: "not-applicable",
    message: "task-not-served",
    data: { tasks: ["detection"] },
  });
  expect(on(OLD, { "torchvision/prototype/models/tinynet.py": TINYNET })).toMatchObject({
    verdict: "not-applicable",
    message: "prototype-only",
  });
  expect(judge(rule, { kind: "new-architecture", head: QUANTIZED })).toMatchObject({
    verdict: "not-applicable",
    message: "no-builders",
  });
});

test("no hub file", () => {
  expect(judge(rule, { head: { [TINYNET_PATH]: TINYNET } })).toMatchObject({
    verdict: "not-applicable",
    message: "no-hub-file",
  });
});
