import { readWhole } from "../../src/evidence/answer-body.ts";
import { DEFAULT_BOUNDS } from "../../src/evidence/bounds.ts";
import type { Dial } from "../../src/evidence/dial.ts";
import type { FetchAnswer } from "../../src/evidence/fetch-answer.ts";
import { createGitHubReader, isApiPath } from "../../src/evidence/github-reader.ts";
import { openLiveWorld } from "../../src/evidence/world.ts";
import { dialTo, startServer } from "./loopback-server.ts";

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});
function kept<T extends { close(): Promise<void> }>(one: T): T {
  closing.push(one);
  return one;
}

async function text(answer: FetchAnswer): Promise<string> {
  if (answer.status === "unreachable") return `unreachable: ${answer.reason}`;
  const whole = await readWhole(answer.body);
  return whole.status === "read" ? new TextDecoder().decode(whole.bytes) : whole.reason;
}

test("the token goes to the API, below its base path", async () => {
  const heard: unknown[] = [];
  const server = kept(
    await startServer((request, response) => {
      const { authorization, accept } = request.headers;
      heard.push([request.headers.host, request.url, authorization, accept]);
      response.end("{}");
    }),
  );
  const reader = kept(
    createGitHubReader(
      { apiUrl: "http://ghe.example/api/v3/", token: " t0ken\n", bounds: DEFAULT_BOUNDS },
      dialTo(server),
    ),
  );
  expect(await text(await reader.get("/repos/a/b/issues/1"))).toBe("{}");
  expect(heard).toEqual([["ghe.example", "/api/v3/repos/a/b/issues/1", "Bearer t0ken", "application/vnd.github+json"]]);
});

test("a moved issue is followed on the API's origin, and nowhere else", async () => {
  const heard: string[] = [];
  const server = kept(
    await startServer((request, response) => {
      heard.push(`${request.headers.host}${request.url} ${request.headers.authorization}`);
      if (request.url === "/repos/a/b/issues/1") {
        response.writeHead(301, { location: "http://api.example/repositories/7/issues/2" }).end();
      } else if (request.url === "/repos/a/b/issues/2") {
        response.writeHead(301, { location: "http://evil.example/steal" }).end();
      } else if (request.url === "/repos/a/b/issues/3") {
        response.writeHead(301, { location: "http://api.example:8080/steal" }).end();
      } else response.end("moved");
    }),
  );
  const reader = kept(
    createGitHubReader({ apiUrl: "http://api.example", token: "t0ken", bounds: DEFAULT_BOUNDS }, dialTo(server)),
  );
  expect(await text(await reader.get("/repos/a/b/issues/1"))).toBe("moved");
  const away = "unreachable: it redirects, and it leads away from GitHub's API";
  expect(await text(await reader.get("/repos/a/b/issues/2"))).toBe(away);
  expect(await text(await reader.get("/repos/a/b/issues/3"))).toBe(away);
  expect(heard.map((line) => line.split(" ")[0])).toEqual([
    "api.example/repos/a/b/issues/1",
    "api.example/repositories/7/issues/2",
    "api.example/repos/a/b/issues/2",
    "api.example/repos/a/b/issues/3",
  ]);
});

test("without a token none is sent", async () => {
  const heard: unknown[] = [];
  const server = kept(
    await startServer((request, response) => {
      heard.push(request.headers.authorization);
      response.end("{}");
    }),
  );
  const reader = kept(createGitHubReader({ apiUrl: "http://api.example", bounds: DEFAULT_BOUNDS }, dialTo(server)));
  await text(await reader.get("/rate_limit"));
  expect(heard).toEqual([undefined]);
});

test.each([
  "",
  "repos/a",
  "/repos/../user",
  "/repos/a/./b",
  "//evil.example/x",
  "/repos/a b",
  "/x\r\ny",
  "/a#b",
  "/..?x",
  "/a\\b",
])("%j is no path of the API", async (path) => {
  expect(isApiPath(path)).toBe(false);
  const never: Dial = () => Promise.reject(new Error("nothing may be dialled"));
  const reader = createGitHubReader({ apiUrl: "http://api.example", bounds: DEFAULT_BOUNDS }, never);
  expect(await reader.get(path)).toEqual({ status: "unreachable", reason: "this is no path of GitHub's API" });
});

test.each(["", "api.github.com", "ftp://api.example", "http://u:p@api.example"])("%j is no API", async (apiUrl) => {
  const reader = createGitHubReader({ apiUrl, bounds: DEFAULT_BOUNDS });
  expect(await text(await reader.get("/x"))).toBe("unreachable: the address of GitHub's API is not valid");
});

test("strangers and GitHub spend from one budget, and the token stays with GitHub", async () => {
  const heard: unknown[] = [];
  const server = kept(
    await startServer((request, response) => {
      heard.push([request.headers.host, request.headers.authorization]);
      response.end("x");
    }),
  );
  const world = kept(
    openLiveWorld(
      {
        bounds: { ...DEFAULT_BOUNDS, requests: 2 },
        hosts: ["files.example"],
        apiUrl: "http://api.example",
        token: "t0ken",
      },
      { strangers: dialTo(server), github: dialTo(server) },
    ),
  );
  const file = (path: string) =>
    world.fetcher.fetch({ url: `http://files.example${path}`, method: "GET", maxBytes: 10 });
  expect(await text(await world.github.get("/a"))).toBe("x");
  expect(await text(await file("/a"))).toBe("x");
  expect(await text(await file("/b"))).toBe("unreachable: the review's 2 requests were used up");
  expect(await text(await world.github.get("/b"))).toBe("unreachable: the review's 2 requests were used up");
  expect(heard).toEqual([
    ["api.example", "Bearer t0ken"],
    ["files.example", undefined],
  ]);
});
