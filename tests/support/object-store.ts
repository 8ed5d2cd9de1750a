/** An object store over a server of the tests' own. */
import { type ObjectServer, startObjectServer } from "../../dev/s3/start-object-server.ts";
import type { ObjectStore } from "../../lib/documents/object-store.ts";
import type { S3Settings } from "../../lib/s3/s3-address.ts";
import { createS3ObjectStore } from "../../lib/s3/s3-object-store.ts";

/** The settings that reach it. */
export function settingsOf({ variables }: Pick<ObjectServer, "variables">): S3Settings {
  return {
    endpoint: variables.S3_ENDPOINT ?? null,
    region: variables.S3_REGION ?? "",
    bucket: variables.S3_BUCKET ?? "",
    accessKeyId: variables.S3_ACCESS_KEY_ID ?? "",
    secretAccessKey: variables.S3_SECRET_ACCESS_KEY ?? "",
    prefix: "docat/",
  };
}

export async function startObjectStore(): Promise<{ readonly server: ObjectServer; readonly store: ObjectStore }> {
  const server = await startObjectServer();
  return { server, store: createS3ObjectStore(settingsOf(server)) };
}
