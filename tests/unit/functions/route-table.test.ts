/** Vercel's routing: header rules, then the file system, then rewrites. */
import { describe, expect, it } from "vitest";
import { type Route, resolveRoute } from "../../../dev/functions/route-table.ts";
import { readSourceRoutes } from "../../../dev/functions/source-routes.ts";

const ROUTES = readSourceRoutes(`${import.meta.dirname}/../../..`);

const files = (statics: readonly string[], functions: readonly string[]) => ({
  hasStatic: (path: string) => statics.includes(path),
  hasFunction: (path: string) => functions.includes(path),
});
const FILES = files(["/", "/style.css"], ["/api/v1", "/api/extract", "/api/health", "/api/stages/plan"]);

const resolve = (path: string, routes: readonly Route[] = ROUTES, system = FILES) => resolveRoute(routes, path, system);

describe("The routes of vercel.json", () => {
  it("serve static files and functions at their own paths", () => {
    expect(resolve("/style.css")).toMatchObject({ kind: "static", path: "/style.css" });
    expect(resolve("/api/stages/plan")).toMatchObject({ kind: "function", path: "/api/stages/plan" });
  });

  it.each([
    ["/v1", ""],
    ["/v1/jobs", "jobs"],
    ["/v1/jobs/", "jobs/"],
    ["/v1/jobs/job_1/result", "jobs/job_1/result"],
  ])("lead %s to the API, with what they matched appended to the query", (path, match) => {
    const target = resolve(path);
    expect(target).toMatchObject({ kind: "function", path: "/api/v1" });
    expect([...target.query]).toEqual([["__route", match]]);
  });

  it.each(["/v1/extract", "/v1/preflight"])("lead %s to the function that opens documents, and add nothing", (path) => {
    const target = resolve(path);
    expect(target).toMatchObject({ kind: "function", path: "/api/extract" });
    expect([...target.query]).toEqual([]);
  });

  it("lead the probe to its function", () => {
    expect(resolve("/health")).toMatchObject({ kind: "function", path: "/api/health" });
  });

  it.each(["/v1jobs", "/healthy", "/api", "/lib/env.ts", "/package.json", "/nothing"])("lead %s nowhere", (path) => {
    expect(resolve(path).kind).toBe("none");
  });

  it.each(["/style.css", "/v1/jobs", "/nothing"])("add the headers for safety to %s", (path) => {
    expect(resolve(path).headers).toMatchObject({
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
    });
  });
});

describe("Routing", () => {
  it("finds a static file before a function, and a function before a rewrite", () => {
    const both = files(["/a"], ["/a", "/b", "/c"]);
    const routes = [{ handle: "filesystem" }, { src: "^/(a|b|x)$", dest: "/c" }];
    expect(resolve("/a", routes, both)).toMatchObject({ kind: "static", path: "/a" });
    expect(resolve("/b", routes, both)).toMatchObject({ kind: "function", path: "/b" });
    expect(resolve("/x", routes, both)).toMatchObject({ kind: "function", path: "/c" });
  });

  it("goes on past a rule that only adds headers, and the later one wins", () => {
    const routes = [
      { src: "/(.*)", headers: { a: "1", b: "1" }, continue: true },
      { src: "/x", headers: { b: "2" }, continue: true },
      { handle: "filesystem" },
    ];
    expect(resolve("/x", routes, files(["/x", "/y"], []))).toMatchObject({
      kind: "static",
      headers: { a: "1", b: "2" },
    });
    expect(resolve("/y", routes, files(["/x", "/y"], [])).headers).toEqual({ a: "1", b: "1" });
  });

  it("goes on past a rewrite whose destination does not exist", () => {
    const routes = [
      { src: "^/x$", dest: "/gone", check: true },
      { src: "^/x$", dest: "/style.css" },
    ];
    expect(resolve("/x", routes)).toMatchObject({ kind: "static", path: "/style.css" });
  });

  it("ends at a rule that answers by itself", () => {
    const routes = [{ src: "^/x$", status: 404 }, { handle: "filesystem" }];
    expect(resolve("/x", routes, files(["/x"], [])).kind).toBe("none");
  });

  it("does not enter the phases that follow", () => {
    expect(resolve("/x", [{ handle: "miss" }, { src: "/x", dest: "/style.css" }]).kind).toBe("none");
  });
});
