import { DEFAULT_BOUNDS } from "../../src/evidence/bounds.ts";
import { type Dial, publicDial } from "../../src/evidence/dial.ts";
import { createFetcher, type LiveFetcher } from "../../src/evidence/fetcher.ts";
import { DEFAULT_HOSTS } from "../../src/evidence/url-rules.ts";
import { type LoopbackServer, startServer } from "./loopback-server.ts";

/** What names resolve to; every test injects its own, so that none asks a real resolver. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "good.example": ["8.8.8.8"],
  "good6.example": ["2a00:1450:4001:82a::200e"],
  "loopback.example": ["127.0.0.1"],
  "loopback6.example": ["::1"],
  "private.example": ["10.1.2.3"],
  "shared.example": ["100.64.1.1"],
  "metadata.example": ["169.254.169.254"],
  "mapped.example": ["::ffff:127.0.0.1"],
  "compatible.example": ["::127.0.0.1"],
  "nat64.example": ["64:ff9b::7f00:1"],
  "localnat64.example": ["64:ff9b:1::1"],
  "sixtofour.example": ["2002:7f00:1::"],
  "teredo.example": ["2001:0:4136:e378::1"],
  "ula.example": ["fd00:ec2::254"],
  "linklocal.example": ["fe80::1"],
  "multicast.example": ["224.0.0.251"],
  "broadcast.example": ["255.255.255.255"],
  "unspecified.example": ["0.0.0.0"],
  "benchmark.example": ["198.18.0.1"],
  "documentation.example": ["203.0.113.5"],
  "mixed.example": ["8.8.8.8", "127.0.0.1"],
  "mixed6.example": ["2a00:1450:4001:82a::200e", "::1"],
  "nothing.example": [],
};

/** The production dial with an injected resolver; whatever it lets through arrives at the canary. */
function dialToCanary(canary: LoopbackServer): Dial {
  const dial = publicDial((name) =>
    NAMES[name] === undefined
      ? Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }))
      : Promise.resolve(NAMES[name]),
  );
  return async (host, port) => {
    const answer = await dial(host, port);
    return answer.status === "open" ? { ...answer, addresses: ["127.0.0.1"], port: canary.port } : answer;
  };
}

/** Every literal is on the list of hosts too, as a careless policy might have it. */
const rules = { hosts: [...DEFAULT_HOSTS, "*"] };
const bounds = { ...DEFAULT_BOUNDS, requests: 1000, totalSeconds: 60 };
let canary: LoopbackServer;
let fetcher: LiveFetcher;

beforeAll(async () => {
  canary = await startServer((_, response) => response.end("caught"));
  fetcher = createFetcher({ rules, bounds }, dialToCanary(canary));
});
afterAll(async () => {
  await fetcher.close();
  await canary.close();
});

const LITERALS = [
  "http://127.0.0.1/",
  "http://127.0.0.1:80/",
  "http://127.0.0.1./",
  "http://127.1/",
  "http://127.255.255.254/",
  "http://2130706433/",
  "http://017700000001/",
  "http://0x7f000001/",
  "http://0x7f.1/",
  "http://0x7F.0x0.0x0.0x1/",
  "http://0177.0.0.1/",
  "http://0/",
  "http://0.0.0.0/",
  "http://①②⑦.⓪.⓪.①/",
  "http://127。0。0。1/",
  "http://%31%32%37.0.0.1/",
  "http://10.0.0.1/",
  "http://172.16.0.1/",
  "http://192.168.1.1/",
  "http://100.64.0.1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://0xa9fea9fe/",
  "http://2852039166/",
  "http://192.0.2.1/",
  "http://198.18.0.1/",
  "http://224.0.0.1/",
  "http://255.255.255.255/",
  "http://[::]/",
  "http://[::1]/",
  "http://[0:0:0:0:0:0:0:1]/",
  "http://[::127.0.0.1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://[64:ff9b::127.0.0.1]/",
  "http://[64:ff9b:1::1]/",
  "http://[2002:7f00:1::]/",
  "http://[2001:0:4136:e378::1]/",
  "http://[fd00:ec2::254]/",
  "http://[fe80::1]/",
  "http://[fec0::1]/",
  "http://[ff02::1]/",
  "http://localhost/",
  "http://LOCALHOST/",
  "http://good.example:8080/",
  "http://good.example:443/",
  "https://good.example:80/",
  "http://user:secret@good.example/",
  "http://good.example@127.0.0.1/",
  "http://127.0.0.1\\@good.example/",
  "http://good.example\t/",
  "file:///etc/passwd",
  "ftp://good.example/",
  "gopher://good.example/",
  "ws://good.example/",
  "data:text/plain,x",
  "https://api.github.com/user",
];

