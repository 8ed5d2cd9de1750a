/** A service with a receiver of webhooks beside it, and what a test asks of both. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Endpoint, endpointSchema } from "../../lib/contracts/webhook.ts";
import { type Delivery, deliverySchema } from "../../lib/contracts/webhook-delivery.ts";
import { pdfOfLines } from "./pdf-builder.ts";
import { startTestService, type TestService, withKey } from "./test-service.ts";
import { startReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

const listSchema = z.object({ webhooks: z.array(endpointSchema) });
const logSchema = z.object({ deliveries: z.array(deliverySchema), cursor: z.string().nullable() });

/** A document that nobody sent before. */
export const freshPdf = () => pdfOfLines([[randomBytes(8).toString("hex")]]);

export class WebhookWorld {
  readonly receiver: WebhookReceiver;
  readonly service: TestService;

  constructor(receiver: WebhookReceiver, service: TestService) {
    this.receiver = receiver;
    this.service = service;
  }

  /** Of the webhooks' routes. */
  ask(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.service.platform.url}/v1/webhooks${path}`, {
      method,
      headers: withKey(this.service, body === undefined ? {} : { "content-type": "application/json" }),
      body: body === undefined ? null : JSON.stringify(body),
    });
  }

  async endpoints(): Promise<Endpoint[]> {
    return listSchema.parse(await (await this.ask("GET", "")).json()).webhooks;
  }

  /** A new endpoint at this path of the receiver, which knows its secret. */
  async listen(path: string, more: object = {}): Promise<string> {
    const response = await this.ask("POST", "", { url: this.receiver.urlOf(path), ...more });
    const { id, secret } = endpointSchema.extend({ secret: z.string() }).parse(await response.json());
    this.receiver.secrets.set(path, secret);
    return id;
  }

  async deliveries(
    id: string,
    query = "",
  ): Promise<{ readonly deliveries: Delivery[]; readonly cursor: string | null }> {
    return logSchema.parse(await (await this.ask("GET", `/${id}/deliveries${query}`)).json());
  }

  /** A job that has ended, and of which everybody has been told as far as that went. */
  async ended(bytes = freshPdf(), options?: object): Promise<string> {
    const { id } = await this.service.client.createJob("a.pdf", bytes, options);
    await this.service.client.waitForJob(id, 30_000);
    await this.service.platform.idle();
    return id;
  }

  /** What the receiver took, in the order in which it came. */
  told() {
    return this.receiver.taken.map(({ body }) => JSON.parse(body));
  }

  async reset(): Promise<void> {
    for (const { id } of await this.endpoints()) await this.ask("DELETE", `/${id}`);
    const { receiver } = this;
    receiver.came.length = 0;
    receiver.taken.length = 0;
    receiver.forged = 0;
    receiver.answer = () => ({ status: 204 });
  }

  async close(): Promise<void> {
    await this.service.close();
    await this.receiver[Symbol.asyncDispose]();
  }
}

/** Waits between attempts are none; results are given to later jobs. */
export async function openWebhookWorld(variables: Readonly<Record<string, string>> = {}): Promise<WebhookWorld> {
  const receiver = await startReceiver();
  const service = await startTestService({
    links: receiver.client(),
    variables: {
      REQUESTS_PER_MINUTE: "100000",
      RETENTION_RESULT_CACHE_SECONDS: "3600",
      WEBHOOK_RETRY_SECONDS: "0,0,0,0,0",
      ...variables,
    },
  });
  return new WebhookWorld(receiver, service);
}
