/** The routes of vercel.json, transformed by Vercel's own package. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getTransformedRoutes } from "@vercel/routing-utils";
import type { Route } from "./route-table.ts";

/** Throws when vercel.json is not one that Vercel would take. */
export function readSourceRoutes(root: string): readonly Route[] {
  const { rewrites, headers } = JSON.parse(readFileSync(join(root, "vercel.json"), "utf8"));
  const { routes, error } = getTransformedRoutes({ rewrites, headers });
  if (error !== null || routes === null) throw new Error(`vercel.json: ${error?.message ?? "no routes"}`);
  return routes as Route[];
}
