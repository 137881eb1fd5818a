/** One sentence or item of the contribution guide, as it stands in the version in force. */
export interface Clause {
  readonly section: string;
  /** Literal words of the guide, line breaks as single spaces. */
  readonly quote: string;
  readonly url: string;
  /** Why no rule judges it, for clauses that none does. */
  readonly unjudged?: string;
}

const GUIDE_URL = "https://github.com/pytorch/vision/blob/main/CONTRIBUTING_MODELS.md";

interface Section {
  readonly section: string;
  readonly url: string;
}

const section = (title: string, anchor: string): Section => ({ section: title, url: `${GUIDE_URL}#${anchor}` });

const OVERVIEW = section("New Model Architectures - Overview", "new-model-architectures---overview");
const PREPARATION = section("1. Preparation work", "1-preparation-work");
const IMPLEMENT = section("2. Implement the model", "2--implement-the-model");
const TRAIN = section("3. Train the model with reference scripts", "3-train-the-model-with-reference-scripts");
const SUBMIT = section("4. Submit a PR", "4-submit-a-pr");
const DETAILS = section("Model development and training steps", "model-development-and-training-steps");
const DOCUMENTATION = section("Documentation and Pytorch Hub", "documentation-and-pytorch-hub");
const WEIGHTS = section("New Weights for Existing Model Architectures", "new-weights-for-existing-model-architectures");

