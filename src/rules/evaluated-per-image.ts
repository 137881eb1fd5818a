import { defineRule } from "../engine/define-rule.ts";
import { citeSearched } from "../submission/citation.ts";
import {
  readLargerBatchStatement,
  readPerImageFigure,
  readSingleImageStatement,
} from "../submission/read-evaluation-statements.ts";
import { voiceOf } from "../submission/voice.ts";

export default defineRule({
  id: "evaluated-per-image",
  clause: "evaluate-with-batch-size-one",
  kinds: ["new-architecture", "new-weights"],
  level: "recommended",
  reads: ["pullRequest", "description", "conversation", "claims"],
  summary: "The reported metrics were measured with a batch size of 1 on one GPU.",
  messages: {
    evaluated: { text: "The evaluation command uses a batch size of 1 on one GPU." },
    said: { text: "The text says that the evaluation used a batch size of 1." },
    "per-image-figure": {
      text: "The script reports a figure that is averaged image by image ({figure}), whatever the batch size.",
    },
    "several-gpus": {
      text: "The evaluation command uses a batch size of 1, but runs on {gpus} GPUs.",
      fix: "Evaluate on one GPU: with several, samples may be counted twice when the set does not divide evenly.",
    },
    "larger-batch": {
      text: "The evaluation command uses a batch size of {batchSize}, not of 1.",
      fix: "Evaluate the checkpoint with a batch size of 1 on one GPU and report those figures.\n---\ntorchrun --nproc_per_node=1 train.py --test-only --batch-size 1 --model <model> --weights <weights>",
    },
    "said-otherwise": {
      text: "The text says that the figures were measured with larger batches, not with a batch size of 1.",
      fix: "Evaluate the checkpoint with a batch size of 1 on one GPU and report those figures.\n---\ntorchrun --nproc_per_node=1 train.py --test-only --batch-size 1 --model <model> --weights <weights>",
    },
    "not-said": {
      text: "Nothing says with which batch size the reported metrics were measured.",
      fix: "Evaluate the checkpoint with a batch size of 1 on one GPU and give the command.\n---\ntorchrun --nproc_per_node=1 train.py --test-only --batch-size 1 --model <model> --weights <weights>",
    },
    "no-metrics": { text: "No metrics are reported." },
  },
  check({ pullRequest, description, conversation, claims }, verdict) {
    const evaluations = claims.commands.filter((one) => one.role === "evaluation");
    const single = evaluations.filter((one) => one.batchSize === 1);
    const [proper] = single.filter((one) => (one.gpus ?? 1) === 1);
    if (proper !== undefined) return verdict.pass("evaluated", {}, [proper.evidence]);
    const texts = [description, ...conversation.filter((text) => voiceOf(text, pullRequest.author) !== undefined)];
    const said = texts.map(readSingleImageStatement).find((one) => one !== undefined);
    if (said !== undefined) return verdict.pass("said", {}, [said]);
    const figure = texts.map(readPerImageFigure).find((one) => one !== undefined);
    if (figure !== undefined) return verdict.pass("per-image-figure", { figure: figure.quote }, [figure]);
    const [several] = single;
    if (several !== undefined) return verdict.unsure("several-gpus", { gpus: several.gpus ?? 0 }, [several.evidence]);
    const [larger] = evaluations.filter((one) => one.batchSize !== undefined);
    if (larger?.batchSize !== undefined)
      return verdict.fail("larger-batch", { batchSize: larger.batchSize }, [larger.evidence]);
    if (claims.metrics.length === 0) return verdict.notAssessed("no-metrics", {});
    const otherwise = texts.map(readLargerBatchStatement).find((one) => one !== undefined);
    if (otherwise !== undefined) return verdict.fail("said-otherwise", {}, [otherwise]);
    return verdict.unsure("not-said", {}, [evaluations[0]?.evidence ?? citeSearched(description)]);
  },
});
