/** An object store over a server of the tests' own. */
import type { ObjectServer } from "../../dev/s3/start-object-server.ts";
import type { S3Settings } from "../../lib/s3/s3-address.ts";

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
