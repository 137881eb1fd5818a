/** A failure whose message is already in a reader's words and may be shown. */
export class StatedFailure extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the host refused the connection",
  ECONNRESET: "the host closed the connection",
  EPIPE: "the host closed the connection",
  UND_ERR_SOCKET: "the host closed the connection",
  UND_ERR_CONNECT_TIMEOUT: "the host did not accept a connection in time",
  ETIMEDOUT: "the host did not accept a connection in time",
  ENETUNREACH: "the host's network cannot be reached",
  EHOSTUNREACH: "the host cannot be reached",
  ENOTFOUND: "the host's name does not resolve",
  EAI_AGAIN: "the host's name could not be looked up",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the body is not as long as the server said",
  UND_ERR_HEADERS_OVERFLOW: "the host sent headers that are too large",
  Z_DATA_ERROR: "the body's compression is broken",
  Z_BUF_ERROR: "the body's compression is broken",
  Z_NEED_DICT: "the body's compression is broken",
  ERR_STREAM_PREMATURE_CLOSE: "the host closed the connection",
};

/** What went wrong, for a reader; never the error's own text, which may hold an inner address. */
export function explainFailure(error: unknown, signal?: AbortSignal): string {
  if (signal?.aborted === true && signal.reason instanceof StatedFailure) return signal.reason.message;
  if (error instanceof StatedFailure) return error.message;
  const code = codeOf(error);
  const known = REASONS[code];
  if (known !== undefined) return known;
  if (nameOf(error) === "TimeoutError") return "the host did not accept a connection in time";
  if (nameOf(error) === "HTTPParserError") return "the host's answer is not valid HTTP";
  if (code.startsWith("ERR_BROTLI") || code.startsWith("ERR__ERROR_FORMAT")) return "the body's compression is broken";
  if (/CERT|TLS|SSL|ISSUER|SIGNATURE/.test(code)) return "the host's certificate is not valid";
  return "the request failed";
}

/** The `code` of a system's or library's error; empty when it has none. */
export function codeOf(error: unknown): string {
  const coded = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof coded === "string" ? coded : "";
}

function nameOf(error: unknown): string {
  const named = typeof error === "object" && error !== null && "name" in error ? error.name : undefined;
  return typeof named === "string" ? named : "";
}
