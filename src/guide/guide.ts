/** One sentence or item of the contribution guide, as it stands in the version in force. */
export interface Clause {
  readonly section: string;
  /** Literal words of the guide, line breaks as single spaces. */
  readonly quote: string;
  readonly url: string;
  /** Why no rule can judge it, for clauses that none does. */
  readonly unjudged?: string;
}

const GUIDE_URL = "https://github.com/pytorch/vision/blob/main/CONTRIBUTING_MODELS.md";
const at = (anchor: string): string => `${GUIDE_URL}#${anchor}`;

const PREPARATION = at("1-preparation-work");
const IMPLEMENT = at("2--implement-the-model");
const TRAIN = at("3-train-the-model-with-reference-scripts");
const SUBMIT = at("4-submit-a-pr");
const DETAILS = at("new-model-architectures---implementation-details");
const DOCUMENTATION = at("documentation-and-pytorch-hub");
const WEIGHTS = at("new-weights-for-existing-model-architectures");
const OVERVIEW = at("new-model-architectures---overview");

const clauses = {
  "discuss-before-work": {
    section: "Preparation work",
    quote:
      "It is very important at this stage to make sure that there is an agreement on the value of having this model in TorchVision and there is no one else already working on it.",
    url: PREPARATION,
  },
  "create-ticket": {
    section: "Preparation work",
    quote:
      "If the decision is to include the new model, then please create a new ticket which will be used for all design and implementation discussions prior to the PR.",
    url: PREPARATION,
  },
} as const satisfies Record<string, Clause>;

export type ClauseId = keyof typeof clauses;
export const GUIDE: Readonly<Record<ClauseId, Clause>> = clauses;
void [IMPLEMENT, TRAIN, SUBMIT, DETAILS, DOCUMENTATION, WEIGHTS, OVERVIEW];
