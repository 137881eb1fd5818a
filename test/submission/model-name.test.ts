import { canonicalMetric, modelKey, sameModel, sameWeights } from "../../src/submission/model-name.ts";

test.each([
  [
    "resnet50",
    [
      "ResNet-50",
      "ResNet50_Weights.IMAGENET1K_V2",
      "ResNet50_Weights",
      "torchvision.models.resnet50",
      "`resnet50`",
      "ResNet 50",
    ],
  ],
  ["vitb16", ["vit_b_16", "vit\\_b\\_16", "ViT-B/16", "ViT_B_16_Weights.DEFAULT", "ViT-Base/16".replace("Base", "B")]],
  ["regnetx16gf", ["regnet_x_1_6gf", "RegNet_X_1_6GF", "RegNetX-1.6GF"]],
  ["shufflenetv2x10", ["shufflenet_v2_x1_0", "ShuffleNet V2 x1.0"]],
  [
    "mobilenetv3l",
    ["mobilenet_v3_large", "MobileNetV3-Large", "MobileNet_V3_Large_QuantizedWeights.IMAGENET1K_QNNPACK_V1"],
  ],
  ["fcosresnet50fpn", ["fcos_resnet50_fpn", "FCOS ResNet-50 FPN", "models.detection.fcos_resnet50_fpn"]],
  ["swint", ["swin_t", "Swin-T", "Swin-Tiny", "Swin_T_Weights.IMAGENET1K_V1"]],
])("%s", (key, spellings) => {
  expect(spellings.map(modelKey)).toEqual(spellings.map(() => key));
});

test("different models stay apart, and nothing is the same as no name", () => {
  expect(sameModel("resnet50", "resnet101")).toBe(false);
  expect(sameModel("vit_b_16", "vit_b_32")).toBe(false);
  expect(sameModel("", "")).toBe(false);
  expect(sameModel("large", "large")).toBe(true);
});

test("weights are the same member of the same enum, where both name one", () => {
  expect(sameWeights("IMAGENET1K_V2", "ResNet50_Weights.IMAGENET1K_V2")).toBe(true);
  expect(sameWeights("ResNet50_Weights.IMAGENET1K_V1", "ResNet50_Weights.IMAGENET1K_V2")).toBe(false);
  expect(sameWeights("ResNet18_Weights.IMAGENET1K_V1", "ResNet50_Weights.IMAGENET1K_V1")).toBe(false);
});

test("meta keys name metrics", () => {
  const keys = [
    "acc@1",
    "acc@5",
    "box_map",
    "mask_map",
    "kp_map",
    "miou",
    "pixel_acc",
    "epe",
    "sintel_train_cleanpass_epe",
    "kitti_train_per_image_epe",
    "kitti_test_f1-all",
    "1px",
    "num_params",
    "categories",
  ];
  expect(keys.map(canonicalMetric)).toEqual([
    "acc@1",
    "acc@5",
    "box mAP",
    "mask mAP",
    "keypoint mAP",
    "mean IoU",
    "pixel accuracy",
    "EPE",
    "EPE",
    undefined,
    "F1-all",
    "1px",
    undefined,
    undefined,
  ]);
});
