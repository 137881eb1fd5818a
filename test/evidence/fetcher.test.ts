import type { Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { readWhole } from "../../src/evidence/answer-body.ts";
import { createAnswerStore } from "../../src/evidence/answer-store.ts";
import { DEFAULT_BOUNDS } from "../../src/evidence/bounds.ts";
import type { FetchAnswer, FetchRequest } from "../../src/evidence/fetch-answer.ts";
import { createFetcher, type LiveFetcher } from "../../src/evidence/fetcher.ts";
import { createReviewBudget } from "../../src/evidence/review-budget.ts";
import { dialTo, fetcherFor, type LoopbackServer, SHORT, startRawServer, startServer } from "./loopback-server.ts";

const KIB = 1024;
const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});
function kept<T extends { close(): Promise<void> }>(one: T): T {
  closing.push(one);
  return one;
}

const get = (fetcher: LiveFetcher, more: Partial<FetchRequest> = {}) =>
  fetcher.fetch({ url: "http://files.example/x", method: "GET", maxBytes: 64 * KIB, ...more });

async function text(answer: FetchAnswer): Promise<string> {
  if (answer.status === "unreachable") return `unreachable: ${answer.reason}`;
  const whole = await readWhole(answer.body);
  return whole.status === "read" ? new TextDecoder().decode(whole.bytes) : `unreachable: ${whole.reason}`;
}

const raw = async (answer: (socket: Socket, request: string) => void) => kept(await startRawServer(answer));
const answering = async (head: string, body: string | Buffer = "") =>
  raw((socket) => {
    socket.write(`HTTP/1.1 ${head}\r\n\r\n`);
    socket.end(body);
  });

