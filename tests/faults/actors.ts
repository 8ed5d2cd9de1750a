/** Who acts upon the service from outside: a row for each kind of caller. They hear what a client would hear, and may hear nothing. */
import { RESULT_FORMATS, type ResultFormat } from "../../lib/contracts/result.ts";
import { bytesOf, type DocumentSpec, LANGUAGE } from "./documents.ts";
import { acceptedJobs, type HistoryEntry, jsonOf } from "./history.ts";
import type { Answer } from "./invocation.ts";
import type { Tenant } from "./world.ts";

/** What an actor can do. Every request is a step that the schedule takes when it likes. */
export interface Client {
  readonly actor: string;
  readonly tenant: Tenant;
  readonly history: HistoryEntry[];
  send(method: string, path: string, init?: RequestInit): Promise<Answer | null>;
  /** Resolves when nothing else in the world moves any more. */
  patience(): Promise<void>;
}

export interface Actor {
  readonly name: string;
  readonly tenant: Tenant;
  act(client: Client): Promise<void>;
}

const nothing = { jobId: null, document: null, format: null, translated: false };

async function upload(client: Client, document: DocumentSpec, headers: Record<string, string>): Promise<string | null> {
  const init = { body: bytesOf(document), headers: { "content-type": "application/pdf", ...headers } };
  const answer = await client.send("POST", `/v1/jobs${document.options ?? ""}`, init);
  const jobId = answer?.status === 202 ? String(jsonOf(answer).id) : null;
  const { actor, tenant } = client;
  client.history.push({ ...nothing, actor, tenant, operation: "upload", jobId, document, answer });
  return jobId;
}

type Request = {
  operation: HistoryEntry["operation"];
  method: string;
  path: string;
  format?: ResultFormat;
  translated?: boolean;
};

async function ask(
  client: Client,
  jobId: string,
  { operation, method, path, format, translated = false }: Request,
): Promise<void> {
  const answer = await client.send(method, `/v1/jobs/${jobId}${path}`);
  const { actor, tenant } = client;
  client.history.push({ ...nothing, actor, tenant, operation, jobId, format: format ?? null, translated, answer });
}

const askStatus = (client: Client, jobId: string) =>
  ask(client, jobId, { operation: "status", method: "GET", path: "" });

const askResult = (client: Client, jobId: string, format: ResultFormat) =>
  ask(client, jobId, { operation: "result", method: "GET", path: `/result?format=${format}`, format });

const askTranslation = (client: Client, jobId: string) =>
  ask(client, jobId, {
    operation: "result",
    method: "GET",
    path: `/result?format=json&language=${LANGUAGE}`,
    format: "json",
    translated: true,
  });

/** Sends a document, waits for its end and hears of it. Null when it was not accepted, or nobody said so. */
async function uploadAndWait(client: Client, document: DocumentSpec): Promise<string | null> {
  const jobId = await upload(client, document, {});
  if (jobId === null) return null;
  await client.patience();
  await askStatus(client, jobId);
  return jobId;
}

async function askBoth(client: Client, jobId: string): Promise<void> {
  await askStatus(client, jobId);
  await askResult(client, jobId, "json");
  const { document } = client.history.find((entry) => entry.operation === "upload" && entry.jobId === jobId) ?? {};
  if (document?.options !== undefined) await askTranslation(client, jobId);
}

/** Sends a document and goes away. */
export function uploader(
  document: DocumentSpec,
  tenant: Tenant = "first",
  headers: Record<string, string> = {},
): Actor {
  return { name: "uploader", tenant, act: async (client) => void (await upload(client, document, headers)) };
}

/** Sends a document, waits for the end, and reads the result in every format. */
export function reader(document: DocumentSpec, tenant: Tenant = "first"): Actor {
  return {
    name: "reader",
    tenant,
    async act(client) {
      const jobId = await uploadAndWait(client, document);
      if (jobId === null) return;
      for (const format of RESULT_FORMATS) await askResult(client, jobId, format);
    },
  };
}

/** Sends a document, waits for the end, hears of it, and sends the document again: twice by one key, and once without. */
export function returner(document: DocumentSpec, tenant: Tenant = "first"): Actor {
  return {
    name: "returner",
    tenant,
    async act(client) {
      if ((await uploadAndWait(client, document)) === null) return;
      for (const headers of [{ "idempotency-key": "again" }, { "idempotency-key": "again" }, {}]) {
        await upload(client, document, headers);
      }
    },
  };
}

/** Does something to the first job that its tenant was promised; nothing when there is none. */
function upon(name: string, act: (client: Client, jobId: string) => Promise<void>): Actor {
  return {
    name,
    tenant: "first",
    async act(client) {
      const jobId = acceptedJobs(client.history).find(({ tenant }) => tenant === client.tenant)?.jobId ?? null;
      if (jobId !== null) await act(client, jobId);
    },
  };
}

export const canceller = upon("canceller", async (client, jobId) => {
  await ask(client, jobId, { operation: "cancel", method: "POST", path: "/cancel" });
  await askBoth(client, jobId);
});

export const deleter = upon("deleter", async (client, jobId) => {
  await ask(client, jobId, { operation: "delete", method: "DELETE", path: "" });
  await askStatus(client, jobId);
});

/** Asks how far the job is, and for a result that may not be there yet. */
export const watcher = upon("watcher", askBoth);

/** What every schedule ends with: all that this tenant was promised is asked for once more, with nothing going wrong; and what others were. */
export function auditor(tenant: Tenant): Actor {
  return {
    name: "auditor",
    tenant,
    async act(client) {
      for (const promise of acceptedJobs(client.history)) {
        if (promise.jobId === null) continue;
        if (promise.tenant === tenant) await askBoth(client, promise.jobId);
        else await askStatus(client, promise.jobId);
      }
    },
  };
}
