import { readDeviationClaims } from "../../src/submission/read-deviation-claims.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";

function read(body: string) {
  return readDeviationClaims(readMarkdown(body, { source: "description" }));
}

const DIFFERS = [
  "Unlike the original we normalise inside of the transforms, because presets do that.",
  "Differs from the original in using bilinear upsampling because the other one cannot be exported.",
  "Compared to the TF reference I use another epsilon for the batch norm, since the weights were trained so.",
  "Deviation from Foo R-CNN: we use BN layers in the head since the backbone is small.",
  "- The difference: no SAM, since the optimizer is not available in the reference scripts.",
  "与论文的不同之处：SDTA 中使用二维归一化代替转置操作，因为这样更快且结果一致。",
  "While the authors state a top-1 of 79.1, ours is 78.85; this is due to the distillation, which we left out.",
  "Our stem differs slightly from the one in the paper.",
  "The head differs from the original implementation in that it has no bias.",
  "Unlike the paper, we do not use dropout in the classifier.",
  "Unlike the original implementation, positional embeddings are interpolated bilinearly.",
  "We use SiLU instead of ReLU because the authors' code does so too.",
  "In contrast to the original recipe, weight decay is not applied to norm layers.",
  "Contrary to the paper, the last stage has stride 1.",
  "We train for 300 epochs rather than the 600 of the paper.",
  "The learning rate schedule is cosine, not step decay as in the paper.",
  "With the exception of the stem, everything is as in the paper.",
  "The model follows the paper except for the padding of the first convolution.",
  "Apart from the optimizer, the recipe is the one of the authors.",
  "The block is based on [FooNet](https://arxiv.org/abs/2101.00001) but includes some extensions from its successor.",
  "This adds a newer backbone than the standard Foo architecture has.",
  "We did not implement the auxiliary classifier that the paper describes.",
  "The authors use 8 GPUs; we used 64, so the learning rate is scaled.",
  "There are two differences from the official implementation: the activation and the padding.",
  "The deviations from the paper are small and listed in the docstring.",
  "I replaced the batch norm of the original model with frozen batch norm, since our batch is small.",
  "We dropped the relative position bias of the original architecture to keep it scriptable.",
  "Minor modifications relative to the authors' code: we merged the two projections.",
  "Our variant is slightly modified compared to the original architecture.",
  "The official code clips gradients at 5; here we clip at 1 because of AMP.",
  "The paper uses batch size 256. We use 1024 instead, with a linearly scaled learning rate.",
  "As opposed to the reference implementation, the pooling is adaptive.",
  "The loss departs from the paper: we sum over anchors.",
  "We deviate from the published recipe by using EMA.",
  "The number of channels was reduced from the 96 of the paper to 64.",
  "Note that the default crop is different from the paper's crop of 224.",
  "While the paper trains with SGD, we train with AdamW.",
  "Whereas the authors freeze the stem, we train everything.",
  "We kept the design of the original paper with a few changes: GELU and layer scale.",
  "The original implementation does not use a bias here, ours does for compatibility with quantization.",
  "Weights are initialised with a truncated normal rather than the Xavier scheme of the paper.",
  "The anchors are computed on the fly, which is not how the paper does it.",
  "The only difference with the original architecture is that max pooling uses ceil mode.",
  "Compared to the paper, we removed the second dropout.",
  "Deviating from the paper, training is done at 176 pixels (FixRes).",
  "* we use label smoothing (the paper does not)",
  "The implementation is a port of the official code, but uses interpolation instead of transposed convolutions.",
  "Compared to the original recipe we increased the number of epochs to 600, as longer training helped.",
  "The architecture isn't the same as in the paper, since the released weights need a bias.",
  "Batch norm momentum is 0.01 here (0.1 in the paper).",
  "In the paper dropout is 0.5, we set it to 0.2.",
  "To save memory we use a smaller batch instead of the one of the paper.",
  "For performance reasons the attention is different from the paper's.",
  "The number of epochs differs from the paper.",
  "There is one discrepancy with the paper: the last block has no norm.",
  "The only deviation is the resize size.",
  "I replaced the average pooling layer by a mean over both axes to support arbitrary input sizes.",
  "We swapped the transposed convolutions for bilinear upsampling because they are faster on CPU.",
];

const SAME = [
  "- Differences: none",
  "Deviations from FooNet: none.",
  "Note: I kept the LayerNorm eps of the original (1e-6).",
  "We retain the initialisation from the authors' code.",
  "The architecture is exactly the same as in the paper.",
  "The hyper-parameters are the same as those of the authors.",
  "The implementation follows the paper exactly.",
  "There are no deviations from the paper.",
  "No deviations.",
  "The padding is consistent with the original implementation.",
  "The layers are identical to the official code, which allows us to load its weights.",
  "The `foo_s` variant is canonical.",
  "The training recipe follows the paper.",
  "All settings match the original recipe.",
  "The block does not differ from the original design.",
  "Layer names were renamed, otherwise the model is equivalent to the reference implementation.",
  "Hyper-parameters are taken directly from the paper.",
  "The initialisation is as described in the paper.",
  "We closely follow the original implementation.",
  "Our port is faithful to the authors' code.",
];