const clauses = {
  "train-the-model": {
    ...OVERVIEW,
    quote: "For someone who would be interested in adding a model architecture, it is also expected to train the model",
  },
  "training-is-costly": {
    ...OVERVIEW,
    quote: "Training big models requires lots of resources and the cost quickly adds up",
    unjudged: "Advice to the contributor before the work begins; nothing in a pull request answers it.",
  },
  "reproducing-is-risky": {
    ...OVERVIEW,
    quote: "Reproducing models is fun but also risky as you might not always get the results reported on the paper.",
    unjudged: "Advice to the contributor before the work begins; the results themselves are judged elsewhere.",
  },
  "lacking-models-not-merged": {
    ...OVERVIEW,
    quote: "The contribution might not get merged if we significantly lack in terms of accuracy, speed etc",
    unjudged: "It says what maintainers may decide; the figures that they decide by are judged elsewhere.",
  },
  "consider-the-hub": {
    ...OVERVIEW,
    quote:
      "Including new models in TorchVision might not be the best approach, so other options such as releasing the model through to [Pytorch Hub](https://pytorch.org/hub/) should be considered",
    unjudged: "Whether another home suits the model better is for the maintainers to say.",
  },
  "discuss-beforehand": {
    ...OVERVIEW,
    quote:
      "If this step is skipped and a PR is submitted without prior discussion it will almost certainly be rejected.",
  },
  "agreement-on-value": {
    ...PREPARATION,
    quote:
      "It is very important at this stage to make sure that there is an agreement on the value of having this model in TorchVision and there is no one else already working on it.",
  },
  "create-ticket": {
    ...PREPARATION,
    quote:
      "If the decision is to include the new model, then please create a new ticket which will be used for all design and implementation discussions prior to the PR.",
  },
  "maintainer-reaches-out": {
    ...PREPARATION,
    quote:
      "One of the TorchVision maintainers will reach out at this stage and this will be your POC from this point onwards in order to provide support, guidance and regular feedback.",
    unjudged: "It binds the maintainers, not the pull request.",
  },
  "follow-the-idioms": {
    ...IMPLEMENT,
    quote: "Please take a look at existing models in TorchVision to get familiar with the idioms.",
    unjudged: "Idiom at large is a reviewer's judgement; the idioms that can be named have rules of their own.",
  },
  "close-to-canonical": {
    ...IMPLEMENT,
    quote: "The implementation should be as close as possible to the canonical implementation/paper",
    unjudged:
      "Comparing an implementation with its original line by line is a reviewer's work; what it leads to, the results, is judged.",
  },
  "code-documentation-tests": {
    ...IMPLEMENT,
    quote: "The PR must include the code implementation, documentation and tests",
  },
  "extend-reference-scripts": {
    ...IMPLEMENT,
    quote: "It should also extend the existing reference scripts used to train the model",
  },
  "reproduce-the-paper": {
    ...IMPLEMENT,
    quote:
      "The weights need to reproduce closely the results of the paper in terms of accuracy, even though the final weights to be deployed will be those trained by the TorchVision maintainers",
  },
  "training-commands": {
    ...IMPLEMENT,
    quote:
      "The PR description should include commands/configuration used to train the model, so that the TorchVision maintainers can easily run them to verify the implementation and generate the final model to be released",
  },
  "reuse-components": {
    ...IMPLEMENT,
    quote: "Make sure we re-use existing components as much as possible (inheritance)",
    unjudged:
      "Which class to inherit from is a design question for the review; hand-written blocks that exist already are judged.",
  },
  "new-primitives": {
    ...IMPLEMENT,
    quote:
      "New primitives (transforms, losses, etc) can be added if necessary, but the final location will be determined after discussion with the dedicated maintainer",
  },
  "train-with-reference-scripts": {
    ...TRAIN,
    quote:
      "To validate the new model against the common benchmark, as well as to generate pre-trained weights, you must use TorchVision’s reference scripts to train the model.",
  },
  "save-logs-and-checkpoint": {
    ...TRAIN,
    quote:
      "Make sure all logs and a final (or best) checkpoint are saved, because it is expected that a submission shows that a model has been successfully trained and the results are in line with the original paper/repository.",
  },
  "maintainers-retrain": {
    ...TRAIN,
    quote:
      "the final model to be released will be re-trained by the maintainers in order to verify reproducibility, ensure that the changes occurred during the PR review did not introduce any bugs, and to avoid moving around a large amount of data (including all checkpoints and logs).",
    unjudged: "It is what the maintainers do after the review.",
  },
  "tag-maintainer": { ...SUBMIT, quote: "Submit a PR and tag the assigned maintainer." },
  "link-ticket": { ...SUBMIT, quote: "Link the original ticket" },
  "link-paper-and-repository": {
    ...SUBMIT,
    quote: "Provide a link for the original paper and the original repository if available",
  },
  "highlight-metrics": {
    ...SUBMIT,
    quote: "Highlight the important test metrics and how they compare to the original paper",
  },
  "highlight-deviations": {
    ...SUBMIT,
    quote:
      "Highlight any design choices that deviate from the original paper/implementation and rationale for these choices",
  },
  "factory-functions": { ...DETAILS, quote: "Implement a model factory function for each of the model variants" },
  "layer-constructors-and-usage-log": {
    ...DETAILS,
    quote:
      "in the module constructor, [pass layer constructor instead of instance](https://github.com/pytorch/vision/blob/47bd962069ba03f753e7ba711cb825317be0b00a/torchvision/models/efficientnet.py#L88) for configurable layers like norm, activation, and log the api usage with `_log_api_usage_once(self)`",
  },
  "fuse-layers": { ...DETAILS, quote: "fuse layers together with existing common blocks if possible" },
  "export-public-api": {
    ...DETAILS,
    quote:
      "define `__all__` in the beginning of the model file to expose model factory functions; import model public APIs (e.g. factory methods) in `torchvision/models/__init__.py`",
  },
  "weights-api": {
    ...DETAILS,
    quote:
      "The new API requires adding more information about the weights such as the preprocessing transforms necessary for using the model, meta-data about the model, etc",
  },
  "write-model-tests": {
    ...DETAILS,
    quote:
      "Make sure you write tests for the model itself (see `_check_input_backprop`, `_model_params` and `_model_params` in `test/test_models.py`) and for any new operators/transforms or important functions that you introduce",
  },
  "list-is-not-exhaustive": {
    ...DETAILS,
    quote:
      "Note that this list is not exhaustive and there are details here related to the code quality etc, but these are rules that apply in all PRs",
    unjudged: "It points to the general contribution guide, which other tools check.",
  },
  "run-train-command": {
    ...DETAILS,
    quote: "run the train command (for example `torchrun --nproc_per_node=8 train.py --model resnet18`)",
  },
  "evaluate-with-batch-size-one": {
    ...DETAILS,
    quote:
      "After training the model, select the best checkpoint and estimate its accuracy with a batch size of 1 on a single GPU.",
  },
  "include-expected-files": {
    ...DETAILS,
    quote:
      "Finally, run the model test to generate expected model files for testing. Please include those generated files in the PR as well.",
  },
  "document-in-section": {
    ...DOCUMENTATION,
    quote: "add the model to the corresponding section (classification/detection/video etc.)",
  },
  "document-construction": {
    ...DOCUMENTATION,
    quote: "describe how to construct the model variants (with and without pre-trained weights)",
  },
  "document-metrics-and-paper": { ...DOCUMENTATION, quote: "add model metrics and reference to the original paper" },
  "hub-import": { ...DOCUMENTATION, quote: "import the model factory functions" },
  "hub-page": {
    ...DOCUMENTATION,
    quote:
      "submit a PR to [https://github.com/pytorch/hub](https://github.com/pytorch/hub) with a model page (or update an existing one)",
    unjudged: "It is a pull request to another repository, made once this one is merged.",
  },
  "document-training-command": { ...DOCUMENTATION, quote: "command(s) to train the model" },
  "weights-ticket": {
    ...WEIGHTS,
    quote:
      "Open a ticket and discuss with the community and maintainers whether this improvement should be added to TorchVision.",
  },
  "weights-significant": { ...WEIGHTS, quote: "Note that to add new weights the improvement should be significant." },
  "weights-train-with-reference-scripts": { ...WEIGHTS, quote: "Train the model using TorchVision reference scripts." },
  "weights-logs-and-checkpoint": {
    ...WEIGHTS,
    quote:
      "Open a PR with the new weights, together with the training logs and the checkpoint chosen so the reviewers can verify the submission.",
  },
  "weights-training-command": {
    ...WEIGHTS,
    quote:
      "Details on how the model was trained, i.e., the training command using the reference scripts, should be included in the PR.",
  },
  "reviewers-replicate": {
    ...WEIGHTS,
    quote:
      "The PR reviewers should replicate the results on their side to verify the submission and if all goes well the new weights should be ready to be released!",
    unjudged: "It binds the reviewers; the report's reproduction kit is made for it.",
  },
} as const satisfies Record<string, Clause>;

export type ClauseId = keyof typeof clauses;

/** The contribution guide (`CONTRIBUTING_MODELS.md`), clause by clause, in the guide's order. */
export const GUIDE: Readonly<Record<ClauseId, Clause>> = clauses;
