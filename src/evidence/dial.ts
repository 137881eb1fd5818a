import { lookup as systemLookup } from "node:dns/promises";
import { isPublicAddress, literalAddress } from "./public-address.ts";

/** Where a connection is opened: addresses to try in turn, never a name, so that nothing is looked up a second time. */
export type DialAnswer =
  | { readonly status: "open"; readonly addresses: readonly string[]; readonly port: number }
  | { readonly status: "refused"; readonly reason: string };

/** Decides where the connection to a URL's host and port is opened. May reject when the name does not resolve. */
export type Dial = (host: string, port: number) => Promise<DialAnswer>;

/** Every address that a name resolves to. */
export type Lookup = (name: string) => Promise<readonly string[]>;

const lookupAll: Lookup = async (name) =>
  (await systemLookup(name, { all: true, verbatim: true })).map((answer) => answer.address);

/**
 * Opens public addresses only. Every address of a name is judged, not just the one that is used, and the connection
 * goes to an address that was judged: a name cannot answer differently the second time.
 */
export function publicDial(lookup: Lookup = lookupAll): Dial {
  return async (host, port) => {
    const literal = literalAddress(host);
    if (literal !== undefined) {
      return isPublicAddress(literal)
        ? { status: "open", addresses: [literal], port }
        : { status: "refused", reason: "the host is an address that is not public" };
    }
    const addresses = await lookup(host);
    if (addresses.length === 0) return { status: "refused", reason: "the host's name does not resolve" };
    // The address stays unnamed: a report is public, and what an inner name resolves to is nobody's business.
    if (!addresses.every(isPublicAddress)) {
      return { status: "refused", reason: "the host's name resolves to an address that is not public" };
    }
    return { status: "open", addresses, port };
  };
}

/** Opens whatever the operator's own setting names, such as a GitHub Enterprise server on a private network. */
export function operatorDial(lookup: Lookup = lookupAll): Dial {
  return async (host, port) => {
    const literal = literalAddress(host);
    const addresses = literal === undefined ? await lookup(host) : [literal];
    return addresses.length === 0
      ? { status: "refused", reason: "the host's name does not resolve" }
      : { status: "open", addresses, port };
  };
}
