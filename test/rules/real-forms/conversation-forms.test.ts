import type { Example } from "../submission-fixture.ts";
import { type Form, readForm } from "./form.ts";

const said = (author: string, body: string, association: "NONE" | "MEMBER" | "CONTRIBUTOR" = "NONE"): Example => ({
  body: "Adds FooNet.",
  comments: [{ author, association, body }],
});
const author = (body: string) => said("contributor", body);
const member = (body: string) => said("datumbox", body, "MEMBER");
const stranger = (body: string) => said("passer-by", body);

const TABLE = "| model | acc@1 | paper acc@1 |\n|---|---|---|\n| foonet_t | 79.1 | 79.0 |";
const COMMAND = "```\ntorchrun --nproc_per_node=8 train.py --model foonet_t --epochs 300 --lr 0.5\n```";

const FORMS: readonly Form[] = [
  ["the author's table", author(TABLE), "V C"],
  ["a maintainer's table", member(`I retrained it:\n\n${TABLE}`), "V C"],
  ["a stranger's table", stranger(TABLE), ""],
  ["a contributor's table who is not the author", said("regular", TABLE, "CONTRIBUTOR"), ""],
  ["the author's command", author(COMMAND), "K"],
  ["a maintainer's command", member(`Trained with\n${COMMAND}`), "K"],
  ["a stranger's command", stranger(COMMAND), ""],
  ["the author's checkpoint", author("Checkpoint: https://drive.google.com/file/d/1AbC/view"), "W"],
  [
    "a maintainer's upload",
    member("Uploaded the weights to https://download.pytorch.org/models/foonet_t-1a2b3c4d.pth"),
    "W",
  ],
  ["a stranger's checkpoint", stranger("I trained one: https://drive.google.com/file/d/1AbC/view checkpoint"), ""],
  ["the author's log", author("Here is the training log: https://gist.github.com/foodev/0123456789abcdef"), "L"],
  [
    "the author's paper and source",
    author("Paper https://arxiv.org/abs/2401.01234 code https://github.com/foolab/foonet"),
    "P R",
  ],
  ["a maintainer asks", member("Could you report acc@1 and link the training log and the paper?"), ""],
  ["a maintainer asks for a figure", member("Could you check whether acc@1 reaches 81.3 as in the paper?"), ""],
  [
    "a maintainer reviews",
    member("Thanks! Please train with `torchrun train.py --model foonet_t` and report back."),
    "",
  ],
  ["a quoted reply", author("> Please report acc@1 79.1\n\nWill do."), ""],
  ["the author answers a member", author("@datumbox done, thanks"), ""],
  ["the author calls a member", author("cc @datumbox"), "M"],
  ["the author names the ticket", author("Closes #5410"), "T"],
  ["a maintainer names the ticket", member("This was discussed in #5410."), ""],
  ["a label bot's cc", said("facebook-github-bot", "cc @datumbox @vfdev-5", "NONE"), ""],
  ["a review that mentions a deviation", member("This differs from the paper, could you explain why?"), ""],
  [
    "the author answers it",
    author("We use ReLU instead of GELU unlike the paper, because it is faster on mobile."),
    "D",
  ],
  [
    "a result as a picture in a comment",
    author("Results of the last run:\n![x](https://user-images.githubusercontent.com/1/2-3.png)"),
    "V? C?",
  ],
  [
    "a stranger's picture",
    stranger("Results of the last run:\n![x](https://user-images.githubusercontent.com/1/2-3.png)"),
    "",
  ],
  ["an author of other case", { ...author("Closes #5410"), author: "Contributor" }, "T"],
];

test.each(FORMS.map((form) => [...form]))("%s", (_name, example, verdicts) => {
  expect(readForm(example)).toBe(verdicts);
});
