// Writes the checkpoints that the pull folders' recorded answers hold: tiny files as torch writes them, and of large ones the
// parts that are read. Run it as `node test/pulls/build-checkpoints.mjs` after a change here; what it writes is committed.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { filled, global, reduce, tensor, torchLayout, torchZip, tuple } from "../evidence/torch-writer.mjs";

const PULLS = fileURLToPath(new URL("./", import.meta.url));
const PART = 16 * 1024;

const norm = (name, channels) => [
  [`${name}.weight`, [channels]],
  [`${name}.bias`, [channels]],
  [`${name}.running_mean`, [channels]],
  [`${name}.running_var`, [channels]],
  [`${name}.num_batches_tracked`, [], "LongStorage"],
];

/** A network with 10,740 parameters. */
const SMALL = [
  ["stem.0.weight", [16, 3, 3, 3]],
  ...norm("stem.1", 16),
  ["stages.0.weight", [16, 16, 3, 3]],
  ["stages.1.weight", [32, 16, 3, 3]],
  ...norm("norm", 32),
  ["head.weight", [100, 32]],
  ["head.bias", [100]],
];

/** The most of a network with 30,919,624 parameters. */
const LARGE = [
  ["stem.0.weight", [64, 3, 7, 7]],
  ...norm("stem.1", 64),
  ["stages.0.weight", [1024, 64, 7, 7]],
  ...norm("stages.0.norm", 1024),
  ["stages.1.weight", [2048, 1024, 3, 3]],
  ...norm("stages.1.norm", 2048),
  ["mixer.weight", [3104, 2048]],
  ["head.weight", [1000, 1024]],
  ["head.bias", [1000]],
];

function parameters(tensors) {
  return tensors
    .filter(([name, , storage]) => storage === undefined && !name.includes("running_"))
    .reduce((sum, [, shape]) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

/** `tensors` with a last one that brings the parameters to `wanted`. */
function padded(tensors, wanted) {
  return [...tensors, ["residual_scale", [wanted - parameters(tensors)]]];
}

function readIndex(folder) {
  const path = `${PULLS}${folder}/responses/index.json`;
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : [];
}

function put(folder, url, entries) {
  const kept = readIndex(folder).filter((one) => one.url !== url);
  writeFileSync(`${PULLS}${folder}/responses/index.json`, `${JSON.stringify([...kept, ...entries], null, 2)}\n`);
}

/** A whole file. */
function whole(folder, url, file, bytes) {
  writeFileSync(`${PULLS}${folder}/responses/${file}`, bytes);
  put(folder, url, [{ url, status: 200, headers: { "content-type": "application/octet-stream" }, file }]);
  console.log(
    folder,
    url.slice(url.lastIndexOf("/") + 1),
    bytes.length,
    createHash("sha256").update(bytes).digest("hex").slice(0, 8),
  );
}

/** Of a file too large to keep: its first and last 16 KiB. */
function ends(folder, url, file, layout) {
  const { size, parts } = layout;
  const entries = [0, size - PART].map((start, index) => {
    const bytes = new Uint8Array(PART);
    for (const part of parts) {
      const from = Math.max(start, part.offset);
      const to = Math.min(start + PART, part.offset + part.bytes.length);
      if (to > from) bytes.set(part.bytes.subarray(from - part.offset, to - part.offset), from - start);
    }
    const name = `${file}.${index === 0 ? "first" : "last"}`;
    writeFileSync(`${PULLS}${folder}/responses/${name}`, bytes);
    const headers = {
      "content-type": "application/octet-stream",
      "content-range": `bytes ${start}-${start + PART - 1}/${size}`,
    };
    return { url, status: 206, headers, file: name };
  });
  put(folder, url, entries);
  console.log(folder, url.slice(url.lastIndexOf("/") + 1), size);
}

const HOST = "https://download.pytorch.org/models";
const small = filled(torchZip(SMALL));
const large = torchZip(padded(LARGE, 30_919_624), { hollow: true });
const middle = torchZip(
  padded(
    LARGE.filter(([name]) => name !== "mixer.weight"),
    24_310_120,
  ),
  { hollow: true },
);

/** The small network in a file whose sha256 begins so, found by counting in a record that torch does not read. */
function beginning(prefix) {
  for (let count = 0; ; count += 1) {
    const bytes = filled(
      torchZip(SMALL, { more: [{ name: "archive/.data/serialization_id", data: Buffer.from(`${count}`) }] }),
    );
    if (createHash("sha256").update(bytes).digest("hex").startsWith(prefix)) return bytes;
  }
}

/** What the tests compare a model's output with: one tensor. */
function expected(folder, model) {
  const url = `https://raw.githubusercontent.com/harbour/vision/${"c0ffee00".repeat(5)}/test/expect/ModelTester.test_${model}_expect.pkl`;
  whole(folder, url, `test_${model}_expect.pkl`, filled(torchLayout(tensor(0, [1, 50]), [[50]])));
}

const PLANS = [
  ["all-is-well-architecture", (folder) => expected(folder, "heron_s")],
  ["demo", (folder) => expected(folder, "heron_s")],
  ["demo", (folder) => expected(folder, "heron_b")],
  ["all-is-well-architecture", (folder) => whole(folder, `${HOST}/heron_s-${sha(small)}.pth`, "heron_s.pth", small)],
  ["all-is-well-weights", (folder) => whole(folder, `${HOST}/kestrel_s-${sha(small)}.pth`, "kestrel_s.pth", small)],
  ["demo", (folder) => ends(folder, `${HOST}/heron_b-5b0c7d11.pth`, "heron_b.pth", large)],
  ["demo", (folder) => ends(folder, `${HOST}/heron_s-e81d04b7.pth`, "heron_s.pth", middle)],
  ["parameter-count-right", (folder) => ends(folder, `${HOST}/kestrel_b-77d0c2a9.pth`, "kestrel_b.pth", large)],
  ["parameter-count-differs", (folder) => whole(folder, `${HOST}/kestrel_s-${sha(small)}.pth`, "kestrel_s.pth", small)],
  ["hash-differs", (folder) => whole(folder, `${HOST}/kestrel_s-9d2f0e41.pth`, "kestrel_s.pth", beginning("1c3a"))],
  [
    "unsafe-checkpoint",
    (folder) => {
      const wrap = (state) =>
        new Map([
          ["model", state],
          ["hook", reduce(global("posix", "system"), tuple("echo weighed"))],
        ]);
      const bytes = filled(torchZip(SMALL, { wrap }));
      whole(folder, `${HOST}/kestrel_s-${sha(bytes)}.pth`, "kestrel_s.pth", bytes);
    },
  ],
];

function sha(bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8);
}

console.log("parameters of the small network:", parameters(SMALL), "sha256", sha(small));
for (const [folder, write] of PLANS) if (existsSync(`${PULLS}${folder}/responses`)) write(folder);
