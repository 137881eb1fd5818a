import { gzipSync } from "node:zlib";
import { DEFAULT_BOUNDS } from "../../src/evidence/bounds.ts";
import { gatherLogs } from "../../src/evidence/gather-logs.ts";
import type { LogClaim } from "../../src/submission/claims.ts";
import type { Fact, LogFact } from "../../src/submission/facts.ts";
import { fetcherFor, type LoopbackServer, startServer } from "./loopback-server.ts";

const HOST = "http://files.example";
const claim = (url?: string): LogClaim => ({
  ...(url === undefined ? {} : { url }),
  form: url === undefined ? "job-id" : "link",
  evidence: { source: "description", line: 1, quote: url ?? "job 1" },
});

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Served {
  readonly body: string | Uint8Array;
  readonly code?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

async function gather(name: string, served: Served, logBytes = 100_000): Promise<Fact<LogFact> | undefined> {
  server = await startServer((request, response) => {
    if (request.url !== `/${name}`) response.writeHead(404).end();
    else response.writeHead(served.code ?? 200, served.headers).end(served.body);
  });
  const fetcher = fetcherFor(server);
  const url = `${HOST}/${name}`;
  const facts = await gatherLogs({ logs: [claim(url)] }, fetcher, { ...DEFAULT_BOUNDS, logBytes }, () => undefined);
  return facts.get(url);
}

const LOG = [
  "",
  "Namespace(model='heron_s', epochs=3, lr=0.5)",
  ...[0, 1, 2].flatMap((epoch) => [
    `Epoch: [${epoch}]  [  10/625]  eta: 0:10:00  lr: 0.5  loss: 2.1`,
    `Test:  Acc@1 ${70 + epoch}.250 Acc@5 90.000`,
  ]),
  "",
].join("\n");

test("a text log: its series, its arguments, its first line", async () => {
  const fact = await gather("train.log", { body: LOG, headers: { "content-type": "text/plain" } });
  expect(fact).toMatchObject({
    status: "known",
    value: { bytes: LOG.length, log: { epochs: 3, hasTraining: true, truncated: false, argumentsLine: 2 } },
    evidence: {
      source: "log",
      url: `${HOST}/train.log`,
      line: 2,
      quote: "Namespace(model='heron_s', epochs=3, lr=0.5)",
    },
  });
  if (fact?.status !== "known") throw new Error("not known");
  expect(fact.value.log.series[0]).toMatchObject({
    metric: "acc@1",
    best: { text: "72.250" },
    final: { text: "72.250" },
  });
});

test.each<[string, Served]>([
  ["train", { body: LOG, headers: { "content-type": "application/octet-stream" } }],
  ["train.txt", { body: `\ufeff${LOG}` }],
  ["train.out", { body: Buffer.from(`\ufeff${LOG}`, "utf16le") }],
  ["train.log.gz", { body: gzipSync(LOG) }],
  ["train.log", { body: gzipSync(LOG), headers: { "content-encoding": "gzip" } }],
  ["train.log.gz", { body: gzipSync(gzipSync(LOG)), headers: { "content-encoding": "gzip" } }],
])("%s, however it is named and packed", async (name, served) => {
  const fact = await gather(name, served);
  expect(fact).toMatchObject({ status: "known", value: { log: { epochs: 3, truncated: false } } });
});

test("JSON lines and CSV exports", async () => {
  const lines = [0, 1].map((epoch) => JSON.stringify({ epoch, train_loss: 1, test_acc1: 70 + epoch })).join("\n");
  expect(await gather("log.jsonl", { body: lines })).toMatchObject({
    value: { log: { series: [{ best: { text: "71" } }] } },
  });
});

test("a log longer than the bound is read as far as that", async () => {
  const long = LOG + "Epoch: [3]  [  10/625]  eta: 0:10:00  loss: 2.1\n".repeat(5000);
  const plain = await gather("train.log", { body: long });
  expect(plain).toMatchObject({ status: "known", value: { bytes: 100_000, log: { truncated: true, epochs: 4 } } });
  await server?.close();
  expect(await gather("train.log.gz", { body: gzipSync(long) })).toMatchObject({
    status: "known",
    value: { bytes: 100_000, log: { truncated: true } },
  });
  await server?.close();
  const random = Buffer.from(
    Array.from({ length: 30_000 }, (_, index) => `Test: Acc@1 ${(index * 7919) % 100}.1 ${Math.sin(index)}\n`).join(""),
  );
  const cut = await gather("train.log.gz", { body: gzipSync(random) });
  expect(cut).toMatchObject({ status: "known", value: { log: { truncated: true } } });
});

test("a gzip bomb is cut where the bound is", async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, "a\n"));
  expect(await gather("train.log.gz", { body: bomb })).toMatchObject({
    value: { bytes: 100_000, log: { truncated: true } },
  });
});

