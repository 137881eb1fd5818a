import { commandingComments } from "../../src/work/command-authority.ts";
import { answerTo } from "../../src/work/command-reply.ts";
import { comment } from "./fake-github.ts";

const RULES = [{ id: "ticket-linked" }, { id: "paper-linked" }];

/** The answer to a comment as it is sent. */
function answer(body: string, mayWrite?: boolean, by = "somebody", author = "contributor") {
  const [one] = commandingComments([comment(1, by, body)], RULES);
  if (one === undefined) throw new Error("no command");
  return answerTo({ ...one, by, ...(mayWrite === undefined ? {} : { mayWrite }) }, author);
}

const HELP = `A line of a comment that begins with one of these is a command; in a quote or in code it is none.

| Command | Who | What it does |
| --- | --- | --- |
| \`/weighbridge recheck\` | author, write access | reviews this pull request once more |
| \`/weighbridge waive REQUIREMENT reason\` | write access | lets the requirement be; it stays visible with who, when and why |
| \`/weighbridge unwaive REQUIREMENT\` | write access | ends that |
| \`/weighbridge kind KIND\` | write access | sets what this pull request is: \`new-architecture\`, \`new-weights\`, \`not-a-model-contribution\`, or \`auto\` to let the diff decide |
| \`/weighbridge help\` | everybody | this list |

REQUIREMENT is its name as the check's summary lists it, for example \`ticket-linked\`.`;

test.each<readonly [body: string, reply: string]>([
  [
    "/weighbridge waive ticket_linked x",
    'There is no requirement called "`ticket_linked`". Did you mean ticket-linked?',
  ],
  [
    "/weighbridge waive nonsense x",
    `There is no requirement called "nonsense". The check's summary lists them all by name.`,
  ],
  [
    "/weighbridge waive",
    "`waive` names no requirement. Write `/weighbridge waive REQUIREMENT reason`. The check's summary lists them all by name.",
  ],
  ["/weighbridge waive ticket-linked", "A waiver needs its reason. Write `/weighbridge waive ticket-linked reason`."],
  [
    "/weighbridge kind",
    "`kind` names no kind. Write `/weighbridge kind KIND`. KIND is new-architecture, new-weights, not-a-model-contribution, or auto.",
  ],
  ["/weighbridge kind new_weights", 'There is no kind called "`new_weights`". Did you mean new-weights?'],
  ["/weighbridge recheckk", 'There is no command called "recheckk". Did you mean recheck?'],
  ["/weighbridge fly", 'There is no command called "fly". `/weighbridge help` lists the commands.'],
  [
    "/weighbridge waive @everyone#1|x why",
    "There is no requirement of that name. The check's summary lists them all by name.",
  ],
  ["/weighbridge <!--x", "There is no command of that name. `/weighbridge help` lists the commands."],
  [
    "/weighbridge waive x\n/weighbridge recheck\n/weighbridge waive ticket-linked agreed",
    `There is no requirement called "x". The check's summary lists them all by name.\n\nDone all the same: \`recheck\`, \`waive\`.`,
  ],
])("%j of a maintainer is answered", (body, reply) => {
  expect(answer(body, true)).toEqual({ reaction: "confused", reply });
});

test("what was done is a reaction alone", () => {
  expect(answer("/weighbridge waive ticket-linked agreed", true)).toEqual({ reaction: "+1" });
  expect(answer("/weighbridge recheck", undefined, "Contributor")).toEqual({ reaction: "+1" });
});

test("help is a list, behind what else there is to say", () => {
  expect(answer("/weighbridge help")).toEqual({ reaction: "+1", reply: HELP });
  expect(answer("/weighbridge\n/weighbridge fly").reply).toBe(
    `There is no command called "fly". \`/weighbridge help\` lists the commands.\n\n${HELP}`,
  );
});

test("a refusal says for whom the command is", () => {
  expect(
    answer("/weighbridge recheck\n/weighbridge unwaive ticket-linked\n/weighbridge unwaive paper-linked", false),
  ).toEqual({
    reaction: "confused",
    reply:
      "`recheck` is for the author of this pull request and for people with write access to this repository. Nothing was changed.\n\n`unwaive` is for people with write access to this repository alone. Nothing was changed.",
  });
});
