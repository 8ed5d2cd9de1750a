/** What the documents say of the code, held against the code: variables, functions, folders, routes, codes, commands. */
import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { jobOptionsSchema } from "../../lib/contracts/job-options.ts";
import { envSchema } from "../../lib/env.ts";
import { ERROR_TABLE } from "../../lib/errors/error-table.ts";
import {
  discardDeadLetterRoute,
  listDeadLettersRoute,
  retryDeadLetterRoute,
} from "../../lib/http/dead-letter-routes.ts";
import { extractRoute, preflightRoute } from "../../lib/http/direct-routes.ts";
import { getJobRoute, getPageRoute, jobEventsRoute, listJobsRoute } from "../../lib/http/following-routes.ts";
import { getResultRoute } from "../../lib/http/result-routes.ts";
import { cancelJobRoute, createJobRoute, deleteJobRoute } from "../../lib/http/v1-routes.ts";
import { DEFAULT_MAX_PAGES } from "../../lib/limits/limits.ts";
import { DEFAULT_REQUESTS_PER_MINUTE } from "../../lib/limits/plans.ts";
import { METRIC_TABLE } from "../../lib/metrics/metric-table.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** All that the first group of `pattern` finds in a text, each once and sorted. */
function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))].sort();
}

/** Paths such as `api/v1.ts` or `lib/pdf`: not a part of a longer path, and no full stop at their end. */
const pathsUnder = (folder: string) => new RegExp(`(?<![\\w./-])(${folder}/[\\w/-]+(?:\\.[\\w-]+)*)`, "g");

describe(".env.example", () => {
  /** Of the local platform and of the server on a machine of one's own, which are no part of a deployment. */
  const LOCAL = ["DEV_API_KEY", "HOST", "INSTANCE_SECRET", "PORT", "REDIS_URL", "SHUTDOWN_SECONDS"];
  const example = new Map(
    [...read(".env.example").matchAll(/^#? ?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
      ([, name = "", value = ""]) => [name, value] as const,
    ),
  );

  it("names every variable that the service reads, and no other", () => {
    const named = [...example.keys()].filter((name) => !LOCAL.includes(name));
    expect(named.sort()).toEqual(Object.keys(envSchema.shape).sort());
  });

  it("names each once", () => {
    const lines = read(".env.example").match(/^#? ?[A-Z][A-Z0-9_]*=/gm);
    expect(lines).toHaveLength(example.size);
  });

  it("sets nothing but the defaults, so that a copy changes nothing", () => {
    const set = [...example].filter(([name, value]) => value !== "" && !LOCAL.includes(name));
    expect(set.length).toBeGreaterThan(0);
    for (const [name, value] of set) {
      const field = envSchema.shape[name as keyof typeof envSchema.shape];
      expect(String(field.parse(undefined)), name).toBe(value);
    }
  });
});

describe("docs/architecture.md", () => {
  const page = read("docs/architecture.md");

  it("names every function", () => {
    expect(namesIn(page, pathsUnder("api"))).toEqual(expect.arrayContaining(globSync("api/**/*.ts", { cwd: ROOT })));
  });

  it("names every folder of lib/", () => {
    const folders = readdirSync(join(ROOT, "lib"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `lib/${name}`);
    const named = namesIn(page, pathsUnder("lib")).map((path) => path.split("/").slice(0, 2).join("/"));
    expect(folders.filter((folder) => !named.includes(folder))).toEqual([]);
  });

  it.each(["api", "lib", "dev", "docs"])("names nothing under %s/ that is not there", (folder) => {
    const gone = namesIn(page, pathsUnder(folder)).filter((path) => globSync(path, { cwd: ROOT }).length === 0);
    expect(gone).toEqual([]);
  });

  it("names no variable that nothing reads", () => {
    const known = [...Object.keys(envSchema.shape), "PORT", "DEV_API_KEY", "REDIS_URL"];
    expect(namesIn(page, /`([A-Z]+(?:_[A-Z]+)+)`/g).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe("README.md", () => {
  const page = read("README.md");

  it("names every route of the API", () => {
    const jobs = [
      extractRoute,
      preflightRoute,
      createJobRoute,
      listJobsRoute,
      getJobRoute,
      cancelJobRoute,
      deleteJobRoute,
      getResultRoute,
      getPageRoute,
      jobEventsRoute,
    ];
    const deadLetters = [listDeadLettersRoute, retryDeadLetterRoute, discardDeadLetterRoute];
    const routes = [...jobs, ...deadLetters].map(({ method, path }) => `\`${method.toUpperCase()} ${path}`);
    expect(routes.filter((route) => !page.includes(route))).toEqual([]);
  });

  it("names every option of a job", () => {
    expect(Object.keys(jobOptionsSchema.shape).filter((option) => !page.includes(`\`${option}\``))).toEqual([]);
  });

  it("tells the status that each code really has", () => {
    const rows = [...page.matchAll(/^\| *([\d, ]+?) *\| *(`.*?) *\|$/gm)];
    const told = rows.flatMap(([, statuses = "", codes = ""]) =>
      namesIn(codes, /`([a-z_]+)`/g).map((code) => ({ code, statuses: statuses.split(/, ?/).map(Number) })),
    );
    expect(told.length).toBeGreaterThan(20);
    const table: Readonly<Record<string, { readonly status: number }>> = ERROR_TABLE;
    const wrong = told.filter(({ code, statuses }) => !statuses.includes(table[code]?.status ?? 0));
    expect(wrong).toEqual([]);
  });

  it("names only commands that there are", () => {
    const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(read("package.json"));
    const named = namesIn(page, /npm run ([\w:]+)/g);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it("names only variables that something reads", () => {
    const known = [...Object.keys(envSchema.shape), "PORT"];
    expect(namesIn(page, /`([A-Z]+(?:_[A-Z]+)+)`/g).filter((name) => !known.includes(name))).toEqual([]);
  });

  it("tells the limits as they are", () => {
    expect(page).toContain(`${DEFAULT_MAX_PAGES.toLocaleString("en-US")} pages`);
    expect(page).toContain(`${DEFAULT_REQUESTS_PER_MINUTE} requests a minute`);
  });

  it("links to nothing that is not there", () => {
    const links = namesIn(page, /\]\((?!https?:|#)([^)]+)\)/g);
    expect(links.filter((link) => globSync(link, { cwd: ROOT }).length === 0)).toEqual([]);
  });
});

describe("docs/metrics.md", () => {
  const text = read("docs/metrics.md");

  it("has a row for every metric, and for no other", () => {
    const rows = [...text.matchAll(/^\| `(docat_\w+)`/gm)].map(([, name]) => name);
    expect(rows).toEqual(Object.keys(METRIC_TABLE));
  });

  it.each(Object.entries(METRIC_TABLE))("says of %s what the table says", (name, { type, help, labels = {} }) => {
    const by = Object.keys(labels).map((label) => `\`${label}\``);
    expect(text).toContain(`| \`${name}\`${by.length > 0 ? ` by ${by.join(", ")}` : ""} | ${type} | ${help} |`);
  });
});
