import { promises as dns, type LookupAddress } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { hostOf, judgeAddresses, judgeUrl, type OutboundRules } from "./judge-url.ts";

export interface OutsidePost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For all of it, from the first question to the resolver. */
  readonly deadlineMs: number;
}

export interface OutsideOptions extends OutboundRules {
  /** All addresses of a host. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
}

const resolveAll = (host: string): Promise<readonly LookupAddress[]> => dns.lookup(host, { all: true });

/**
 * Posts to a URL that somebody gave us, and gives the status of the answer. Every address of its host is checked each time, and
 * the connection goes to one that was checked: a name that resolves to something else a moment later changes nothing. No
 * redirect is followed, no connection kept, and nothing of the answer's body is read.
 *
 * @throws NectoError `request/forbidden-url`, or what the network says
 */
export async function postOutside(post: OutsidePost, options: OutsideOptions): Promise<number> {
  const url = judgeUrl(post.url, options);
  const signal = AbortSignal.timeout(post.deadlineMs);
  const addresses = await untilAborted(addressesOf(hostOf(url), options), signal);
  judgeAddresses(
    addresses.map(({ address }) => address),
    options,
  );
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        ...{ method: "POST", agent: false, lookup: only(addresses), signal },
        headers: { ...post.headers, "content-length": Buffer.byteLength(post.body) },
      },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.destroy();
      },
    );
    sent.on("error", (error) => reject(signal.aborted ? signal.reason : error));
    sent.end(post.body);
  });
}

async function addressesOf(host: string, { resolve = resolveAll }: OutsideOptions) {
  const family = isIP(host);
  return family === 0 ? resolve(host) : [{ address: host, family }];
}

/** A resolver that knows the addresses that were checked and no others. */
const only =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_host, { all }, done) =>
    all ? done(null, [...addresses]) : done(null, addresses[0]!.address, addresses[0]!.family);

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const gone = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, gone]);
}
