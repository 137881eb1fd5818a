import rule from "../../src/rules/layer-constructors-passed.ts";
import { judge } from "./submission-fixture.ts";
import { TINYNET_PATH } from "./tinynet.ts";

const on = (parameters: string, body = "pass", name = "TinyNet") =>
  judge(rule, {
    head: {
      [TINYNET_PATH]: `class ${name}(nn.Module):
    def __init__(self, ${parameters}):
        super().__init__()
        ${body}
class TinyNet(nn.Module):
    pass
def tinynet(weights=None, **kwargs):
    return TinyNet(**kwargs)
`.replace(name === "TinyNet" ? "class TinyNet(nn.Module):\n    pass\n" : "\0", ""),
    },
  });

test("annotated as a constructor, optional or not", () => {
  for (const annotation of [
    "norm_layer: Callable[..., nn.Module]",
    "norm_layer: Optional[Callable[..., nn.Module]] = None",
    "norm_layer: Callable[..., nn.Module] = partial(nn.LayerNorm, eps=1e-6)",
    "norm_layer: type[nn.Module] = nn.ReLU",
  ]) {
    expect(on(annotation)).toMatchObject({
      verdict: "pass",
      message: "constructors",
      data: { parameters: ["TinyNet(norm_layer)"] },
      evidence: [{ source: "diff", path: TINYNET_PATH, line: 2, quote: "norm_layer" }],
    });
  }
});

test("a constructor by its default or by its use, whatever the annotation says", () => {
  expect(on("activation_layer=nn.ReLU")).toMatchObject({ message: "constructors" });
  expect(on("activation_layer: nn.Module = nn.ReLU")).toMatchObject({ message: "constructors" });
  expect(on("norm_layer: nn.Module", "self.norm = norm_layer(64)")).toMatchObject({ message: "constructors" });
  expect(on("norm_layer=None", "self.norm = norm_layer(64)")).toMatchObject({ message: "constructors" });
});

test("a parameter of any name that takes what builds a module", () => {
  expect(on("attn_block: Optional[Callable[..., nn.Module]] = None")).toMatchObject({
    verdict: "pass",
    data: { parameters: ["TinyNet(attn_block)"] },
  });
  expect(on("stem: type[nn.Module]")).toMatchObject({ verdict: "pass" });
  expect(on("score_fn: Callable[[Tensor], Tensor]")).toMatchObject({ verdict: "not-applicable" });
});

test("an instance, by annotation or by default", () => {
  expect(on("norm_layer: nn.Module", "self.norm = norm_layer")).toMatchObject({
    verdict: "fail",
    message: "instances",
    data: { parameters: ["TinyNet(norm_layer)"], example: "norm_layer" },
    evidence: [{ path: TINYNET_PATH, line: 2, quote: "norm_layer" }],
    findings: [{ text: "norm_layer of TinyNet takes an instance" }],
  });
  expect(on("activation=nn.ReLU()")).toMatchObject({ message: "instances" });
});

test("what cannot be told is left to a person", () => {
  expect(on("norm_layer=None")).toMatchObject({ verdict: "unsure", message: "untyped" });
  expect(on("norm_layer: Any = None")).toMatchObject({ verdict: "unsure", message: "untyped" });
});

test("fixed layers, sub-networks and settings are no configurable layers", () => {
  for (const parameters of [
    "width: float = 1.0",
    "backbone: nn.Module, head: Optional[nn.Module] = None",
    "feature_encoder: nn.Module, downsample: Optional[nn.Module] = None",
    "norm_layer: bool = True",
    "activation: str = 'relu'",
    "extra_fpn_layer: Optional[int] = None, pool_layer: str = 'avg'",
  ]) {
    expect(on(parameters)).toMatchObject({ verdict: "not-applicable", message: "none-configurable" });
  }
  // In a building block, a plain name may be a network that the model has built.
  expect(on("norm: nn.Module", "pass", "Block")).toMatchObject({ message: "none-configurable" });
});
