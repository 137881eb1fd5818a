// Measures the reading of large logs and checkpoints over loopback. The server and the reader are processes of their own, so that
// neither counts for the other: `node evidence.mjs serve` and `node evidence.mjs read PORT`. As in the other measurements the time
// is CPU time; that by the clock stands beside it.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { torchZip } from "../evidence/torch-writer.mjs";

const SELF = fileURLToPath(import.meta.url);
const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const LOG_BYTES = 100_000_000;

/** A million bytes of a classification log, the epochs from `first` on. */
function logBlock(first) {
  const lines = [];
  let size = 0;
  for (let epoch = first; size < 1_000_000; epoch += 1) {
    for (let step = 0; step < 1250; step += 10) {
      const loss = (6 - epoch / 500).toFixed(4);
      lines.push(
        `Epoch: [${epoch}]  [${String(step).padStart(4)}/1251]  eta: 0:12:31  lr: 0.5  img/s: 2711.52  loss: ${loss} (${loss})  acc1: 61.7188 (60.9375)  acc5: 83.5938 (82.8125)  time: 0.3779  data: 0.0003  max mem: 9872`,
      );
      size += lines.at(-1).length + 1;
    }
    for (let step = 0; step < 390; step += 10) {
      lines.push(
        `Test:   [${String(step).padStart(3)}/391]  eta: 0:00:21  loss: 1.0134 (1.0512)  acc1: 78.1250 (77.2321)`,
      );
      size += lines.at(-1).length + 1;
    }
    lines.push(`Test:  Acc@1 ${(50 + (epoch % 300) / 10).toFixed(3)} Acc@5 90.000`);
  }
  return Buffer.from(`${lines.join("\n")}\n`).subarray(0, 1_000_000);
}

/** A thousand tensors of 125,000 elements, of which only the structure is there. */
function checkpoint() {
  const tensors = Array.from({ length: 1000 }, (_, index) => [
    `stages.${index % 4}.blocks.${index}.mlp.weight`,
    [500, 250],
  ]);
  return torchZip(tensors, { hollow: true });
}

function serve() {
  const blocks = Array.from({ length: 10 }, (_, index) => logBlock(index * 30));
  const { size, parts } = checkpoint();
  let requests = 0;
  let bytes = 0;
  const server = createServer((request, response) => {
    if (request.url === "/stats") {
      response.end(JSON.stringify({ requests, bytes, size }));
      requests = 0;
      bytes = 0;
      return;
    }
    if (request.url.startsWith("/train")) {
      const length = Number(/(\d+)/.exec(request.url)[1]);
      response.writeHead(200, { "content-type": "text/plain", "content-length": length });
      let sent = 0;
      const send = () => {
        while (sent < length) {
          const block = blocks[(sent / 1_000_000) % blocks.length].subarray(0, length - sent);
          sent += block.length;
          if (!response.write(block)) {
            response.once("drain", send);
            return;
          }
        }
        response.end();
      };
      send();
      return;
    }
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range);
    const start = Number(from);
    const end = Math.min(size, Number(to) + 1);
    const body = Buffer.alloc(end - start);
    for (const part of parts) {
      const first = Math.max(start, part.offset);
      const last = Math.min(end, part.offset + part.bytes.length);
      if (last > first) body.set(part.bytes.subarray(first - part.offset, last - part.offset), first - start);
    }
    requests += 1;
    bytes += body.length;
    response.writeHead(206, { "content-range": `bytes ${start}-${end - 1}/${size}`, "content-length": body.length });
    response.end(body);
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
}

async function read(port) {
  const load = (path) => import(join(DIST, path));
  const { createFetcher } = await load("evidence/fetcher.js");
  const { DEFAULT_BOUNDS } = await load("evidence/bounds.js");
  const { gatherLogs } = await load("evidence/gather-logs.js");
  const { gatherCheckpoints } = await load("evidence/gather-checkpoints.js");
  const bounds = { ...DEFAULT_BOUNDS, timeoutSeconds: 100, totalSeconds: 100, logBytes: 200_000_000 };
  const dial = () => Promise.resolve({ status: "open", addresses: ["127.0.0.1"], port: Number(port) });
  const fetcher = createFetcher({ rules: { hosts: ["bench.example"] }, bounds }, dial);
  const evidence = { source: "description", quote: "" };
  const readLog = async (bytes) => {
    const url = `http://bench.example/train-${bytes}.log`;
    const facts = await gatherLogs({ logs: [{ url, form: "link", evidence }] }, fetcher, bounds, () => undefined);
    if (facts.get(url)?.value?.bytes !== bytes)
      throw new Error(`the log was not read: ${JSON.stringify(facts.get(url))}`);
  };
  const readCheckpoint = async (name) => {
    const url = `http://bench.example/${name}.pth`;
    const claim = { url, form: "file", whose: "trained", origin: "text", evidence };
    const facts = await gatherCheckpoints({ checkpoints: [claim] }, fetcher, bounds, () => undefined);
    if (facts.get(url)?.value?.parameters !== 125_000_000) throw new Error("the checkpoint was not read");
  };
  const stats = async () => await (await fetch(`http://127.0.0.1:${port}/stats`)).json();

  const timed = async (work) => {
    const cpu = process.cpuUsage();
    const begun = performance.now();
    await work();
    const { user, system } = process.cpuUsage(cpu);
    return { cpu: (user + system) / 1000, clock: performance.now() - begun };
  };

  const cold = await timed(() => readCheckpoint("cold"));
  const { requests, bytes, size } = await stats();

  await readLog(3_000_000);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 2);
  const log = await timed(() => readLog(LOG_BYTES));
  clearInterval(sampling);
  await fetcher.close();
  console.log(
    JSON.stringify({ cold, requests, bytes, size, log, extra: Math.max(peak, process.memoryUsage.rss()) - before }),
  );
}

/** Rows for `npm run bench`: a log of 100 MB, and a checkpoint of 500 MB of which only parts are read. */
export async function evidenceRows() {
  const server = spawn(process.execPath, [SELF, "serve"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const port = await new Promise((resolve) => server.stdout.once("data", (data) => resolve(String(data).trim())));
    const done = spawnSync(process.execPath, ["--expose-gc", SELF, "read", port], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`Reading evidence failed:\n${done.stderr}`);
    const { cold, requests, bytes, size, log, extra } = JSON.parse(done.stdout);
    const clock = ({ clock: milliseconds }) => `${Math.round(milliseconds)} ms by the clock`;
    const large = `checkpoint of ${Math.round(size / 1e6)} MB`;
    return [
      { what: `log of 100 MB, streamed (${clock(log)})`, figures: [log.cpu], limit: 2000 },
      { what: "log of 100 MB: extra memory", unit: "MiB", figures: [extra / 1024 / 1024], limit: 50 },
      { what: `${large}, first of a process (${clock(cold)})`, figures: [cold.cpu], limit: 300 },
      { what: `${large}: requests`, unit: "", figures: [requests], limit: 8 },
      { what: `${large}: read of it`, unit: "KiB", figures: [bytes / 1024], limit: 1024 },
    ];
  } finally {
    server.kill();
  }
}

if (process.argv[1] === SELF) {
  const [, , task, port] = process.argv;
  if (task === "serve") serve();
  else if (task === "read") await read(port);
  else console.table(await evidenceRows());
}
