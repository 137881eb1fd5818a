import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bodyOf, boundedBody, readWhole } from "../../src/evidence/answer-body.ts";
import type { FetchAnswer, FetchRequest } from "../../src/evidence/fetch-answer.ts";
import { openRecordedWorld } from "../../src/evidence/recorded-world.ts";
import { createRecordingWorld } from "../../src/evidence/recorder.ts";
import type { World } from "../../src/evidence/world.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "recorded-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function record(index: unknown, files: Readonly<Record<string, string>> = {}): World {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "index.json"), typeof index === "string" ? index : JSON.stringify(index));
  return openRecordedWorld(folder);
}

const ask = (world: World, url: string, more: Partial<FetchRequest> = {}) =>
  world.fetcher.fetch({ url, method: "GET", maxBytes: 1000, ...more });

async function text(answer: FetchAnswer | Promise<FetchAnswer>): Promise<string> {
  const settled = await answer;
  if (settled.status === "unreachable") return `unreachable: ${settled.reason}`;
  const whole = await readWhole(settled.body);
  return whole.status === "read" ? new TextDecoder().decode(whole.bytes) : `unreachable: ${whole.reason}`;
}

test("what is recorded answers as often as asked, what is not is unreachable", async () => {
  const world = record([{ url: "https://files.example/a.log", status: 200, file: "a" }], { a: "Acc@1 76.130" });
  for (let time = 0; time < 3; time += 1)
    expect(await text(ask(world, "https://files.example/a.log"))).toBe("Acc@1 76.130");
  expect(await text(ask(world, "https://files.example/b.log"))).toBe("unreachable: not recorded");
  expect(await text(ask(world, "http://files.example/a.log"))).toBe("unreachable: not recorded");
  expect(await text(ask(world, "no url"))).toBe("unreachable: not recorded");
});

test.each([
  ["https://export.arxiv.org/api/query?id_list=2103.14030", "http://export.arxiv.org/api/query?id_list=2103.14030"],
  ["http://arxiv.org/abs/2103.14030", "https://arxiv.org/abs/2103.14030"],
  [
    "https://api.github.com/repos/a/b/pulls?state=open",
    "https://api.github.com/repos/a/b/pulls?per_page=100&state=open&page=1",
  ],
  [
    "https://api.github.com/repos/a/b/pulls?per_page=30&state=open",
    "https://api.github.com/repos/A/b/pulls?state=open&page=2",
  ],
  ["https://files.example/x?a=1&b=2", "https://files.example/x?b=2&a=1#part"],
  ["https://files.example/x%20y", "https://files.example/x y"],
  ["https://api.crossref.org/works/10.1109%2Fcvpr.2016.90", "https://api.crossref.org/works/10.1109/cvpr.2016.90"],
])("recorded as %s, asked as %s", async (recorded, asked) => {
  const world = record([{ url: recorded, status: 200, file: "a" }], { a: "x" });
  expect(await text(ask(world, asked))).toBe("x");
});

test("a page that is recorded by itself is found before the first", async () => {
  const url = "https://api.github.com/repos/a/b/issues/1/comments";
  const world = record(
    [
      { url: `${url}?per_page=100&page=1`, status: 200, file: "1" },
      { url: `${url}?per_page=100&page=2`, status: 200, file: "2" },
    ],
    { "1": "first", "2": "second" },
  );
  expect(await text(world.github.get("/repos/a/b/issues/1/comments?page=2&per_page=100"))).toBe("second");
  expect(await text(world.github.get("/repos/a/b/issues/1/comments"))).toBe("first");
});

test("HEAD is answered from the record of a GET", async () => {
  const world = record(
    [
      { url: "https://files.example/a.pth", status: 200, headers: { "Content-Type": "x/y" }, file: "a" },
      { url: "https://files.example/b.pth", status: 200, headers: { "content-length": 123456789 } },
      { url: "https://files.example/c.pth", method: "HEAD", status: 403 },
      { url: "https://files.example/d.pth", status: 404 },
    ],
    { a: "0123456789" },
  );
  const head = async (url: string) => {
    const answer = await ask(world, url, { method: "HEAD" });
    return answer.status === "answered"
      ? [answer.code, answer.headers.get("content-length"), await text(answer)]
      : answer;
  };
  expect(await head("https://files.example/a.pth")).toEqual([200, "10", ""]);
  expect(await head("https://files.example/b.pth")).toEqual([200, "123456789", ""]);
  expect(await head("https://files.example/c.pth")).toEqual([403, undefined, ""]);
  expect(await head("https://files.example/d.pth")).toEqual([404, undefined, ""]);
  expect(await text(ask(world, "https://files.example/b.pth"))).toBe("unreachable: the recorded answer has no body");
  expect(await text(ask(world, "https://files.example/c.pth"))).toBe("unreachable: not recorded");
  expect(await ask(world, "https://files.example/d.pth")).toMatchObject({ status: "answered", code: 404 });
});