const SILENT = [
  "- Differences:",
  "Difference: 0.3 points of accuracy after training.",
  "精度与论文一致。",
  "Compared to the paper we get a lower accuracy when training longer.",
  "I kept the links of the original issue.",
  "I replaced the convolution block by the existing Conv2dNormActivation to reuse it.",
  "We replaced the norm layer in the test.",
  "This PR adds FooNet, as proposed in the [paper](https://arxiv.org/abs/2101.00001).",
  "Implements the architecture described in the paper.",
  "This is based on the work of the authors.",
  "The paper can be found here.",
  "Our accuracy differs from the paper by 0.3 points.",
  "The accuracy is a little lower than the original accuracy (81.1 vs 81.4).",
  "We do slightly better than the original weights.",
  "The results match the paper.",
  "The results are consistent with the original implementation.",
  "Outputs are identical to the original implementation.",
  "We get the same mAP as the paper.",
  "Speed: 4% faster than the original implementation.",
  "Please explain how the implementation differs from the paper.",
  "Does this differ from the paper?",
  "Should we follow the paper exactly?",
  "TODO: describe the deviations from the paper.",
  "If the implementation differs from the paper, say so here.",
  "We could use GELU instead of ReLU as in the paper.",
  "We will follow the original recipe exactly once the GPUs are free.",
  "We plan to use EMA instead of the recipe of the paper.",
  "I am not sure whether this differs from the original implementation.",
  "Use `nn.Module` instead of functions.",
  "The builder takes a callable instead of a boolean.",
  "This refactors the detection models to use the same API as classification.",
  "The signature differs from the original implementation's API to keep BC.",
  "Unlike the previous PR, this one has tests.",
  "Instead of the old weights, the new weights are loaded by default.",
  "The tests are the same as for the other models.",
  "The docs were changed because the paper link was broken.",
  "Fixes the link to the paper.",
  "We removed the broken paper link from the docs.",
  "I have read the paper and the code.",
  "Thanks to the authors for sharing the original weights!",
  "The weights are ported from the paper's repository.",
  "Original repo: https://github.com/someone/foonet",
  "The original author is not active any more.",
  "We use the standard training script with 8 GPUs.",
  "Trained with the new recipe instead of the old one.",
  "This uses different batch sizes per GPU.",
  "Apart from that, the CI is green.",
  "It is different from what I expected.",
  "Minor changes to the docs and the tests.",
  "The paper reports 81.4, we reach 81.2.",
  "In the paper, Foo is introduced as a backbone for detection.",
  "Adds weights trained from scratch, not converted ones.",
  "The original image is resized to 256 pixels.",
  "This enables us to load the original weights without changes to their files.",
  "- [ ] Deviations from the paper are explained",
  "To confirm that the port is compatible with the original implementation, we compare the outputs.",
  "The official implementation is at https://github.com/someone/foonet, the paper at https://arxiv.org/abs/2101.00001.",
];

test.each([
  ["## Deviations from the paper\n\nWe use AdamW, since SGD did not converge.", "differs", 3],
  ["## Deviations from the paper\n\n- GELU", "differs", 3],
  ["**Differences with the original implementation:**\n\nNo bias in the stem.", "differs", 3],
  ["## Deviations from the paper\n\nNone.", "same", 3],
  ["### Deviations\nNo.", "same", 2],
  ["We made the following changes with respect to the paper:\n- GELU", "differs", 1],
] as const)("under a heading: %j", (body, says, line) => {
  expect(read(body)).toMatchObject([{ says, evidence: { source: "description", line } }]);
});

test.each([
  "## Deviations from the paper\n\n## Tests\n\nAdded.",
  "## Deviations from the paper\n\nTODO",
  "## Deviations from the paper\n\n<!-- explain -->",
  "## Deviations from the paper",
  "Changes with respect to the paper:",
  "> The model differs from the paper.\n\nOK",
  "```\nThe model differs from the paper.\n```",
])("nothing is said: %j", (body) => {
  expect(read(body)).toEqual([]);
});

test("a claim cites the sentence where it stands", () => {
  expect(
    read("Adds FooNet.\n\nIt is fast. The stem differs from the [paper](https://arxiv.org/abs/2101.00001)."),
  ).toEqual([
    {
      says: "differs",
      evidence: {
        source: "description",
        line: 3,
        column: 13,
        quote: "The stem differs from the [paper](https://arxiv.org/abs/2101.00001).",
      },
    },
  ]);
});

test.each([
  "same as ",
  "differs from the original x y ",
  "# Deviations\nfoo\n",
  "if it differs from the paper ",
  "- paper\n",
])("hostile text yields a value: %j", (part) => {
  expect(Array.isArray(read(part.repeat(Math.ceil(65536 / part.length))))).toBe(true);
});

test.each(DIFFERS)("differs: %s", (sentence) => {
  expect(read(sentence).map((claim) => claim.says)).toContain("differs");
});

test.each(SAME)("same: %s", (sentence) => {
  expect(read(sentence).map((claim) => claim.says)).toEqual(["same"]);
});

test.each(SILENT)("silent: %s", (sentence) => {
  expect(read(sentence)).toEqual([]);
});
