/** Uploads as clients send them, with headers of their own, and as another tenant. */
import { issueKey } from "../../lib/auth/api-key.ts";
import { generateKey } from "../../lib/auth/key-text.ts";
import { buildServices } from "../../lib/container.ts";
import { type Job, jobSchema } from "../../lib/contracts/job.ts";
import { createV1 } from "../../lib/http/v1.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { type TestService, withKey } from "./test-service.ts";

export interface Upload {
  readonly pdf: Uint8Array<ArrayBuffer>;
  readonly name?: string;
  readonly options?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export function uploadRequest(service: TestService, { pdf, name = "canary.pdf", options, headers }: Upload): Request {
  const body = new FormData();
  body.set("file", new File([pdf], name, { type: "application/pdf" }));
  if (options !== undefined) body.set("options", JSON.stringify(options));
  return new Request(`${service.platform.url}/v1/jobs`, { method: "POST", headers: withKey(service, headers), body });
}

export function upload(service: TestService, sent: Upload): Promise<Response> {
  return fetch(uploadRequest(service, sent));
}

/** The job that an upload was answered with. */
export async function uploaded(service: TestService, sent: Upload): Promise<Job> {
  const response = await upload(service, sent);
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return jobSchema.parse(await response.json());
}

/** Sends to an instance of the function that nobody else uses. */
export async function uploadToNewInstance(service: TestService, sent: Upload): Promise<Job> {
  const response = await createV1(buildServices(service.env)).fetch(uploadRequest(service, sent));
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return jobSchema.parse(await response.json());
}

/** Headers that make a request another tenant's. */
export async function asTenant(service: TestService, tenant: string): Promise<Record<string, string>> {
  const secret = generateKey("test");
  await issueKey(createRedisApiKeyStore(service.redis, timesToLive(service.services.retention)), secret, tenant);
  return { authorization: `Bearer ${secret}` };
}

export async function ended(service: TestService, id: string): Promise<Job> {
  return service.client.waitForJob(id, 30_000);
}