describe("ranges", () => {
  const whole = () => record([{ url: "https://files.example/a.pth", status: 200, file: "a" }], { a: "0123456789" });

  test.each([
    [{ start: 2, end: 5 }, 206, "bytes 2-5/10", "2345"],
    [{ start: 0, end: 0 }, 206, "bytes 0-0/10", "0"],
    [{ start: 8, end: 99 }, 206, "bytes 8-9/10", "89"],
    [{ last: 3 }, 206, "bytes 7-9/10", "789"],
    [{ last: 30 }, 206, "bytes 0-9/10", "0123456789"],
    [{ start: 10, end: 12 }, 416, "bytes */10", ""],
    [{ start: 5, end: 2 }, 416, "bytes */10", ""],
  ])("%j of a whole file", async (range, code, contentRange, body) => {
    const answer = await ask(whole(), "https://files.example/a.pth", { range });
    expect(answer).toMatchObject({ status: "answered", code });
    expect(answer.status === "answered" && answer.headers.get("content-range")).toBe(contentRange);
    expect(await text(answer)).toBe(body);
  });

  test("of recorded parts", async () => {
    const url = "https://files.example/a.pth";
    const part = (range: string, file: string) => ({ url, status: 206, headers: { "content-range": range }, file });
    const world = record([part("bytes 0-3/1000", "a"), part("bytes 990-999/1000", "b")], {
      a: "head",
      b: "0123456789",
    });
    expect(await text(ask(world, url, { range: { start: 1, end: 2 } }))).toBe("ea");
    expect(await text(ask(world, url, { range: { last: 5 } }))).toBe("56789");
    expect(await text(ask(world, url, { range: { start: 995, end: 2000 } }))).toBe("56789");
    expect(await text(ask(world, url, { range: { start: 2, end: 9 } }))).toBe("unreachable: not recorded");
    expect(await text(ask(world, url))).toBe("unreachable: not recorded");
    const head = await ask(world, url, { method: "HEAD" });
    expect(head).toMatchObject({ status: "answered", code: 200 });
    expect(head.status === "answered" && head.headers.get("content-length")).toBe("1000");
  });
});

test("redirects are followed, and no further than three", async () => {
  const step = (from: number, to: string) => ({
    url: `https://files.example/${from}`,
    status: 302,
    headers: { location: to },
  });
  const world = record(
    [
      step(4, "/3"),
      step(3, "/2"),
      step(2, "https://files.example/1"),
      step(1, "/0"),
      step(7, "/8"),
      { url: "https://files.example/0", status: 200, file: "a" },
    ],
    { a: "there" },
  );
  const answer = await ask(world, "https://files.example/3");
  expect(answer).toMatchObject({ status: "answered", url: "https://files.example/0" });
  expect(await text(answer)).toBe("there");
  expect(await text(ask(world, "https://files.example/4"))).toBe("unreachable: it redirects more than 3 times");
  expect(await text(ask(world, "https://files.example/7"))).toBe("unreachable: not recorded");
});

test("bodies are cut where the request says", async () => {
  const world = record([{ url: "https://files.example/a", status: 200, file: "a" }], { a: "0123456789" });
  const answer = await ask(world, "https://files.example/a", { maxBytes: 4 });
  if (answer.status === "unreachable") throw new Error(answer.reason);
  let read = "";
  for await (const piece of answer.body) read += new TextDecoder().decode(piece);
  expect([read, answer.body.ending]).toEqual(["0123", { kind: "cut" }]);
});

