import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { bodyOf } from "../../src/evidence/answer-body.ts";
import { DEFAULT_BOUNDS } from "../../src/evidence/bounds.ts";
import type { Fetcher, FetchRequest } from "../../src/evidence/fetch-answer.ts";
import { gatherCheckpoints } from "../../src/evidence/gather-checkpoints.ts";
import type { CheckpointClaim } from "../../src/submission/claims.ts";
import type { Diff } from "../../src/submission/diff.ts";
import type { CheckpointFact, Fact } from "../../src/submission/facts.ts";
import { fetcherFor, type LoopbackServer, startServer } from "./loopback-server.ts";
import {
  concat,
  filled,
  global,
  pickle,
  reduce,
  safetensors,
  stateDict,
  tensor,
  torchLayout,
  torchLegacy,
  torchZip,
  tuple,
  zipLayout,
} from "./torch-writer.mjs";

const HOST = "http://files.example";
const claim = (url: string, more: Partial<CheckpointClaim> = {}): CheckpointClaim => ({
  url,
  form: "file",
  whose: "trained",
  origin: "text",
  evidence: { source: "description", line: 1, quote: url },
  ...more,
});

interface Served {
  readonly size: number;
  readonly parts: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
  readonly type?: string;
  readonly ranges?: boolean;
  readonly code?: number;
}

let asked: string[] = [];
let sent = 0;
let server: LoopbackServer | undefined;

/** Serves sparse files by path, ranges included. */
async function serve(files: Readonly<Record<string, Served | Uint8Array>>): Promise<Fetcher> {
  server = await startServer((request, response) => {
    const range = request.headers.range;
    asked.push(`${request.method} ${request.url} ${range ?? ""}`.trim());
    const found = files[request.url ?? ""];
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    const file: Served =
      found instanceof Uint8Array ? { size: found.length, parts: [{ offset: 0, bytes: found }] } : found;
    if (file.code !== undefined) {
      response.writeHead(file.code).end();
      return;
    }
    const match = file.ranges === false ? null : /^bytes=(\d+)-(\d+)$/.exec(range ?? "");
    const start = match === null ? 0 : Number(match[1]);
    const end = match === null ? file.size : Math.min(file.size, Number(match[2]) + 1);
    const headers = { "content-type": file.type ?? "application/octet-stream", "content-length": end - start };
    if (match !== null && start >= file.size) {
      response.writeHead(416, { "content-range": `bytes */${file.size}` }).end();
      return;
    }
    response.writeHead(match === null ? 200 : 206, {
      ...headers,
      ...(match === null ? {} : { "content-range": `bytes ${start}-${end - 1}/${file.size}` }),
    });
    const body = Buffer.alloc(Math.min(end - start, 16_000_000));
    for (const { offset, bytes } of file.parts) {
      const from = Math.max(start, offset);
      const to = Math.min(end, offset + bytes.length);
      if (to > from) body.set(bytes.subarray(from - offset, to - offset), from - start);
    }
    sent += body.length;
    response.end(body);
  });
  return fetcherFor(server);
}