describe("an honest host", () => {
  test("answers with code, headers and body, and hears neither cookie nor credentials", async () => {
    const heard: string[] = [];
    const server = kept(
      await startServer((request, response) => {
        heard.push(...request.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
        response.setHeader("content-type", "text/plain");
        response.setHeader("set-cookie", "session=1");
        response.end("Acc@1 76.130");
      }),
    );
    const fetcher = kept(fetcherFor(server));
    const answer = await get(fetcher);
    expect(answer).toMatchObject({ status: "answered", url: "http://files.example/x", code: 200 });
    expect(answer.status === "answered" && answer.headers.get("content-type")).toBe("text/plain");
    expect(await text(answer)).toBe("Acc@1 76.130");
    expect(answer.status === "answered" && answer.body.ending).toEqual({ kind: "complete" });
    await text(await get(fetcher, { url: "http://files.example/y" }));
    expect(new Set(heard)).toEqual(new Set(["host", "connection", "user-agent", "accept", "accept-encoding"]));
  });

  test("a missing file is an answer", async () => {
    const server = kept(await startServer((_, response) => response.writeHead(404).end("Not Found")));
    expect(await get(kept(fetcherFor(server)))).toMatchObject({ status: "answered", code: 404 });
  });

  test("HEAD has the size and no body", async () => {
    const server = kept(
      await startServer((request, response) => {
        response.writeHead(200, { "content-length": "102400000", "x-method": request.method ?? "" }).end();
      }),
    );
    const answer = await get(kept(fetcherFor(server)), { method: "HEAD" });
    expect(answer.status === "answered" && answer.headers.get("content-length")).toBe("102400000");
    expect(answer.status === "answered" && answer.headers.get("x-method")).toBe("HEAD");
    expect(await text(answer)).toBe("");
  });

  test.each([
    ["gzip", gzipSync("Acc@1 76.130")],
    ["deflate", deflateSync("Acc@1 76.130")],
    ["br", brotliCompressSync("Acc@1 76.130")],
  ])("%s is decompressed", async (encoding, body) => {
    const server = kept(
      await startServer((_, response) => {
        response.writeHead(200, { "content-encoding": encoding }).end(body);
      }),
    );
    expect(await text(await get(kept(fetcherFor(server))))).toBe("Acc@1 76.130");
  });

  test("redirects are followed, three of them", async () => {
    const server = kept(
      await startServer((request, response) => {
        const step = Number((request.url ?? "").slice(1));
        if (step === 0) response.end("there");
        else response.writeHead(302, { location: `/${step - 1}` }).end();
      }),
    );
    const fetcher = kept(fetcherFor(server));
    const answer = await get(fetcher, { url: "http://files.example/3" });
    expect(answer).toMatchObject({ status: "answered", url: "http://files.example/0" });
    expect(await text(answer)).toBe("there");
    expect(await text(await get(fetcher, { url: "http://files.example/4" }))).toBe(
      "unreachable: it redirects more than 3 times",
    );
  });

  test("a part is a part", async () => {
    const file = "0123456789";
    const asked: string[] = [];
    const server = kept(
      await startServer((request, response) => {
        asked.push(`${request.headers.range} ${request.headers["accept-encoding"]}`);
        const [start, end] = request.headers.range === "bytes=-3" ? [7, 9] : [2, 5];
        response.writeHead(206, { "content-range": `bytes ${start}-${end}/10` }).end(file.slice(start, end + 1));
      }),
    );
    const fetcher = kept(fetcherFor(server));
    expect(await text(await get(fetcher, { range: { start: 2, end: 5 } }))).toBe("2345");
    expect(await text(await get(fetcher, { range: { last: 3 } }))).toBe("789");
    expect(asked).toEqual(["bytes=2-5 identity", "bytes=-3 identity"]);
    expect(server.connections()).toBe(1);
  });
});

describe("a host that misbehaves", () => {
  const silent: [string, (socket: Socket) => void][] = [
    ["hangs before its headers", () => undefined],
    ["hangs within its headers", (socket) => void socket.write("HTTP/1.1 200 OK\r\nx-a: ")],
    ["hangs within its body", (socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nAcc")],
    [
      "drips its body",
      (socket) => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n");
        const drip = setInterval(() => socket.write("x"), 30);
        socket.on("close", () => clearInterval(drip));
      },
    ],
    [
      "drips its headers",
      (socket) => {
        socket.write("HTTP/1.1 200 OK\r\n");
        const drip = setInterval(() => socket.write("x-a: b\r\n"), 30);
        socket.on("close", () => clearInterval(drip));
      },
    ],
  ];
  test.each(silent)("that %s is unreachable when its time is up", async (_, answer) => {
    const server = await raw(answer);
    const fetcher = kept(fetcherFor(server, SHORT));
    expect(await text(await get(fetcher))).toBe("unreachable: the host did not answer within 0.4 s");
    await fetcher.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.open()).toBe(0);
  });

  test("that never accepts the name's lookup is unreachable when its time is up", async () => {
    const fetcher = kept(
      createFetcher({ rules: { hosts: ["*.example"] }, bounds: SHORT }, () => new Promise(() => undefined)),
    );
    expect(await text(await get(fetcher))).toBe("unreachable: the host did not answer within 0.4 s");
  });

  test("that drips redirects shares one time among them", async () => {
    const server = kept(
      await startServer((request, response) => {
        setTimeout(() => response.writeHead(302, { location: `${request.url}x` }).end(), 180);
      }),
    );
    expect(await text(await get(kept(fetcherFor(server, SHORT))))).toBe(
      "unreachable: the host did not answer within 0.4 s",
    );
  });

  test("that sends without end is cut at the limit, and the connection is given up", async () => {
    let sent = 0;
    const server = await raw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n");
      const piece = Buffer.alloc(64 * KIB, "x");
      const send = () => {
        while (!socket.destroyed && socket.write(piece)) sent += piece.length;
      };
      socket.on("drain", send);
      send();
    });
    const answer = await get(kept(fetcherFor(server)), { maxBytes: 100 * KIB });
    if (answer.status === "unreachable") throw new Error(answer.reason);
    let read = 0;
    for await (const piece of answer.body) read += piece.length;
    expect([read, answer.body.ending]).toEqual([100 * KIB, { kind: "cut" }]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.open()).toBe(0);
    expect(sent).toBeLessThan(64 * KIB * KIB);
    expect(await text(await get(kept(fetcherFor(server)), { maxBytes: 100 }))).toBe(
      "unreachable: the answer is larger than the limit",
    );
  });

  test("that loops is given up after three redirects", async () => {
    let requests = 0;
    const server = kept(
      await startServer((_, response) => {
        requests += 1;
        response.writeHead(301, { location: "/x" }).end("y".repeat(100 * KIB));
      }),
    );
    expect(await text(await get(kept(fetcherFor(server))))).toBe("unreachable: it redirects more than 3 times");
    expect(requests).toBe(4);
  });

  test("that promises more than it sends is broken", async () => {
    const server = await answering("200 OK\r\ncontent-length: 100", "short");
    expect(await text(await get(kept(fetcherFor(server))))).toBe("unreachable: the host closed the connection");
    const two = await answering("200 OK\r\ncontent-length: 5\r\ncontent-length: 7", "short");
    expect(await text(await get(kept(fetcherFor(two))))).toBe(
      "unreachable: the body is not as long as the server said",
    );
  });

  test("that sends more than it promises gives no more than that", async () => {
    const server = await answering("200 OK\r\ncontent-length: 5", "short and then some");
    expect(["short", "unreachable: the host's answer is not valid HTTP"]).toContain(
      await text(await get(kept(fetcherFor(server)))),
    );
  });

  test.each([
    ["a length that is no number", "200 OK\r\ncontent-length: many"],
    ["a header without a colon", "200 OK\r\nnonsense"],
  ])("that sends %s does not speak HTTP", async (_, head) => {
    const server = await answering(head, "short");
    expect(await text(await get(kept(fetcherFor(server))))).toBe("unreachable: the host's answer is not valid HTTP");
  });

  test("that speaks another protocol", async () => {
    const server = await raw((socket) => void socket.end("220 mail.example ESMTP\r\n"));
    expect(await text(await get(kept(fetcherFor(server))))).toBe("unreachable: the host's answer is not valid HTTP");
  });

  test("that sends headers without end", async () => {
    const server = await raw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      socket.write(`x-a: ${"y".repeat(64 * KIB)}\r\n`.repeat(4));
    });
    expect(await text(await get(kept(fetcherFor(server))))).toBe(
      "unreachable: the host sent headers that are too large",
    );
  });

  test("that closes at once, and one that is not there", async () => {
    const server = await raw((socket) => void socket.destroy());
    expect(await text(await get(kept(fetcherFor(server))))).toBe("unreachable: the host closed the connection");
    const gone = await startServer(() => undefined);
    await gone.close();
    expect(await text(await get(kept(fetcherFor(gone))))).toBe("unreachable: the host refused the connection");
  });

  const whole = gzipSync("Acc@1 76.130 ".repeat(1000));
  test.each([
    ["is not gzip", Buffer.from("Acc@1 76.130")],
    ["ends early", whole.subarray(0, whole.length - 20)],
    ["is damaged", Buffer.concat([whole.subarray(0, 20), Buffer.alloc(20, 255), whole.subarray(40)])],
  ])("whose gzip %s is unreachable", async (_, body) => {
    const server = kept(
      await startServer((_request, response) => {
        response.writeHead(200, { "content-encoding": "gzip" }).end(body);
      }),
    );
    expect(await text(await get(kept(fetcherFor(server))))).toBe("unreachable: the body's compression is broken");
  });

  test("whose gzip is a bomb is cut after decompression", async () => {
    const bomb = gzipSync(Buffer.alloc(32 * KIB * KIB));
    const server = kept(
      await startServer((_, response) => {
        response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
      }),
    );
    const answer = await get(kept(fetcherFor(server)), { maxBytes: 300 * KIB });
    if (answer.status === "unreachable") throw new Error(answer.reason);
    let read = 0;
    for await (const piece of answer.body) read += piece.length;
    expect([read, answer.body.ending]).toEqual([300 * KIB, { kind: "cut" }]);
  });

  test("whose gzip takes much and gives nothing is given up", async () => {
    // Empty stored blocks: five bytes each, no output.
    const empty = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
      Buffer.alloc(500 * KIB, Buffer.from([0, 0, 0, 0xff, 0xff])),
    ]);
    const server = kept(
      await startServer((_, response) => {
        response.writeHead(200, { "content-encoding": "gzip" }).end(empty);
      }),
    );
    expect(await text(await get(kept(fetcherFor(server))))).toBe(
      "unreachable: the compressed body is larger than the limit",
    );
  });

  test.each(["gzip, gzip", "compress", "zstd", "aws-chunked"])("that encodes its body as %s", async (encoding) => {
    const server = kept(
      await startServer((_, response) => {
        response.writeHead(200, { "content-encoding": encoding }).end("x");
      }),
    );
    expect(await text(await get(kept(fetcherFor(server))))).toBe(
      "unreachable: the body is encoded in a way that was not asked for",
    );
  });

  test.each([
    ["ignores it", 200, {}, "the server ignores ranges"],
    ["does not say what it sent", 206, {}, "the server does not say which part of the file it sent"],
    [
      "sends another part",
      206,
      { "content-range": "bytes 0-3/10" },
      "the server sent another part of the file than was asked for",
    ],
    [
      "sends more",
      206,
      { "content-range": "bytes 2-9/10" },
      "the server sent another part of the file than was asked for",
    ],
    [
      "names a part past the end",
      206,
      { "content-range": "bytes 2-5/4" },
      "the server does not say which part of the file it sent",
    ],
    [
      "sends less than it names",
      206,
      { "content-range": "bytes 2-5/10" },
      "the body is not as long as the server said",
    ],
    [
      "compresses it",
      206,
      { "content-range": "bytes 2-5/10", "content-encoding": "gzip" },
      "the body is encoded in a way that was not asked for",
    ],
  ])("asked for a part, that %s", async (_, code, headers, reason) => {
    const server = kept(
      await startServer((_request, response) => {
        response.writeHead(code, headers as Record<string, string>).end("ab");
      }),
    );
    const answer = await get(kept(fetcherFor(server)), { range: { start: 2, end: 5 } });
    expect(await text(answer)).toBe(`unreachable: ${reason}`);
  });

  test("that sends a part unasked", async () => {
    const server = kept(
      await startServer((_, response) => {
        response.writeHead(206, { "content-range": "bytes 0-1/10" }).end("ab");
      }),
    );
    expect(await text(await get(kept(fetcherFor(server))))).toBe(
      "unreachable: the server sent a part of the file that was not asked for",
    );
  });

  test("that has no such part answers so", async () => {
    const server = kept(
      await startServer((_, response) => {
        response.writeHead(416, { "content-range": "bytes */10" }).end();
      }),
    );
    const answer = await get(kept(fetcherFor(server)), { range: { start: 20, end: 30 } });
    expect(answer).toMatchObject({ status: "answered", code: 416 });
  });
});

