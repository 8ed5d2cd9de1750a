/**
 * A GraphQL server with the mutations that Hasura makes of two tables: `insert_<table>(objects, on_conflict)`, which inserts or updates by the primary
 * key as Postgres does, and asks for the admin's secret. The parsing, judging and running of queries is graphql's own.
 */
import { createRequire } from "node:module";
import type { GraphQLError as AnyGraphQLError, GraphQLFieldConfig } from "graphql";
import { listenOnLoopback } from "../../dev/http/loopback-listener.ts";

// Both as they are required: imported, the package and the handler would each have a copy of their own, and know nothing of the other's types.
const require = createRequire(import.meta.url);
const {
  GraphQLEnumType,
  GraphQLError,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} = require("graphql") as typeof import("graphql");
const { createHandler } = require("graphql-http/lib/use/fetch") as typeof import("graphql-http/lib/use/fetch");

type Row = Record<string, unknown>;

interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

const json = new GraphQLScalarType({ name: "jsonb" });
const COUNTS: ReadonlySet<string> = new Set(["size_bytes", "pages", "position", "page_first", "page_last", "tokens"]);

function typeOf(column: string) {
  if (column === "heading_path") return json;
  return COUNTS.has(column) ? GraphQLInt : column === "id" ? GraphQLID : GraphQLString;
}

function insertField({ name, columns, key }: TableShape, rows: Map<string, Row>, fails: () => AnyGraphQLError | null) {
  const input = new GraphQLInputObjectType({
    name: `${name}_insert_input`,
    fields: Object.fromEntries(columns.map((column) => [column, { type: typeOf(column) }])),
  });
  const names = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value, {}]));
  const conflict = new GraphQLInputObjectType({
    name: `${name}_on_conflict`,
    fields: {
      constraint: {
        type: new GraphQLNonNull(new GraphQLEnumType({ name: `${name}_constraint`, values: names([`${name}_pkey`]) })),
      },
      update_columns: {
        type: new GraphQLNonNull(
          new GraphQLList(new GraphQLEnumType({ name: `${name}_update_column`, values: names(columns) })),
        ),
      },
    },
  });
  const field: GraphQLFieldConfig<unknown, unknown> = {
    type: new GraphQLObjectType({ name: `${name}_mutation_response`, fields: { affected_rows: { type: GraphQLInt } } }),
    args: { objects: { type: new GraphQLNonNull(new GraphQLList(input)) }, on_conflict: { type: conflict } },
    resolve(_, { objects, on_conflict: on }: { objects: Row[]; on_conflict?: { update_columns: string[] } }) {
      const failure = fails();
      if (failure !== null) throw failure;
      for (const row of objects) {
        const id = key.map((column) => String(row[column])).join("\n");
        const before = rows.get(id);
        if (before !== undefined && on === undefined)
          throw new GraphQLError("Uniqueness violation.", { extensions: { code: "constraint-violation" } });
        const changed = Object.entries(row).filter(
          ([column]) => before === undefined || on?.update_columns.includes(column),
        );
        rows.set(id, { ...before, ...Object.fromEntries(changed) });
      }
      return { affected_rows: objects.length };
    },
  };
  return [`insert_${name}`, field] as const;
}

export interface HasuraServer {
  readonly url: string;
  readonly secret: string;
  /** Rows by their primary key. */
  readonly documents: ReadonlyMap<string, Row>;
  readonly chunks: ReadonlyMap<string, Row>;
  /** Requests that came, and how many objects each mutation had. */
  requests: number;
  /** What the next mutations meet in place of the table. */
  fail(code: string | null): void;
  /** What every request is answered; null for what it asks for. */
  answer: number | null;
  close(): Promise<void>;
}

const SHAPES = {
  documents: {
    name: "documents",
    columns: [
      "id",
      "account_id",
      "user_id",
      "upload_device",
      "file_name",
      "sha256",
      "size_bytes",
      "pages",
      "title",
      "language",
      "content",
      "created_at",
      "finished_at",
    ],
    key: ["id"],
  },
  chunks: {
    name: "document_chunks",
    columns: [
      "id",
      "document_id",
      "position",
      "text",
      "markdown",
      "heading_path",
      "page_first",
      "page_last",
      "tokens",
      "vector",
    ],
    key: ["document_id", "id"],
  },
} as const satisfies Record<string, TableShape>;

export async function startHasuraServer(): Promise<HasuraServer> {
  const [documents, chunks] = [new Map<string, Row>(), new Map<string, Row>()];
  let failing: string | null = null;
  const fails = () => (failing === null ? null : new GraphQLError("No.", { extensions: { code: failing } }));
  const mutation = new GraphQLObjectType({
    name: "mutation_root",
    fields: Object.fromEntries([
      insertField(SHAPES.documents, documents, fails),
      insertField(SHAPES.chunks, chunks, fails),
    ]),
  });
  const query = new GraphQLObjectType({
    name: "query_root",
    fields: { alive: { type: GraphQLInt, resolve: () => 1 } },
  });
  const handle = createHandler({ schema: new GraphQLSchema({ query, mutation }) });
  const secret = "nhost-secret-of-the-tests";
  const state = { requests: 0, answer: null as number | null };
  const { url, close } = await listenOnLoopback(0, async (request) => {
    state.requests += 1;
    if (state.answer !== null) return new Response("no", { status: state.answer });
    if (request.headers.get("x-hasura-admin-secret") !== secret) {
      return Response.json({
        errors: [{ message: "invalid x-hasura-admin-secret", extensions: { code: "access-denied" } }],
      });
    }
    return handle(request);
  });
  return Object.assign(state, {
    url: `${url}/v1/graphql`,
    secret,
    documents,
    chunks,
    fail: (code: string | null) => {
      failing = code;
    },
    close,
  });
}
