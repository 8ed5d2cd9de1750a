/** What is in ops/, held against the metrics that there are, the guide, and Prometheus' own tool. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { METRIC_TABLE, type Metric } from "../../../lib/metrics/metric-table.ts";

const ROOT = join(import.meta.dirname, "../../..");
const table = METRIC_TABLE;

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}
const rules: readonly Rule[] = parse(read("ops/alerts.yaml")).groups.flatMap((group: { rules: Rule[] }) => group.rules);
const names = rules.map(({ alert }) => alert).sort();

interface RuleTest {
  readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
}
const tried = (parse(read("ops/alerts.test.yaml")).tests as RuleTest[]).flatMap(({ alert_rule_test: each }) => each);

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}
const panels: readonly Panel[] = JSON.parse(read("ops/dashboard.json")).panels;
const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll("$__rate_interval", "5m")));

const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;
const promtool = (...args: string[]) => spawnSync("promtool", args, { cwd: ROOT, encoding: "utf8" });

/** The metric behind the name of a series; a histogram has three kinds of them. */
function metricOf(series: string): Metric | undefined {
  const metric = table[series];
  if (metric !== undefined) return metric.type === "histogram" ? undefined : metric;
  const histogram = table[series.replace(/_(?:bucket|sum|count)$/, "")];
  return histogram?.type === "histogram" ? histogram : undefined;
}

/** Whatever a query asks for that no metric has: names, labels, values of labels. */
function unknownIn(query: string): string[] {
  return [...query.matchAll(/\b(docat_[a-z_]+)(?:\{([^}]*)\})?/g)].flatMap(([, series = "", matchers = ""]) => {
    const metric = metricOf(series);
    if (metric === undefined) return [series];
    return [...matchers.matchAll(/(\w+)\s*!?=\s*"([^"]*)"/g)]
      .filter(([, label = "", value = ""]) => label !== "le" && metric.labels?.[label]?.includes(value) !== true)
      .map(([matcher]) => `${series}{${matcher}}`);
  });
}

describe("the alert rules", () => {
  it("ask for nothing that is not measured", () => {
    expect(rules.flatMap(({ expr }) => unknownIn(expr))).toEqual([]);
  });

  it("are each tried with what sets them off and with what does not", () => {
    const fires = tried.filter(({ exp_alerts: alerts }) => alerts.length > 0).map(({ alertname }) => alertname);
    const silent = tried.filter(({ exp_alerts: alerts }) => alerts.length === 0).map(({ alertname }) => alertname);
    expect([...new Set(fires)].sort()).toEqual(names);
    expect([...new Set(silent)].sort()).toEqual(names);
  });

  it("have a chapter each in the guide, at which they point", () => {
    const chapters = [...read("docs/operations.md").matchAll(/^### (Docat\w+)$/gm)].map(([, name]) => name);
    expect(chapters.sort()).toEqual(names);
    for (const { alert, annotations, labels } of rules) {
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(["page", "ticket"]).toContain(labels.severity);
    }
  });

  it.skipIf(!hasPromtool)("fire when they should and are silent otherwise, says Prometheus", () => {
    const { status, stdout, stderr } = promtool("test", "rules", "ops/alerts.test.yaml");
    expect(`${stdout}${stderr}`).toContain("SUCCESS");
    expect(status).toBe(0);
  });

  it("are tried with series that there are", () => {
    const series = [...read("ops/alerts.test.yaml").matchAll(/series: ['"](docat_.*?)['"], values/g)];
    expect(series.length).toBeGreaterThan(15);
    expect(series.flatMap(([, each = ""]) => unknownIn(each))).toEqual([]);
  });
});

describe("the dashboard", () => {
  it("asks for nothing that is not measured", () => {
    expect(queries.flatMap(unknownIn)).toEqual([]);
  });

  it("has a place of its own for each panel", () => {
    const places = panels.map((panel) => JSON.stringify((panel as unknown as { gridPos: unknown }).gridPos));
    expect(new Set(places).size).toBe(panels.length);
  });

  it.skipIf(!hasPromtool)("has queries that Prometheus understands", () => {
    const folder = mkdtempSync(join(tmpdir(), "docat-queries-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "queries.yaml");
    const recorded = queries.map((expr, at) => ({ record: `docat:query:${at}`, expr }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: "queries", rules: recorded }] }));
    const { stdout, stderr } = promtool("check", "rules", file);
    expect(`${stdout}${stderr}`).toContain(`SUCCESS: ${queries.length} rules found`);
  });
});
