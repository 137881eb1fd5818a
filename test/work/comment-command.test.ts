import { type CommentCommand, commandLines, readCommands } from "../../src/work/comment-command.ts";

const RULES = [{ id: "ticket-linked" }, { id: "paper-linked" }, { id: "training-log-provided" }];
const read = (body: string) => readCommands(commandLines(body), RULES);

const TABLE: readonly (readonly [body: string, commands: readonly CommentCommand[]])[] = [
  ["/weighbridge help", [{ verb: "help" }]],
  ["/weighbridge", [{ verb: "help" }]],
  ["/Weighbridge ReCheck", [{ verb: "recheck" }]],
  ["  /weighbridge recheck  ", [{ verb: "recheck" }]],
  ["Thanks!\n\n/weighbridge recheck\r\nplease", [{ verb: "recheck" }]],
  [
    "/weighbridge waive ticket-linked agreed on the call, see `notes.md`",
    [{ verb: "waive", rule: "ticket-linked", reason: "agreed on the call, see  notes.md" }],
  ],
  ["/weighbridge waive `ticket-linked`: because", [{ verb: "waive", rule: "ticket-linked", reason: "because" }]],
  ["/weighbridge unwaive paper-linked", [{ verb: "unwaive", rule: "paper-linked" }]],
  ["/weighbridge unwaive paper-linked as it is there now", [{ verb: "unwaive", rule: "paper-linked" }]],
  ["/weighbridge kind new-weights", [{ verb: "kind", kind: "new-weights" }]],
  ["/weighbridge kind auto", [{ verb: "kind", kind: "auto" }]],
  [
    "/weighbridge waive paper-linked one\n/weighbridge recheck",
    [{ verb: "waive", rule: "paper-linked", reason: "one" }, { verb: "recheck" }],
  ],
  // Not for us.
  ["", []],
  ["see /weighbridge recheck", []],
  ["/weighbridges recheck", []],
  ["/weighbridge-help", []],
  ["weighbridge recheck", []],
  ["> /weighbridge recheck", []],
  ["```\n/weighbridge recheck\n```", []],
  ["~~~~\n/weighbridge recheck\n", []],
  ["    /weighbridge recheck", []],
  ["`/weighbridge recheck`", []],
  ["<!-- /weighbridge recheck -->", []],
  ["<!--\n/weighbridge recheck\n-->", []],
  ["<pre>\n/weighbridge recheck\n</pre>", []],
];

test.each(TABLE)("%j", (body, commands) => {
  expect(read(body)).toEqual(commands);
});

describe("mistakes", () => {
  const TABLE: readonly (readonly [body: string, problem: string, remedy: string])[] = [
    [
      "/weighbridge waive",
      "`waive` names no requirement.",
      "Write `/weighbridge waive REQUIREMENT reason`. The check's summary lists them all by name.",
    ],
    [
      "/weighbridge unwaive ``",
      "`unwaive` names no requirement.",
      "Write `/weighbridge unwaive REQUIREMENT`. The check's summary lists them all by name.",
    ],
    [
      "/weighbridge kind",
      "`kind` names no kind.",
      "Write `/weighbridge kind KIND`. KIND is new-architecture, new-weights, not-a-model-contribution, or auto.",
    ],
    [
      "/weighbridge waive ticket-linkd no",
      'There is no requirement called "ticket-linkd".',
      "Did you mean ticket-linked?",
    ],
    [
      "/weighbridge waive nonsense no",
      'There is no requirement called "nonsense".',
      "The check's summary lists them all by name.",
    ],
    [
      "/weighbridge waive ticket-linked",
      "A waiver needs its reason.",
      "Write `/weighbridge waive ticket-linked reason`.",
    ],
    [
      "/weighbridge waive ticket-linked ...",
      "A waiver needs its reason.",
      "Write `/weighbridge waive ticket-linked reason`.",
    ],
    ["/weighbridge kind new-weight", 'There is no kind called "new-weight".', "Did you mean new-weights?"],
    ["/weighbridge recheckk", 'There is no command called "recheckk".', "Did you mean recheck?"],
    ["/weighbridge fly me to the moon", 'There is no command called "fly".', "`/weighbridge help` lists the commands."],
  ];
  test.each(TABLE)("%s", (body, problem, remedy) => {
    expect(read(body)).toEqual([{ verb: "mistake", problem, remedy }]);
  });
});

test("a reason is cut, and a hidden comment is no part of it", () => {
  const [command] = read(`/weighbridge waive ticket-linked ${"a".repeat(2_000)}`);
  expect(command?.verb === "waive" && command.reason.length).toBe(500);
  const [hidden] = read("/weighbridge waive ticket-linked agreed <!-- and paper-linked -->");
  expect(hidden).toEqual({ verb: "waive", rule: "ticket-linked", reason: "agreed" });
});

test("at most ten commands of a comment count", () => {
  expect(read("/weighbridge recheck\n".repeat(5_000))).toHaveLength(10);
});

test.each([
  ["slashes", "/weighbridge ".repeat(5_000)],
  ["quotes", `${">".repeat(30_000)} /weighbridge recheck`],
  ["backticks", `/weighbridge waive ${"`".repeat(60_000)}`],
  ["spaces", `/weighbridge waive ticket-linked${" ".repeat(60_000)}`],
])("hostile text of %s is read", (_, body) => {
  expect(Array.isArray(read(body))).toBe(true);
});
