import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from "node:net";
import { DEFAULT_BOUNDS, type EvidenceBounds } from "../../src/evidence/bounds.ts";
import type { Dial } from "../../src/evidence/dial.ts";
import { createFetcher, type LiveFetcher } from "../../src/evidence/fetcher.ts";
import { createReviewBudget, type ReviewBudget } from "../../src/evidence/review-budget.ts";

/** A server on the loopback interface that counts the connections made to it. */
export interface LoopbackServer {
  readonly port: number;
  connections(): number;
  /** Sockets that are still open. */
  open(): number;
  close(): Promise<void>;
}

function listening(server: Server): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on("connection", (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        connections: () => count,
        open: () => sockets.size,
        close: () =>
          new Promise((closed) => {
            for (const socket of sockets) socket.destroy();
            server.close(() => closed());
          }),
      });
    });
  });
}

export const startServer = (answer: RequestListener) => listening(createServer(answer));

/** A server that speaks raw bytes, for what no honest server sends. */
export const startRawServer = (answer: (socket: Socket, request: string) => void) =>
  listening(
    createSocketServer((socket) => {
      socket.once("data", (data) => answer(socket, data.toString("latin1")));
    }),
  );

/** Leads every host to one port of the loopback interface. */
export function dialTo(server: Pick<LoopbackServer, "port">): Dial {
  return () => Promise.resolve({ status: "open", addresses: ["127.0.0.1"], port: server.port });
}

/** Short bounds, so that what hangs is over soon. */
export const SHORT: EvidenceBounds = { ...DEFAULT_BOUNDS, timeoutSeconds: 0.4, totalSeconds: 5 };

export function fetcherFor(
  server: Pick<LoopbackServer, "port">,
  bounds: EvidenceBounds = DEFAULT_BOUNDS,
  budget: ReviewBudget = createReviewBudget(bounds),
): LiveFetcher {
  return createFetcher({ rules: { hosts: ["*.example", "files.example"] }, bounds, budget }, dialTo(server));
}
