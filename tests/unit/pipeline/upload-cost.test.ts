/** What an upload costs: how often the stores and the broker are asked, by what is known of the document. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { acceptJob, acceptOnce, newJobId } from "../../../lib/pipeline/accept.ts";
import { deliverAll } from "../../support/deliver-all.ts";
import { createTestPipeline, type TestPipeline } from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

let store: TestStore;
let deps: TestPipeline;
const asked: string[] = [];

/** A port that tells which of its methods are called; what answers at once asks nobody. */
function watched<T extends object>(name: string, port: T): T {
  return new Proxy(port, {
    get(target, method, receiver) {
      const found: unknown = Reflect.get(target, method, receiver);
      if (typeof found !== "function") return found;
      return (...args: unknown[]) => {
        const answer: unknown = found.apply(target, args);
        if (answer instanceof Promise) asked.push(`${name}.${String(method)}`);
        return answer;
      };
    },
  });
}

beforeAll(async () => {
  store = await openTestStore();
  const pipeline = createTestPipeline(store, { pages: 1, rangePages: 10 });
  deps = {
    ...pipeline,
    jobs: watched("jobs", store.jobs),
    documents: watched("documents", store.documents),
    admission: watched("admission", store.admission),
    queue: watched("queue", pipeline.queue),
  };
});
afterAll(() => store.close());

const submission = { tenant: "t", name: "a.pdf", bytes: new TextEncoder().encode("%PDF-abc"), options: {} };
const once = { operation: "POST /v1/jobs", key: "k", answerOf: () => "answer" };

it("asks for no more than the upload needs", async () => {
  const costs: Record<string, string[]> = {};
  const cost = async (name: string, step: () => Promise<unknown>) => {
    asked.length = 0;
    await step();
    costs[name] = [...asked];
  };
  await cost("first", () => acceptOnce(deps, submission, once));
  await cost("at the same time", () => acceptJob(deps, submission, newJobId()));
  await cost("the same request", () => acceptOnce(deps, submission, once));
  await deliverAll(deps);
  await cost("later", () => acceptJob(deps, submission, newJobId()));
  await cost("no-store", () => acceptJob(deps, { ...submission, shared: false }, newJobId()));
  expect(costs).toEqual({
    first: ["admission.admit", "documents.put", "admission.lead", "queue.publish"],
    "at the same time": ["admission.admit", "admission.follow"],
    "the same request": ["admission.admit"],
    later: ["admission.admit", "admission.adopt"],
    "no-store": ["admission.admit", "documents.put", "jobs.create", "queue.publish"],
  });
});
