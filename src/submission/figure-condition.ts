import type { MetricClaim } from "./metric.ts";
import { modelKey } from "./model-name.ts";

/** Words under which a figure is another than the one that is published: how it was measured, whose it is, when. */
const CONDITION =
  /\b(?:without|w\/o|no[- ]ema|non[- ]ema|raw weights|tta|test[- ]time|(?:ten|multi|five|10|5)[- ]crops?|multi[- ]scale|flip\w{0,4}|int8|quanti[sz]\w{1,6}|fp16|bf16|half precision|float model|timm|train(?:ing)?[- ](?:acc\w{0,8}|top)|(?:at|after|in) epoch|\d{1,4} epochs|(?:first|early|earlier|initial|preliminary|intermediate) (?:run|result|attempt|experiment|version|epoch)s?|ablation|distill\w{1,6}|from scratch instead|fine-?tun\w{1,4})\b/i;
/** The same in running text, where a table has columns and rows for it. */
const SAID_CONDITION =
  /\b(?:resolution|\d{3} ?(?:x|×) ?\d{3}|at (?:224|256|288|299|320|384|448|512)|(?:their|his|her|somebody|authors)(?:'s?)? (?:model|weights|code|implementation|checkpoint)|official|compared|instead|if|would|could|used to|only)\b/i;
/** A name that ends in a number, as models are called. */
const MODEL_LIKE =
  /\b(?!(?:top|acc|imagenet|ilsvrc|coco|kinetics|fp|int|sha|voc|iou|map|ap|gpu|rtx)[-_ ]?\d)[a-z]{2,20}[-_]?\d{1,3}[a-z]?\b/gi;

/** Whether the words beside a figure say that it is another than the published one, or another model's. */
export function isConditional(claim: MetricClaim, soleModel: string | undefined): boolean {
  const words = claim.measured.evidence.quote;
  if (CONDITION.test(words)) return true;
  if (claim.form !== "prose") return false;
  if (SAID_CONDITION.test(words)) return true;
  if (claim.model !== undefined || claim.weights !== undefined) return false;
  const own = modelKey(soleModel ?? "");
  return [...words.matchAll(MODEL_LIKE)].some(([name]) => {
    const key = modelKey(name);
    return (
      !own.includes(key) &&
      !/(?:epoch|batch|size|gpu|node|seed|version|table|section|issue|pr|line|crop|patch)s?[-_ ]?\d/i.test(name)
    );
  });
}