describe("a hostile folder", () => {
  test("names no file outside itself", async () => {
    writeFileSync(join(folder, "secret"), "secret");
    const inner = join(folder, "responses");
    mkdirSync(inner);
    symlinkSync(join(folder, "secret"), join(inner, "link"));
    symlinkSync(folder, join(inner, "up"));
    const files = [
      "../secret",
      join(folder, "secret"),
      "link",
      "up/secret",
      "./../secret",
      ".",
      "",
      "no-such-file",
      "a\u0000",
    ];
    writeFileSync(
      join(inner, "index.json"),
      JSON.stringify(files.map((file, index) => ({ url: `https://files.example/${index}`, status: 200, file }))),
    );
    const world = openRecordedWorld(inner);
    for (const index of files.keys()) {
      expect(await text(ask(world, `https://files.example/${index}`))).toMatch(
        /^unreachable: (?:the recorded answer's file is not there|not recorded)$/,
      );
    }
  });

  test.each([
    ["no JSON", "{", "the list of recorded answers is not valid JSON"],
    ["no list", { url: "x" }, "the list of recorded answers is no list"],
    ["too much", "x".repeat(5 * 1024 * 1024), "the list of recorded answers is too large"],
  ])("with %s is an empty world that says so", async (_, index, reason) => {
    expect(await text(ask(record(index), "https://files.example/a"))).toBe(`unreachable: ${reason}`);
  });

  test("without responses is an empty world", async () => {
    const world = openRecordedWorld(join(folder, "absent"));
    expect(await text(ask(world, "https://files.example/a"))).toBe("unreachable: not recorded");
    expect(await text(world.github.get("/repos/a/b/issues/1"))).toBe("unreachable: not recorded");
  });

  test("with entries of the wrong shape keeps the others", async () => {
    const world = record(
      [
        null,
        1,
        {},
        { url: 1 },
        { url: "https://files.example/a", status: "200" },
        { url: "https://files.example/a", status: 200, file: "a" },
        { url: "https://files.example/b", status: 200, method: "POST", file: "a" },
      ],
      { a: "x" },
    );
    expect(await text(ask(world, "https://files.example/a"))).toBe("x");
    expect(await text(ask(world, "https://files.example/b"))).toBe("unreachable: not recorded");
  });
});

describe("a recording", () => {
  const answers = new Map<string, () => FetchAnswer>();
  const answer = (code: number, body: string, headers: Record<string, string> = {}): FetchAnswer => ({
    status: "answered",
    url: "https://signed.example/?X-Amz-Signature=secret",
    code,
    headers: new Map(Object.entries(headers)),
    body: bodyOf(new TextEncoder().encode(body), 8),
  });
  const inner: World = {
    fetcher: { fetch: ({ url }) => Promise.resolve(answers.get(url)?.() ?? { status: "unreachable", reason: "no" }) },
    github: { get: (path) => Promise.resolve(answers.get(path)?.() ?? { status: "unreachable", reason: "no" }) },
  };

  test("replays what was read, and holds no secrets", async () => {
    answers.set("/repos/a/b/issues/1?per_page=100", () =>
      answer(200, '{"a":1}', {
        "content-type": "application/json; charset=utf-8",
        "set-cookie": "session=secret",
        "x-oauth-scopes": "secret",
      }),
    );
    answers.set("https://files.example/log", () => answer(200, "0123456789", { "content-length": "10" }));
    answers.set("https://files.example/gz", () =>
      answer(200, "decoded", { "content-encoding": "gzip", "content-length": "3" }),
    );
    answers.set("https://files.example/part", () => answer(206, "2345", { "content-range": "bytes 2-5/10" }));
    answers.set("https://files.example/gone", () => answer(404, ""));
    const recording = createRecordingWorld(inner);
    const read = async (world: World) => [
      await text(world.github.get("/repos/a/b/issues/1?per_page=100")),
      await text(ask(world, "https://files.example/log")),
      await text(ask(world, "https://files.example/gz")),
      await text(ask(world, "https://files.example/part", { range: { start: 2, end: 5 } })),
      await text(ask(world, "https://files.example/gone")),
      await text(ask(world, "https://files.example/gone", { method: "HEAD" })),
    ];
    const live = await read(recording);
    expect(live).toEqual(['{"a":1}', "unreachable: the answer is larger than the limit", "decoded", "2345", "", ""]);
    const responses = join(folder, "responses");
    expect(recording.save(responses)).toEqual({ recorded: 6, left: 0 });
    const world = openRecordedWorld(responses);
    expect(await read(world)).toEqual(live);
    expect(await text(ask(world, "https://files.example/nothing"))).toBe("unreachable: not recorded");
    for (const name of readdirSync(responses)) {
      expect(readFileSync(join(responses, name), "utf8")).not.toMatch(/secret|signed|cookie/i);
    }
    expect(readdirSync(responses).sort()).toEqual([
      "001-api.github.com.json",
      "002-files.example.bin",
      "003-files.example.bin",
      "004-files.example.bin",
      "index.json",
    ]);
  });

  test("does not hold a body that broke off", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(3);
      throw new Error("gone");
    }
    answers.set("https://files.example/broken", () => ({
      status: "answered",
      url: "https://files.example/broken",
      code: 200,
      headers: new Map(),
      body: boundedBody(broken(), { maxBytes: 100, explain: () => "it broke off" }),
    }));
    const recording = createRecordingWorld(inner);
    expect(await text(ask(recording, "https://files.example/broken"))).toBe("unreachable: it broke off");
    expect(recording.save(folder)).toEqual({ recorded: 0, left: 0 });
    expect(JSON.parse(readFileSync(join(folder, "index.json"), "utf8"))).toEqual([]);
  });
});