beforeEach(() => {
  asked = [];
  sent = 0;
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const BOUNDS = { ...DEFAULT_BOUNDS, checkpointBytes: 1024 * 1024, hashBytes: 1024 * 1024 };

async function look(name: string, file: Served | Uint8Array, bounds = BOUNDS): Promise<Fact<CheckpointFact>> {
  const fetcher = await serve({ [`/${name}`]: file });
  const facts = await gatherCheckpoints({ checkpoints: [claim(`${HOST}/${name}`)] }, fetcher, bounds, () => undefined);
  const fact = facts.get(`${HOST}/${name}`);
  if (fact === undefined) throw new Error("no fact");
  return fact;
}

async function known(name: string, file: Served | Uint8Array, bounds = BOUNDS): Promise<CheckpointFact> {
  const fact = await look(name, file, bounds);
  if (fact.status !== "known") throw new Error(`${fact.status}: ${fact.reason}`);
  return fact.value;
}

const TENSORS: [string, number[], string?][] = [
  ["conv.weight", [8, 3, 3, 3]],
  ["bn.weight", [8]],
  ["bn.bias", [8]],
  ["bn.running_mean", [8]],
  ["bn.running_var", [8]],
  ["bn.num_batches_tracked", [], "LongStorage"],
];

describe("a torch archive", () => {
  test("tensors, parameters apart from buffers, and what it would import", async () => {
    const fact = await known("net.pth", filled(torchZip(TENSORS)));
    expect(fact).toMatchObject({
      format: "torch-zip",
      parameters: 232,
      buffers: 17,
      frozenNorms: 0,
      globals: [
        "collections.OrderedDict",
        "torch._utils._rebuild_tensor_v2",
        "torch.FloatStorage",
        "torch.LongStorage",
      ],
      unexpectedGlobals: [],
      unneededGlobals: [],
      notes: [],
    });
    expect(fact.tensors?.[0]).toEqual({ name: "conv.weight", dtype: "float32", shape: [8, 3, 3, 3] });
    expect(fact.tensors?.[5]).toEqual({ name: "bn.num_batches_tracked", dtype: "int64", shape: [] });
  });

  test("500 MB: head, tail and pickle alone are read", async () => {
    const tensors = Array.from({ length: 1000 }, (_, index): [string, number[]] => [
      `layers.${index}.weight`,
      [500, 250],
    ]);
    const layout = torchZip(tensors, { hollow: true });
    const fact = await known("large.pth", layout);
    expect(layout.size).toBeGreaterThan(500_000_000);
    expect(fact).toMatchObject({ bytes: layout.size, parameters: 125_000_000 });
    expect(asked.length).toBeLessThanOrEqual(4);
    expect(sent).toBeLessThan(600_000);
  });

  test("ZIP64, a comment at the end, any name of the top folder, a compressed pickle", async () => {
    const wide = filled(torchZip(TENSORS, { zip64: true, comment: "PK\u0005\u0006 no end", folder: "my net.v1" }));
    expect(await known("wide.pth", wide)).toMatchObject({ parameters: 232 });
    const pickled = pickle(stateDict(TENSORS));
    const packed = deflateRawSync(pickled);
    const layout = zipLayout([{ name: "a/data.pkl", data: packed, method: 8, whole: pickled.length }]);
    await server?.close();
    expect(await known("packed.pth", filled(layout))).toMatchObject({ parameters: 232 });
  });

  test("the weights of a training checkpoint, and what else it names", async () => {
    const wrap = (state: unknown) =>
      new Map<string, unknown>([
        ["optimizer", new Map([["state", new Map([[0, new Map([["momentum_buffer", tensor(0, [5])]])]])]])],
        ["model_ema", stateDict([["n_averaged", [], "LongStorage"], ...TENSORS])],
        ["model", state],
        ["epoch", 3],
        ["args", reduce(global("argparse", "Namespace"), tuple())],
      ]);
    const fact = await known("model_3.pth", filled(torchZip(TENSORS, { wrap })));
    expect(fact).toMatchObject({
      parameters: 232,
      buffers: 17,
      unexpectedGlobals: [],
      unneededGlobals: ["argparse.Namespace"],
    });
  });

  test("two names of one tensor are one parameter", async () => {
    const shared = reduce(global("collections", "OrderedDict"), tuple(), [
      ["embed.weight", tensor(0, [10, 4])],
      ["head.weight", tensor(0, [10, 4])],
      ["slice", tensor(0, [2], { offset: 38, numel: 40 })],
    ]);
    expect(await known("tied.pth", filled(torchLayout(shared, [[40]])))).toMatchObject({ parameters: 42 });
  });

  test("normalisation without a count of batches may be frozen", async () => {
    const frozen = TENSORS.filter(([name]) => !name.endsWith("num_batches_tracked"));
    expect(await known("frozen.pth", filled(torchZip(frozen)))).toMatchObject({
      parameters: 232,
      buffers: 16,
      frozenNorms: 16,
    });
  });

  test("what would run is named, with what is merely not needed apart", async () => {
    const wrap = (state: unknown) =>
      new Map<string, unknown>([
        ["model", state],
        ["hook", reduce(global("posix", "system"), tuple("id"))],
        ["date", reduce(global("datetime", "date"), tuple(new Uint8Array(4)))],
      ]);
    expect(await known("evil.pth", filled(torchZip(TENSORS, { wrap })))).toMatchObject({
      unexpectedGlobals: ["posix.system"],
      unneededGlobals: ["datetime.date"],
      parameters: 232,
    });
  });

  test("a whole model, pickled, is no state dict", async () => {
    const model = reduce(global("torchvision.models.heron", "Heron"), tuple());
    const fact = await known("whole.pth", filled(torchLayout(model, [])));
    expect(fact).toMatchObject({
      unexpectedGlobals: ["torchvision.models.heron.Heron"],
      reasons: { tensors: "it holds an object, not a state dict" },
    });
    expect(fact.tensors).toBeUndefined();
  });

  test("a TorchScript archive is known as one", async () => {
    const more = [{ name: "archive/code/__torch__/net.py", data: Buffer.from("class Net(Module): pass") }];
    const fact = await known("script.pt", filled(torchZip(TENSORS, { more })));
    expect(fact).toMatchObject({ format: "torch-zip", notes: ["a TorchScript archive, not a state dict"] });
    expect([fact.unexpectedGlobals, fact.tensors]).toEqual([undefined, undefined]);
  });

  test("two pickles of which either may load", async () => {
    const twice = zipLayout([
      { name: "archive/data.pkl", data: pickle(stateDict(TENSORS)) },
      { name: "archive/DATA.PKL", data: pickle(reduce(global("posix", "system"), tuple("id"))) },
    ]);
    const fact = await known("twice.pth", filled(twice));
    expect(fact.reasons?.globals).toBe("it holds several files data.pkl, and which one loads is not certain");
    expect([fact.unexpectedGlobals, fact.globals]).toEqual([undefined, undefined]);
  });

  test.each([
    ["cut off", (whole: Uint8Array) => whole.subarray(0, 900), "it begins as a zip archive but does not end as one"],
    [
      "a directory beyond its end",
      (whole: Uint8Array) => {
        const broken = whole.slice();
        new DataView(broken.buffer).setUint32(broken.length - 6, 0x7fffffff, true);
        return broken;
      },
      "its zip directory is broken",
    ],
  ])("%s", async (_, harm, reason) => {
    const fact = await known("broken.pth", harm(filled(torchZip(TENSORS))));
    expect(fact).toMatchObject({ format: "torch-zip", reasons: { globals: reason, tensors: reason } });
  });

  test("a pickle larger than the bound is not read", async () => {
    const many = Array.from({ length: 400 }, (_, index): [string, number[]] => [`layers.${index}.weight`, [500, 250]]);
    const bounds = { ...BOUNDS, checkpointBytes: 90_000 };
    const fact = await known("large.pth", torchZip(many, { hollow: true }), bounds);
    expect(fact.reasons?.globals).toMatch(/^more than 0\.1 MiB of it would have to be read|is too large to be read$/);
    expect(sent).toBeLessThan(90_001);
  });

  test("a zip archive of something else", async () => {
    const fact = await known("data.zip", filled(zipLayout([{ name: "readme.txt", data: Buffer.from("hello") }])));
    expect(fact).toMatchObject({
      format: "unknown",
      reasons: { globals: "it is a zip archive, but none that torch.save wrote" },
    });
  });
});

describe("other forms", () => {
  test("torch before 1.6: globals and tensors from the head of the stream", async () => {
    const state = stateDict(TENSORS);
    const fact = await known("old.pth", torchLegacy(state, ["0"], new Uint8Array(300_000)));
    expect(fact).toMatchObject({ format: "torch-legacy", parameters: 232, unexpectedGlobals: [] });
    await server?.close();
    const evil = torchLegacy(state, reduce(global("os", "system"), tuple("id")));
    expect(await known("evil.pth", evil)).toMatchObject({ format: "torch-legacy", unexpectedGlobals: ["os.system"] });
  });

  test("a legacy stream that ends as a zip archive loads as the stream that it begins as", async () => {
    const evil = torchLegacy(reduce(global("posix", "system"), tuple("id")), []);
    const both = concat([evil, filled(torchZip(TENSORS))]);
    expect(await known("both.pth", both)).toMatchObject({
      format: "torch-legacy",
      unexpectedGlobals: ["posix.system"],
    });
  });

  test("a legacy pickle longer than the first piece", async () => {
    const many = Array.from({ length: 1500 }, (_, index): [string, number[]] => [
      `features.layers.${index}.weight`,
      [2],
    ]);
    const fact = await known("old.pth", torchLegacy(stateDict(many), [], new Uint8Array(500_000)));
    expect([fact.parameters, fact.reasons]).toEqual([3000, undefined]);
    expect(asked).toHaveLength(2);
  });

  test("safetensors", async () => {
    const bytes = safetensors(
      [
        ["a", [3, 4]],
        ["bn.running_mean", [4]],
        ["n", [], "I64"],
        ["__proto__", [2]],
      ],
      {
        metadata: { format: "pt" },
      },
    );
    const fact = await known("net.safetensors", bytes);
    expect(fact).toMatchObject({
      format: "safetensors",
      parameters: 14,
      buffers: 5,
      globals: [],
      unexpectedGlobals: [],
    });
    expect(fact.tensors?.map((one) => one.name)).toEqual(["a", "bn.running_mean", "n", "__proto__"]);
  });

  test.each([
    ["its header is broken", (json: string) => json.replace("F32", 'F32"')],
    ["its header is broken", () => '{"a": {"dtype": "F32", "shape": [1e400]}}'],
    ["its header is broken", () => '{"a": {"dtype": "F32", "shape": [-1]}}'],
    [
      "its tensors' sizes add up to an impossible number",
      () => '{"a": {"dtype": "F32", "shape": [9007199254740991, 4]}}',
    ],
    ["its header is broken", () => `{"a": ${"[".repeat(60_000)}`],
  ])("safetensors: %s", async (reason, change) => {
    const json = Buffer.from(change(JSON.stringify({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } })));
    const prefix = Buffer.alloc(8);
    prefix.writeBigUInt64LE(BigInt(json.length));
    expect((await known("net.safetensors", concat([prefix, json]))).reasons?.tensors).toBe(reason);
  });

  test("a bare pickle", async () => {
    const fact = await known("net.pkl", pickle(new Map([["w", reduce(global("os", "getcwd"), tuple())]])));
    expect(fact).toMatchObject({
      format: "unknown",
      unexpectedGlobals: ["os.getcwd"],
      notes: ["a bare pickle, not written by torch.save"],
    });
    await server?.close();
    const old = await known("old.pkl", Buffer.from("cposix\nsystem\n(S'id'\ntR."));
    expect(old.unexpectedGlobals).toEqual(["posix.system"]);
    await server?.close();
    const cut = await known("cut.pkl", concat([Uint8Array.of(0x80, 2), Buffer.from("cposix\nsystem\n(S'id'\ntR")]));
    expect(cut).toMatchObject({ unexpectedGlobals: ["posix.system"], reasons: { globals: "its pickle ends early" } });
  });

  test("text that has the letters of a pickle is none", async () => {
    const fact = await known("notes.pth", Buffer.from("cat and dog\nsat on the mat\nall day"));
    expect([fact.format, fact.globals, fact.unexpectedGlobals]).toEqual(["unknown", undefined, undefined]);
  });

  test("a page instead of a file", async () => {
    const page = {
      size: 40,
      parts: [{ offset: 0, bytes: Buffer.from("<!DOCTYPE html><title>Log in</title>") }],
      type: "text/html",
    };
    expect(await known("net.pth", page)).toMatchObject({
      format: "page",
      reasons: { globals: "a web page stands there, not a file" },
    });
  });

  test("an old tar, an empty file, a Git LFS pointer", async () => {
    const tar = Buffer.alloc(1024);
    tar.write("ustar", 257);
    expect(await known("old.pth", tar)).toMatchObject({ format: "torch-tar" });
    await server?.close();
    expect(await known("empty.pth", new Uint8Array())).toMatchObject({ format: "unknown", bytes: 0 });
    await server?.close();
    const pointer = Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    expect(await known("lfs.pth", pointer)).toMatchObject({ format: "unknown", bytes: pointer.length });
  });
});

describe("the hash", () => {
  const bytes = filled(torchZip([["w", [30_000]]]));
  const sha256 = createHash("sha256").update(bytes).digest("hex");

  test("is taken of the whole file, where its name carries one", async () => {
    expect(await known("net-0123abcd.pth", bytes)).toMatchObject({
      namedHash: "0123abcd",
      sha256,
      bytes: bytes.length,
    });
    await server?.close();
    const fact = await known("net.pth", bytes);
    expect([fact.namedHash, fact.sha256]).toEqual([undefined, undefined]);
  });

  test("is not taken of what is larger than the bound", async () => {
    const fact = await known("net-0123abcd.pth", bytes, { ...BOUNDS, hashBytes: 100_000 });
    expect([fact.sha256, fact.reasons?.sha256]).toEqual([
      undefined,
      "the file is larger than 0.1 MiB, so it was not hashed",
    ]);
    expect(fact.parameters).toBe(30_000);
  });
});

describe("hosts", () => {
  test("what is not there is refuted; what may not be read is unreachable", async () => {
    const fetcher = await serve({
      "/secret.pth": { size: 0, parts: [], code: 403 },
      "/ill.pth": { size: 0, parts: [], code: 503 },
    });
    const urls = ["gone", "secret", "ill"].map((name) => `${HOST}/${name}.pth`);
    const facts = await gatherCheckpoints(
      { checkpoints: urls.map((url) => claim(url)) },
      fetcher,
      BOUNDS,
      () => undefined,
    );
    expect(urls.map((url) => facts.get(url))).toEqual([
      {
        status: "refuted",
        reason: "the host answers 404 Not Found",
        evidence: { source: "checkpoint", url: urls[0], quote: "gone.pth" },
      },
      { status: "unreachable", reason: "the host does not let it be read (403)", url: urls[1] },
      { status: "unreachable", reason: "the host failed with 503", url: urls[2] },
    ]);
  });

  test("one that ignores ranges is asked for the whole, when that is small enough", async () => {
    const bytes = filled(torchZip(TENSORS));
    expect(await known("net.pth", { size: bytes.length, parts: [{ offset: 0, bytes }], ranges: false })).toMatchObject({
      parameters: 232,
    });
    await server?.close();
    const large = await known("net.pth", { ...torchZip([["w", [3_000_000]]], { hollow: true }), ranges: false });
    const reason = "the server sends the file as a whole only, and it is too large for that";
    expect(large).toMatchObject({ format: "unread", reasons: { globals: reason, sha256: reason } });
    expect(large.bytes).toBeGreaterThan(12_000_000);
  });

  test("backbones, originals and folders are not asked for, and each URL once", async () => {
    const fetcher = await serve({ "/a.pth": filled(torchZip(TENSORS)) });
    const checkpoints = [
      claim(`${HOST}/a.pth`),
      claim(`${HOST}/a.pth`, { origin: "diff" }),
      claim(`${HOST}/b.pth`, { whose: "backbone" }),
      claim(`${HOST}/c.pth`, { whose: "original" }),
      claim(`${HOST}/folder/`, { form: "folder" }),
    ];
    const heard: string[] = [];
    const facts = await gatherCheckpoints({ checkpoints }, fetcher, BOUNDS, (line) => heard.push(line));
    expect([[...facts.keys()], heard]).toEqual([[`${HOST}/a.pth`], [`looks into ${HOST}/a.pth`]]);
  });

  test("Drive's page about a file that it did not scan is passed by, its other pages are not", async () => {
    const page = "<!doctype html><title>Google Drive - Virus scan warning</title>";
    const drive = (bytes: Uint8Array): Fetcher => ({
      fetch: async ({ url }: FetchRequest) => {
        const body = bodyOf(url.includes("confirm=t") ? bytes : Buffer.from(page), 1e6);
        return { status: "answered", url, code: 200, headers: new Map(), body };
      },
    });
    const url = "https://drive.google.com/file/d/AbC/view";
    const scan = await gatherCheckpoints(
      { checkpoints: [claim(url)] },
      drive(filled(torchZip(TENSORS))),
      BOUNDS,
      () => undefined,
    );
    expect(scan.get(url)).toMatchObject({ status: "known", value: { parameters: 232 } });
    const login = await gatherCheckpoints(
      { checkpoints: [claim(url)] },
      drive(Buffer.from(page)),
      BOUNDS,
      () => undefined,
    );
    expect(login.get(url)).toEqual({
      status: "unreachable",
      reason: "Google Drive answers with a page, not with the file",
      url,
    });
  });
});

test("pickled files of the diff are had from the head commit", async () => {
  const diff: Diff = {
    files: ["test/expect/a b.pkl", "logo.png", "old.pth"].map((path) => ({
      path,
      status: path === "old.pth" ? "removed" : "added",
      binary: true,
      hunks: [],
      patchMissing: false,
      additions: 0,
      deletions: 0,
    })),
    problems: [],
  };
  const headSha = "a".repeat(40);
  const fetcher: Fetcher = {
    fetch: async ({ url }) => {
      asked.push(url);
      return { status: "unreachable", reason: "not recorded" };
    },
  };
  const place = { diff, pullRequest: { repo: "zoo/vision", headSha, url: "https://github.com/zoo/vision/pull/1" } };
  const facts = await gatherCheckpoints({ checkpoints: [] }, fetcher, BOUNDS, () => undefined, place);
  expect([...facts.keys()]).toEqual(["test/expect/a b.pkl"]);
  expect(asked).toEqual([`https://raw.githubusercontent.com/zoo/vision/${headSha}/test/expect/a%20b.pkl`]);
  const elsewhere = { ...place.pullRequest, url: "https://github.example/zoo/vision/pull/1" };
  const { headSha: _, ...headless } = place.pullRequest;
  for (const pullRequest of [elsewhere, headless]) {
    const none = await gatherCheckpoints({ checkpoints: [] }, fetcher, BOUNDS, () => undefined, { diff, pullRequest });
    expect(none.size).toBe(0);
  }
});