describe("the budget of a review", () => {
  const slow = () =>
    startServer((_, response) => {
      setTimeout(() => response.end("x"), 120);
    });

  test("no more than so many fetches run at once", async () => {
    let running = 0;
    let most = 0;
    const server = kept(
      await startServer((_, response) => {
        running += 1;
        most = Math.max(most, running);
        setTimeout(() => {
          running -= 1;
          response.end("x");
        }, 30);
      }),
    );
    const fetcher = kept(fetcherFor(server));
    const answers = Array.from({ length: 12 }, (_, index) =>
      get(fetcher, { url: `http://files.example/${index}` }).then(text),
    );
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 12 }, () => "x"));
    expect(most).toBe(4);
  });

  test("requests are counted, redirects among them", async () => {
    let requests = 0;
    const server = kept(
      await startServer((request, response) => {
        requests += 1;
        if (request.url === "/r") response.writeHead(302, { location: "/s" }).end();
        else response.end("x");
      }),
    );
    const fetcher = kept(fetcherFor(server, { ...DEFAULT_BOUNDS, requests: 3 }));
    expect(await text(await get(fetcher, { url: "http://files.example/r" }))).toBe("x");
    expect(await text(await get(fetcher, { url: "http://files.example/a" }))).toBe("x");
    expect(await text(await get(fetcher, { url: "http://files.example/b" }))).toBe(
      "unreachable: the review's 3 requests were used up",
    );
    expect(requests).toBe(3);
  });

  test("when the review's time is up, what runs and what waits is unreachable", async () => {
    const server = kept(await slow());
    const fetcher = kept(fetcherFor(server, { ...DEFAULT_BOUNDS, totalSeconds: 0.3, concurrency: 1 }));
    const texts = await Promise.all(
      [1, 2, 3, 4, 5].map((index) => get(fetcher, { url: `http://files.example/${index}` }).then(text)),
    );
    const over = "unreachable: the review's 0.3 s for evidence were used up";
    expect(texts[0]).toBe("x");
    expect(texts.slice(3)).toEqual([over, over]);
    expect(await text(await get(fetcher, { url: "http://files.example/6" }))).toBe(over);
  });

  test("a body that nobody reads holds its place no longer than its time", async () => {
    const server = kept(await startServer((_, response) => response.end("x".repeat(1000 * KIB))));
    const fetcher = kept(fetcherFor(server, { ...SHORT, concurrency: 1 }));
    const unread = await get(fetcher, { url: "http://files.example/1", maxBytes: 2000 * KIB });
    expect(unread.status).toBe("answered");
    const next = await get(fetcher, { url: "http://files.example/2", maxBytes: 2000 * KIB });
    expect(await text(next)).toHaveLength(1000 * KIB);
  });

  test("a cancelled body gives its place back at once", async () => {
    const server = kept(await startServer((_, response) => response.write("x")));
    const fetcher = kept(fetcherFor(server, { ...DEFAULT_BOUNDS, concurrency: 1, totalSeconds: 3 }));
    for (let index = 0; index < 5; index += 1) {
      const answer = await get(fetcher, { url: `http://files.example/${index}` });
      expect(answer.status).toBe("answered");
      if (answer.status === "answered") answer.body.cancel();
    }
  });
});