test("the canary hears what is allowed", async () => {
  const before = canary.connections();
  for (const host of ["good.example", "good6.example"]) {
    const answer = await fetcher.fetch({ url: `http://${host}/`, method: "GET", maxBytes: 100 });
    expect(answer.status).toBe("answered");
    if (answer.status === "answered") for await (const _ of answer.body);
  }
  expect(canary.connections()).toBe(before + 2);
});

test.each(LITERALS)("%s reaches nobody", async (url) => {
  const before = canary.connections();
  const answer = await fetcher.fetch({ url, method: "GET", maxBytes: 100 });
  expect(answer).toEqual({ status: "unreachable", reason: expect.any(String) });
  expect(canary.connections()).toBe(before);
});

test.each(Object.keys(NAMES).filter((name) => !name.startsWith("good")))("the name %s reaches nobody", async (name) => {
  const before = canary.connections();
  for (const scheme of ["http", "https"]) {
    const answer = await fetcher.fetch({ url: `${scheme}://${name}/`, method: "GET", maxBytes: 100 });
    const reason =
      name === "nothing.example"
        ? "the host's name does not resolve"
        : "the host's name resolves to an address that is not public";
    expect(answer).toEqual({ status: "unreachable", reason });
  }
  expect(canary.connections()).toBe(before);
});

test("a name that does not resolve is unreachable", async () => {
  const answer = await fetcher.fetch({ url: "http://unknown.example/", method: "GET", maxBytes: 100 });
  expect(answer).toEqual({ status: "unreachable", reason: "the host's name does not resolve" });
});

test("a name that changes its answer is judged at every connection", async () => {
  const answers = [["8.8.8.8"], ["127.0.0.1"]];
  const dial = publicDial(() => Promise.resolve(answers.shift() ?? []));
  const rebinding: Dial = async (host, port) => {
    const answer = await dial(host, port);
    return answer.status === "open" ? { ...answer, addresses: ["127.0.0.1"], port: own.port } : answer;
  };
  const own = await startServer((_, response) => {
    response.setHeader("connection", "close");
    response.end("x");
  });
  const rebound = createFetcher({ rules, bounds }, rebinding);
  const first = await rebound.fetch({ url: "http://rebind.example/1", method: "GET", maxBytes: 100 });
  if (first.status === "answered") for await (const _ of first.body);
  const second = await rebound.fetch({ url: "http://rebind.example/2", method: "GET", maxBytes: 100 });
  expect([first.status, second.status, own.connections()]).toEqual(["answered", "unreachable", 1]);
  await rebound.close();
  await own.close();
});

test.each([
  ...LITERALS.filter((url) => url.startsWith("http:") && !url.includes("\t") && /^[\u0020-\u007e]*$/.test(url)),
  "http://private.example/",
  "http://metadata.example/",
  "http://mapped.example/",
  "//127.0.0.1/",
  "/\\127.0.0.1/",
])("a redirect to %s reaches nobody", async (location) => {
  const redirecting = await startServer((_, response) => {
    response.writeHead(302, { location });
    response.end();
  });
  const toCanary = dialToCanary(canary);
  // The first host answers with the redirect; any other host that is let through arrives at the canary.
  const dial: Dial = (host, port) =>
    host === "start.example"
      ? Promise.resolve({ status: "open", addresses: ["127.0.0.1"], port: redirecting.port })
      : toCanary(host, port);
  const own = createFetcher({ rules, bounds }, dial);
  const before = canary.connections();
  const answer = await own.fetch({ url: "http://start.example/", method: "GET", maxBytes: 100 });
  expect(answer.status).toBe("unreachable");
  expect(redirecting.connections()).toBe(1);
  expect(canary.connections()).toBe(before);
  await own.close();
  await redirecting.close();
});
