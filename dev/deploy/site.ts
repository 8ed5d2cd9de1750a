/** A deployment that can be replaced while it is used, as a redeployment replaces one: requests that are being answered are answered by the old one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startBuiltFunctions } from "../functions/built-functions.ts";
import { type Deployment, startFunctionServer } from "../functions/function-server.ts";
import { openStaticFiles } from "../functions/static-files.ts";

/** What `vercel build` made, with these variables and no others. */
export async function deployBuild(root: string, variables: Readonly<Record<string, string>>): Promise<Deployment> {
  const output = join(root, ".vercel/output");
  return {
    routes: JSON.parse(readFileSync(join(output, "config.json"), "utf8")).routes,
    statics: openStaticFiles(join(output, "static")),
    functions: await startBuiltFunctions(root, { NODE_ENV: "production", ...variables }),
  };
}

export interface Site extends AsyncDisposable {
  readonly url: string;
  /** Resolves when the new deployment answers; the one before ends when it has nothing left to answer. */
  deploy(variables: Readonly<Record<string, string>>): Promise<void>;
}

interface Live {
  readonly deployment: Deployment;
  readonly answering: Set<Promise<unknown>>;
}

export async function openSite(root: string): Promise<Site> {
  let live: Live | undefined;
  const ended: Promise<void>[] = [];
  const end = async ({ deployment, answering }: Live) => {
    await Promise.allSettled(answering);
    await deployment.functions.close();
  };
  const server = await startFunctionServer(() => {
    if (live === undefined) throw new Error("Nothing is deployed yet.");
    const { deployment, answering } = live;
    const { functions } = deployment;
    const invoke = (path: string, request: Request) => {
      const answer = functions.invoke(path, request);
      const until = answer.finally(() => answering.delete(until)).catch(() => {});
      answering.add(until);
      return answer;
    };
    return { ...deployment, functions: { ...functions, invoke } };
  }, 0);
  return {
    url: server.url,
    async deploy(variables) {
      const former = live;
      live = { deployment: await deployBuild(root, variables), answering: new Set() };
      if (former !== undefined) ended.push(end(former));
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await Promise.all([...ended, ...(live === undefined ? [] : [end(live)])]);
    },
  };
}