describe("what was answered once", () => {
  test("is not asked again within a review", async () => {
    const server: LoopbackServer = kept(await startServer((_, response) => response.end(`${requests++}`)));
    let requests = 0;
    const fetcher = kept(fetcherFor(server));
    expect(await text(await get(fetcher))).toBe("0");
    expect(await text(await get(fetcher))).toBe("0");
    expect(await text(await get(fetcher, { url: "http://files.example/x#fragment" }))).toBe("0");
    expect(await text(await get(fetcher, { url: "http://files.example/y" }))).toBe("1");
    expect(requests).toBe(2);
  });

  test("is asked again by its ETag in the next", async () => {
    const heard: (string | undefined)[] = [];
    const server = kept(
      await startServer((request, response) => {
        heard.push(request.headers["if-none-match"]);
        response.setHeader("etag", '"v1"');
        if (request.headers["if-none-match"] === '"v1"') response.writeHead(304).end();
        else response.end("first");
      }),
    );
    const etags = createAnswerStore(KIB * KIB);
    const review = () =>
      kept(createFetcher({ rules: { hosts: ["*.example"] }, bounds: DEFAULT_BOUNDS, etags }, dialTo(server)));
    expect(await text(await get(review()))).toBe("first");
    const again = await get(review());
    expect(again).toMatchObject({ status: "answered", code: 200 });
    expect(await text(again)).toBe("first");
    expect(heard).toEqual([undefined, '"v1"']);
  });

  test("the store forgets what was not used for longest", () => {
    const store = createAnswerStore(5000);
    const answer = (size: number) => ({ url: "", code: 200, headers: new Map(), bytes: new Uint8Array(size) });
    store.set("a", answer(500));
    store.set("b", answer(500));
    store.get("a");
    store.set("c", answer(1500));
    expect(["a", "b", "c"].map((key) => store.get(key)?.bytes.length)).toEqual([500, undefined, 1500]);
    store.set("d", answer(6000));
    expect(store.get("d")).toBeUndefined();
  });
});

test("a fetcher never rejects, whatever it is asked", async () => {
  const server = kept(await startServer((_, response) => response.end("x")));
  const budget = createReviewBudget(DEFAULT_BOUNDS);
  const fetcher = kept(fetcherFor(server, DEFAULT_BOUNDS, budget));
  const hostile = ["", "http://", "\u0000", "http://files.example/\ud800", "x".repeat(1e6), "http://[", "https:"];
  for (const url of hostile) {
    expect(["answered", "unreachable"]).toContain((await get(fetcher, { url })).status);
  }
  expect((await get(fetcher, { accept: "a\r\nb: c" })).status).toBe("unreachable");
});
