/** Things that an account owns, made for the routes that name them. */

import { z } from "zod";
import { issuedKeySchema } from "../../lib/auth/key-view.ts";
import { newAccountId, newUserId } from "../../lib/auth/opaque-token.ts";
import { glossarySummarySchema } from "../../lib/contracts/glossary.ts";
import { endpointSchema } from "../../lib/contracts/webhook.ts";
import { pdfOfPages } from "./pdf-builder.ts";
import { type TestService, withKey } from "./test-service.ts";
import { digestOf, sha256Of, uploadClient } from "./upload-client.ts";

type Names = Promise<Readonly<Record<string, string>>>;

export const PDF = pdfOfPages(1);
export const DIGEST = digestOf(PDF);

export async function endedJob({ client }: TestService): Names {
  const { id } = await client.createJob("a.pdf", PDF);
  await client.waitForJob(id, 30_000);
  return { id };
}

/** Its sink is out of reach. */
export async function jobWithSink({ client }: TestService): Names {
  const { id } = await client.createJob("a.pdf", PDF, { sinks: ["vector"] });
  await client.waitForJob(id, 30_000);
  return { id, name: "vector" };
}

export async function endedPage(service: TestService): Names {
  return { ...(await endedJob(service)), number: "1" };
}

export async function endedTask(service: TestService): Names {
  return { task_id: (await endedJob(service)).id ?? "" };
}

export async function openUpload(service: TestService): Names {
  const { id } = await uploadClient(service).begun({ size_bytes: PDF.byteLength });
  return { id };
}

export async function openPart(service: TestService): Names {
  return { ...(await openUpload(service)), number: "1" };
}

export async function sentUpload(service: TestService): Names {
  const client = uploadClient(service);
  const { id } = await client.begun({ size_bytes: PDF.byteLength });
  await client.put(id, 1, PDF);
  return { id };
}

export async function uploadedFile(service: TestService): Names {
  const client = uploadClient(service);
  await client.send(await client.begun({ size_bytes: PDF.byteLength }), PDF);
  return { sha256: sha256Of(PDF) };
}

export async function issuedKey(service: TestService): Names {
  const response = await fetch(`${service.platform.url}/v1/keys`, {
    method: "POST",
    headers: withKey(service, { "content-type": "application/json" }),
    body: JSON.stringify({ scopes: ["keys:admin"] }),
  });
  const { id } = issuedKeySchema.parse(await response.json());
  return { id };
}

export const GLOSSARY = { name: "Birds", source_language: "en", target_language: "eo" };

export async function glossary(service: TestService): Names {
  const response = await fetch(`${service.platform.url}/v1/glossaries`, {
    method: "POST",
    headers: withKey(service, { "content-type": "application/json" }),
    body: JSON.stringify(GLOSSARY),
  });
  const { id } = glossarySummarySchema.parse(await response.json());
  return { id };
}

/** A public address at which nobody listens: the matrix sends nothing there. */
export const HOOK = "https://hooks.example.com/docat";

const askWebhooks = (service: TestService, method: string, path: string, body: object) =>
  fetch(`${service.platform.url}/v1/webhooks${path}`, {
    method,
    headers: withKey(service, { "content-type": "application/json" }),
    body: JSON.stringify(body),
  });

export async function endpoint(service: TestService): Names {
  const made = await askWebhooks(service, "POST", "", { url: HOOK, description: "named" });
  if (made.status === 201) return { id: endpointSchema.parse(await made.json()).id };
  // An account has only so many, and the route that makes them was asked before.
  const found = await fetch(`${service.platform.url}/v1/webhooks`, { headers: withKey(service) });
  const { webhooks } = z.object({ webhooks: z.array(endpointSchema) }).parse(await found.json());
  for (const { id, description } of webhooks)
    if (description === "") await askWebhooks(service, "DELETE", `/${id}`, {});
  return endpoint(service);
}

/** One that takes nothing. */
export async function silentEndpoint(service: TestService): Names {
  const { id = "" } = await endpoint(service);
  await askWebhooks(service, "PATCH", `/${id}`, { enabled: false });
  return { id };
}

export async function silentDelivery(service: TestService): Names {
  return { ...(await silentEndpoint(service)), event: `evt_${"0".repeat(32)}` };
}

/** The broker's letters belong to the deployment; that there is none tells that the caller was let in. */
export async function noDeadLetter(): Names {
  return { id: "1-0" };
}

export const PASSWORD = "analytical engine";

/** Somebody who shares the account of the development key. */
export async function user({ services }: TestService): Names {
  const id = newUserId();
  const about = { tenant: "acc_development", role: "owner", email: `${id}@example.com`, emailVerified: true } as const;
  await services.accountStore.create({ id, ...about, password: "none", createdAt: 0 });
  return { id };
}

/** An account of which nothing is known yet; plans belong to the operator. */
export async function account(): Names {
  return { id: newAccountId() };
}