test.each<[string, string, Served]>([
  [
    "a web page stands there, not a log",
    "run",
    { body: "<!doctype html><title>W&B</title>", headers: { "content-type": "text/html" } },
  ],
  ["a web page stands there, not a log", "run", { body: "\n  <HTML><body>Sign in</body>" }],
  ["it is not a text file", "events.out.tfevents.1", { body: Buffer.from([24, 0, 0, 0, 0, 0, 0, 0, 163, 127]) }],
  ["it is not a text file", "log.txt", { body: Buffer.from("%PDF-1.7 and so on") }],
  ["it is not a text file", "log.txt", { body: Buffer.alloc(500, 0x9c) }],
  ["it is a zip archive, which is not opened", "logs.zip", { body: Buffer.from("PK\u0003\u0004rest") }],
  ["the body's compression is broken", "log.gz", { body: gzipSync(LOG).subarray(0, 60) }],
  ["the host does not let it be read (403)", "log", { body: "", code: 403 }],
  ["the host asks to be left alone for a while (429)", "log", { body: "", code: 429 }],
  ["the host failed with 502", "log", { body: "", code: 502 }],
])("unreachable: %s", async (reason, name, served) => {
  expect(await gather(name, served)).toEqual({ status: "unreachable", reason, url: `${HOST}/${name}` });
});

test("a log that is not there is refuted, unless the host hides what is private", async () => {
  expect(await gather("train.log", { body: "", code: 410 })).toEqual({
    status: "refuted",
    reason: "the host answers 410 Gone",
    evidence: { source: "log", url: `${HOST}/train.log`, quote: "train.log" },
  });
  const absent = async (url: string) => {
    const answered = { status: "answered", url, code: 404, headers: new Map(), body: { cancel() {} } } as never;
    const facts = await gatherLogs(
      { logs: [claim(url)] },
      { fetch: async () => answered },
      DEFAULT_BOUNDS,
      () => undefined,
    );
    return facts.get(url)?.status;
  };
  expect(await absent("https://github.com/zoo/vision/files/1/train.log")).toBe("unreachable");
  expect(await absent("https://raw.githubusercontent.com/zoo/logs/main/train.log")).toBe("unreachable");
  expect(await absent("https://gist.github.com/ada/0123456789abcdef")).toBe("refuted");
  expect(await absent("https://storage.example/train.log")).toBe("refuted");
});

test("job ids are not asked for, and each URL once", async () => {
  const asked: string[] = [];
  const fetch = async ({ url }: { url: string }) => {
    asked.push(url);
    return { status: "unreachable" as const, reason: "not recorded" };
  };
  const logs = [claim(), claim("https://gist.github.com/ada/0123"), claim("https://gist.github.com/ada/0123")];
  const facts = await gatherLogs({ logs }, { fetch }, DEFAULT_BOUNDS, () => undefined);
  expect([[...facts.keys()], asked]).toEqual([
    ["https://gist.github.com/ada/0123"],
    ["https://gist.githubusercontent.com/ada/0123/raw"],
  ]);
});
