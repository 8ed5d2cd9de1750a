/** A small client of the REST API, for the demo, the deploy check and the tests. */
import { type Job, jobSchema } from "../../lib/contracts/job.ts";
import type { ResultFormat } from "../../lib/contracts/result.ts";

export interface DocatClient {
  /** Uploads a PDF as multipart. Throws an Error with the answer's body unless it is 202. */
  createJob(name: string, bytes: Uint8Array<ArrayBuffer>, options?: object): Promise<Job>;
  getJob(id: string): Promise<Job>;
  /** Polls until the job has ended; `onProgress` hears of every change. Gives up after `timeoutMs`. */
  waitForJob(id: string, timeoutMs: number, onProgress?: (job: Job) => void): Promise<Job>;
  getResult(id: string, format: ResultFormat): Promise<string>;
}

const POLL_MS = 50;

export function createDocatClient(url: string, apiKey: string): DocatClient {
  async function call(path: string, status: number, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${apiKey}` } });
    if (response.status !== status) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }
  const getJob = async (id: string) => jobSchema.parse(await (await call(`/v1/jobs/${id}`, 200)).json());
  return {
    getJob,
    async createJob(name, bytes, options) {
      const form = new FormData();
      form.set("file", new File([bytes], name, { type: "application/pdf" }));
      if (options !== undefined) form.set("options", JSON.stringify(options));
      return jobSchema.parse(await (await call("/v1/jobs", 202, { method: "POST", body: form })).json());
    },
    async waitForJob(id, timeoutMs, onProgress = () => {}) {
      const deadline = Date.now() + timeoutMs;
      let seen = "";
      for (;;) {
        const job = await getJob(id);
        const now = `${job.status} ${job.progress.pages_done}`;
        if (now !== seen) onProgress(job);
        seen = now;
        if (job.finished_at !== null) return job;
        if (Date.now() > deadline) throw new Error(`${id} has not ended after ${timeoutMs} ms; it is ${now}.`);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    getResult: async (id, format) => (await call(`/v1/jobs/${id}/result?format=${format}`, 200)).text(),
  };
}
