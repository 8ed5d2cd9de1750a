/** Uploads in parts as a client sends them. */
import { createHash } from "node:crypto";
import { type UploadView, uploadSchema } from "../../lib/contracts/upload.ts";
import { type TestService, withKey } from "./test-service.ts";

export const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
export const digestOf = (bytes: Uint8Array) => `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;

export interface UploadClient {
  begin(asked: Readonly<Record<string, unknown>>): Promise<Response>;
  begun(asked: Readonly<Record<string, unknown>>): Promise<UploadView>;
  put(id: string, number: number | string, bytes: Uint8Array, digest?: string): Promise<Response>;
  get(id: string): Promise<UploadView>;
  complete(id: string): Promise<Response>;
  /** Sends the parts that are missing, in the order that `order` makes of them, and completes the upload. */
  send(upload: UploadView, file: Uint8Array, order?: (parts: number[]) => number[]): Promise<UploadView>;
  makeJob(asked: Readonly<Record<string, unknown>>, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

export function uploadClient(service: TestService, headers = withKey(service)): UploadClient {
  const { url } = service.platform;
  const call = (method: string, path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, method, headers: { ...headers, ...(init.headers as Record<string, string>) } });
  const json = (path: string, value: unknown, more = {}) =>
    call("POST", path, { body: JSON.stringify(value), headers: { "content-type": "application/json", ...more } });
  const view = async (response: Response, status: number) => {
    if (response.status !== status) throw new Error(`${response.status} ${await response.text()}`);
    return uploadSchema.parse(await response.json());
  };
  const client: UploadClient = {
    begin: (asked) => json("/v1/uploads", asked),
    begun: async (asked) => view(await client.begin(asked), 201),
    put: (id, number, bytes, digest = digestOf(bytes)) =>
      call("PUT", `/v1/uploads/${id}/parts/${number}`, {
        body: new Uint8Array(bytes),
        headers: { "content-type": "application/octet-stream", "content-digest": digest },
      }),
    get: async (id) => view(await call("GET", `/v1/uploads/${id}`), 200),
    complete: (id) => call("POST", `/v1/uploads/${id}/complete`),
    async send(upload, file, order = (parts) => parts) {
      for (const number of order([...upload.parts_missing])) {
        const start = (number - 1) * upload.part_bytes;
        const response = await client.put(upload.id, number, file.subarray(start, start + upload.part_bytes));
        if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`);
      }
      return view(await client.complete(upload.id), 200);
    },
    makeJob: (asked, more) => json("/v1/jobs", asked, more),
  };
  return client;
}
