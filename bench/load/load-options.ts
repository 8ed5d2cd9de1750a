/** What a load test is asked for, within bounds: so many requests at most, for so long at most, to this machine only. */
import { parseArgs } from "node:util";

const BOUNDS = { rate: { least: 1, most: 500 }, seconds: { least: 1, most: 300 } } as const;
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

export const MIXES = ["usual", "hostile"] as const;

export interface LoadOptions {
  readonly mix: (typeof MIXES)[number];
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  /** A service that runs already; null: one of its own. */
  readonly target: { readonly url: string; readonly key: string } | null;
}

const MAX_CONNECTIONS = 50;

/** Each connection has a whole number of requests a second, or the rate is not the one that was asked for. */
export function connectionsFor(rate: number): number {
  let connections = Math.min(rate, MAX_CONNECTIONS);
  while (rate % connections !== 0) connections -= 1;
  return connections;
}

function bounded(name: keyof typeof BOUNDS, text: string): number {
  const { least, most } = BOUNDS[name];
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} is a whole number from ${least} to ${most}.`);
}

/** Throws an Error with one sentence. Other machines are refused: a load test of somebody else's is an attack. */
export function readLoadOptions(args: readonly string[], key: string | undefined): LoadOptions {
  const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
  const options = { mix: text("usual"), rate: text("10"), seconds: text("20"), url: { type: "string" } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const mix = MIXES.find((each) => each === values.mix);
  if (mix === undefined) throw new Error(`--mix is ${MIXES.join(" or ")}.`);
  const rate = bounded("rate", values.rate);
  if (rate > MAX_CONNECTIONS && connectionsFor(rate) < 10) {
    throw new Error("--rate is a multiple of ten where it is more than fifty.");
  }
  const rest = { mix, rate, seconds: bounded("seconds", values.seconds) };
  if (values.url === undefined) return { ...rest, target: null };
  const url = URL.canParse(values.url) ? new URL(values.url) : null;
  if (url === null || url.protocol !== "http:" || !LOOPBACK.has(url.hostname)) {
    throw new Error("--url is on this machine: http://127.0.0.1:…");
  }
  if (!key) throw new Error("Set LOAD_API_KEY to a key of the service at --url.");
  return { ...rest, target: { url: url.origin, key } };
}
