// Sends deliveries at a steady rate from a thread of its own, so that nothing but the App decides when they are answered.
import { Agent, request } from "node:http";
import { platform, setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";

try {
  // It was begun by a thread that gives way.
  if (platform() === "linux") setPriority(0);
} catch {
  // Only root may: then the App is measured with a sender that gives way to it.
}
const { target, deliveries, perSecond } = workerData;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const milliseconds = [];
const statuses = {};
let answered = 0;

function finish(status, start) {
  milliseconds.push(performance.now() - start);
  statuses[status] = (statuses[status] ?? 0) + 1;
  answered++;
  if (answered === deliveries.length) {
    agent.destroy();
    parentPort.postMessage({ milliseconds, statuses });
  }
}

function send({ headers, body }) {
  const start = performance.now();
  const sent = request(target, {
    method: "POST",
    agent,
    headers: { ...headers, "content-length": Buffer.byteLength(body) },
  });
  sent.on("response", (answer) => {
    answer.resume();
    answer.on("end", () => finish(answer.statusCode, start));
  });
  sent.on("error", (error) => finish(error.code, start));
  sent.end(body);
}

const begin = performance.now();
let next = 0;
const timer = setInterval(() => {
  const due = Math.min(deliveries.length, Math.floor(((performance.now() - begin) / 1000) * perSecond));
  while (next < due) send(deliveries[next++]);
  if (next === deliveries.length) clearInterval(timer);
}, 1);
