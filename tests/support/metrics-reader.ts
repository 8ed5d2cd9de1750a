/** Reads a service's metrics as Prometheus does, and tells by how much they grew while something was done. */
import type { TestService } from "./test-service.ts";

export const METRICS_TOKEN = "a-token-for-prometheus-and-nobody-else";

export class MetricsReader {
  readonly #service: TestService;
  /** Metrics that were seen to move, by their names. */
  readonly moved = new Set<string>();

  constructor(service: TestService) {
    this.#service = service;
  }

  async scrape(token = METRICS_TOKEN): Promise<string> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${this.#service.platform.url}/api/metrics`, { headers });
    if (answer.status !== 200 || answer.headers.get("content-type") !== "text/plain; version=0.0.4; charset=utf-8")
      throw new Error(`${answer.status} ${answer.headers.get("content-type")}`);
    return answer.text();
  }

  async values(): Promise<ReadonlyMap<string, number>> {
    const lines = (await this.scrape()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
    );
  }

  /** By how much each series grew while this was done and came to rest. */
  async growth(act: () => Promise<unknown>): Promise<(series: string) => number> {
    const before = await this.values();
    await act();
    await this.#service.platform.idle();
    const after = await this.values();
    for (const [series, value] of after) if (value !== (before.get(series) ?? 0)) this.moved.add(metricOf(series));
    return (series) => (after.get(series) ?? 0) - (before.get(series) ?? 0);
  }
}

/** The metric of a series: without labels, and without what histograms add. */
export function metricOf(series: string): string {
  return series.replace(/\{.*/, "").replace(/_(bucket|sum|count)$/, "");
}
