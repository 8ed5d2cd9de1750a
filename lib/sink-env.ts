/** The variables of sinks, and the settings that they make. Reads nothing itself: `env.ts` does. */
import { z } from "zod";
import { httpUrl } from "./contracts/http-url.ts";
import type { S3Settings } from "./s3/s3-address.ts";
import { CHUNK_FIELDS, DOCUMENT_FIELDS, type NhostSettings, type Table } from "./sinks/nhost-sink.ts";
import type { VectorSettings } from "./sinks/vector-sink.ts";

const secret = z.string().min(1);
/** A name of GraphQL's: nothing else gets into a query. */
const NAME = /^[_A-Za-z]\w{0,62}$/;
const name = z.string().regex(NAME, "must be a name of letters, digits and _");

/** `{"name": "file_name", "content": null}`: other names for columns; null for those that there are not. */
const columns = (fields: readonly string[]) =>
  z
    .string()
    .default("{}")
    .transform((text, context) => {
      const table = z.record(z.string(), name.nullable());
      try {
        const renamed = table.parse(JSON.parse(text));
        if (Object.keys(renamed).some((field) => !fields.includes(field))) throw new Error("unknown field");
        const all = fields.map((field) => [field, renamed[field] === undefined ? field : renamed[field]] as const);
        return Object.fromEntries(all.flatMap(([field, column]) => (column === null ? [] : [[field, column]])));
      } catch {
        context.addIssue({ code: "custom", message: `must be JSON: column names for some of ${fields.join(",")}` });
        return z.NEVER;
      }
    });

export const sinkVariables = {
  NHOST_GRAPHQL_URL: httpUrl.optional(),
  NHOST_ADMIN_SECRET: secret.optional(),
  NHOST_DOCUMENTS_TABLE: name.default("documents"),
  NHOST_DOCUMENTS_CONSTRAINT: name.optional(),
  NHOST_DOCUMENTS_COLUMNS: columns(DOCUMENT_FIELDS),
  NHOST_CHUNKS_TABLE: name.default("document_chunks"),
  NHOST_CHUNKS_CONSTRAINT: name.optional(),
  NHOST_CHUNKS_COLUMNS: columns(CHUNK_FIELDS),
  UPSTASH_VECTOR_REST_URL: httpUrl.optional(),
  UPSTASH_VECTOR_REST_TOKEN: secret.optional(),
  SINK_S3_ENDPOINT: httpUrl.optional(),
  SINK_S3_REGION: z.string().default("us-east-1"),
  SINK_S3_BUCKET: z.string().optional(),
  SINK_S3_ACCESS_KEY_ID: secret.optional(),
  SINK_S3_SECRET_ACCESS_KEY: secret.optional(),
  SINK_S3_PREFIX: z
    .string()
    .regex(/^([\w.-]+\/)*$/, "must be empty or names that each end with a slash")
    .default("results/"),
};

const variables = z.object(sinkVariables);
export type SinkVariables = z.infer<typeof variables>;

export interface SinkSettings {
  readonly nhost: NhostSettings | null;
  readonly vector: VectorSettings | null;
  readonly s3: S3Settings | null;
}

/** Variables of which some are set and others are missing. */
export function missingOfSinks(env: Partial<SinkVariables>): string[] {
  const groups = [
    ["NHOST_GRAPHQL_URL", "NHOST_ADMIN_SECRET"],
    ["UPSTASH_VECTOR_REST_URL", "UPSTASH_VECTOR_REST_TOKEN"],
    ["SINK_S3_BUCKET", "SINK_S3_ACCESS_KEY_ID", "SINK_S3_SECRET_ACCESS_KEY"],
  ] as const;
  return groups.flatMap((group) => {
    const missing = group.filter((variable) => env[variable] === undefined);
    return missing.length === group.length ? [] : missing;
  });
}

export function sinkSettingsOf(env: SinkVariables): SinkSettings {
  const table = (
    tableName: string,
    constraint: string | undefined,
    names: Table["columns"],
    key: readonly string[],
  ) => ({
    name: tableName,
    constraint: constraint ?? `${tableName}_pkey`,
    columns: names,
    key,
  });
  const { NHOST_GRAPHQL_URL: graphql, NHOST_ADMIN_SECRET: adminSecret } = env;
  const { UPSTASH_VECTOR_REST_URL: vectorUrl, UPSTASH_VECTOR_REST_TOKEN: token } = env;
  const { SINK_S3_BUCKET: bucket, SINK_S3_ACCESS_KEY_ID: accessKeyId, SINK_S3_SECRET_ACCESS_KEY: key } = env;
  const { NHOST_DOCUMENTS_TABLE, NHOST_DOCUMENTS_CONSTRAINT, NHOST_DOCUMENTS_COLUMNS } = env;
  const { NHOST_CHUNKS_TABLE, NHOST_CHUNKS_CONSTRAINT, NHOST_CHUNKS_COLUMNS } = env;
  return {
    nhost:
      graphql === undefined || adminSecret === undefined
        ? null
        : {
            url: graphql,
            adminSecret,
            documents: table(NHOST_DOCUMENTS_TABLE, NHOST_DOCUMENTS_CONSTRAINT, NHOST_DOCUMENTS_COLUMNS, ["id"]),
            chunks: table(NHOST_CHUNKS_TABLE, NHOST_CHUNKS_CONSTRAINT, NHOST_CHUNKS_COLUMNS, ["id", "document_id"]),
          },
    vector: vectorUrl === undefined || token === undefined ? null : { url: vectorUrl, token },
    s3:
      bucket === undefined || accessKeyId === undefined || key === undefined
        ? null
        : {
            endpoint: env.SINK_S3_ENDPOINT ?? null,
            region: env.SINK_S3_REGION,
            bucket,
            accessKeyId,
            secretAccessKey: key,
            prefix: env.SINK_S3_PREFIX,
          },
  };
}
