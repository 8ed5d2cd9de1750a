/** The requests of a load test, in the order in which they are repeated, and which answers are right. */
import type autocannon from "autocannon";
import { pdfOfPages } from "../../tests/support/pdf-builder.ts";

export interface Step {
  readonly name: string;
  readonly weight: number;
  /** Statuses that are as they should be. */
  readonly expects: readonly number[];
  readonly request: autocannon.Request;
}

/** What the steps of one connection know of each other. */
interface Context {
  lastJob?: string;
}

const DOCUMENT = pdfOfPages(3);
let sent = 0;

/** The same pages in a file of its own: a remark after the end, so that no result is taken over. */
function newFile(): Buffer {
  sent += 1;
  return Buffer.concat([DOCUMENT, Buffer.from(`\n% ${process.pid} ${sent}\n`)]);
}

const pdf = { "content-type": "application/pdf" };
const json = { "content-type": "application/json" };

/** Three uploads to one look at a job and one at the log. `hear` is told of each job. */
export function usualMix(hear: (id: string) => void): readonly Step[] {
  const upload: autocannon.Request = {
    method: "POST",
    path: "/v1/jobs",
    headers: pdf,
    setupRequest: (request) => ({ ...request, body: newFile() }),
    onResponse: (status, body, context: Context) => {
      if (status !== 202) return;
      const { id } = JSON.parse(body) as { id: string };
      context.lastJob = id;
      hear(id);
    },
  };
  const look: autocannon.Request = {
    method: "GET",
    setupRequest: (request, context: Context) => ({
      ...request,
      // Before its connection's first upload was answered there is no job to look at.
      path: context.lastJob === undefined ? "/v1/jobs?limit=1" : `/v1/jobs/${context.lastJob}`,
    }),
  };
  return [
    { name: "upload", weight: 3, expects: [202], request: upload },
    { name: "status", weight: 1, expects: [200], request: look },
    { name: "logs", weight: 1, expects: [200], request: { method: "GET", path: "/v1/logs?limit=20" } },
  ];
}

const refused = (name: string, expects: readonly number[], request: autocannon.Request): Step => ({
  name,
  weight: 1,
  expects,
  request,
});

/** What no client of ours sends. Each is refused with a reason; none may be the service's own failure. */
export function hostileMix(): readonly Step[] {
  const post = (path: string, body: string | Buffer, headers: Record<string, string>): autocannon.Request => ({
    method: "POST",
    path,
    body,
    headers,
  });
  const multipart = { "content-type": "multipart/form-data; boundary=x" };
  return [
    refused("no key", [401], { method: "GET", path: "/v1/jobs", headers: { authorization: "" } }),
    refused("wrong key", [401], { method: "GET", path: "/v1/jobs", headers: { authorization: "Bearer dk_live_x" } }),
    refused("no PDF", [422], post("/v1/jobs", Buffer.alloc(20_000, 0x41), pdf)),
    refused("half a PDF", [202, 422], post("/v1/jobs", Buffer.from(DOCUMENT.subarray(0, 700)), pdf)),
    refused(
      "half a form",
      [400, 422],
      post("/v1/jobs", '--x\r\nContent-Disposition: form-data; name="file"', multipart),
    ),
    refused("deep JSON", [400, 422], post("/v1/jobs", "[".repeat(50_000), json)),
    refused("own address", [422], post("/v1/jobs", '{"url":"http://169.254.169.254/latest/meta-data"}', json)),
    refused("unknown options", [400], post("/v1/jobs?pages=999999999999-1", newFile(), pdf)),
    refused("unknown job", [404], { method: "GET", path: `/v1/jobs/job_${"0".repeat(32)}` }),
    refused("path out", [400, 404], { method: "GET", path: "/v1/jobs/..%2f..%2fetc%2fpasswd" }),
    refused("forged delivery", [400, 401, 404], post("/api/stages/plan", '{"kind":"plan"}', json)),
    refused("long query", [400, 404, 414], { method: "GET", path: `/v1/logs?cursor=${"a".repeat(6_000)}` }),
  ];
}

/** Each step as often as its weight says. */
export function sequenceOf(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => Array.from({ length: step.weight }, () => step));
}
