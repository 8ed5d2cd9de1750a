/** A job record as the fields of a Redis hash, and back. */
import { SINK_NAMES } from "../contracts/sink.ts";
import { sealText, unsealText, type Vault } from "../crypto/vault.ts";
import { type JobRecord, jobRecordSchema, type Source, type Terms } from "../jobs/job-record.ts";
import type { NewJob } from "../jobs/job-store.ts";
import { storedSinkSchema } from "../jobs/stored-sink.ts";

/** What the owner's document is called and is like is nobody else's business: it is sealed with the job's key. */
const SOURCE_CONTEXT = "docat: source";

/** Opens with the key that the job's entry in the processing log brings along. */
const LABEL_CONTEXT = "docat: file name";

export function openLabel(vault: Vault, wrapped: string, sealed: string): string {
  return unsealText(vault.unwrap(wrapped), LABEL_CONTEXT, sealed);
}

export function sealSource(vault: Vault, wrapped: string, source: Source): string {
  return sealText(vault.unwrap(wrapped), SOURCE_CONTEXT, JSON.stringify(source));
}

/** Field and value pairs of a job that is about to be created, its data key among them; the script adds its times. */
export function toHash(vault: Vault, job: Omit<NewJob, "links">, epoch: number): string[] {
  const { wrapped, bytes: key } = vault.newKey();
  const { name, size_bytes: bytes } = job.source;
  const fields: Record<string, string> = {
    id: job.id,
    tenant: job.tenant,
    state: "queued",
    epoch: String(epoch),
    options: JSON.stringify(job.options),
    key: wrapped,
    source: sealSource(vault, wrapped, job.source),
    ...(bytes === null ? {} : { bytes: String(bytes) }),
    ...(name === null ? {} : { label: sealText(key, LABEL_CONTEXT, name) }),
    ...termFields(job.terms),
  };
  return Object.entries(fields).flat();
}

/**
 * The same of a job as it comes to be in any other state, its times included; without its links, which are keys. Of a field that
 * comes twice the later value counts.
 */
export function toBirthHash(vault: Vault, record: JobRecord): string[] {
  const fields: Record<string, string | number | null | undefined> = {
    created_at: record.created_at,
    started_at: record.started_at,
    finished_at: record.finished_at,
    deadline_at: record.deadline_at,
    plan: record.plan && JSON.stringify(record.plan),
    error: record.error && JSON.stringify(record.error),
    leader: record.leader,
    result_of: record.result_of,
    cached: record.cached && "1",
    state: record.state,
  };
  const present = Object.entries(fields).flatMap(([name, value]) => (value == null ? [] : [name, String(value)]));
  return [...toHash(vault, record, record.epoch), ...present];
}

/** Scripts read them; absent where there is no limit. */
function termFields(terms: Terms | undefined): Record<string, string> {
  if (terms === undefined) return {};
  const { credential, pages_per_day: pages, jobs_at_once: jobs } = terms;
  return {
    credential,
    ...(pages === null ? {} : { pages_limit: String(pages) }),
    ...(jobs === null ? {} : { jobs_limit: String(jobs) }),
  };
}

function termsOf({ credential, pages_limit, jobs_limit }: Readonly<Record<string, string>>): Pick<JobRecord, "terms"> {
  if (credential === undefined) return {};
  return { terms: { credential, pages_per_day: integer(pages_limit), jobs_at_once: integer(jobs_limit) } };
}

function linksOf({
  known,
  quarantine,
  idempotency,
  usage,
}: Readonly<Record<string, string>>): Pick<JobRecord, "links"> {
  const links = Object.entries({ known, quarantine, idempotency, usage }).filter(([, key]) => key !== undefined);
  return links.length === 0 ? {} : { links: Object.fromEntries(links) };
}

/** `sink:<name>` as the scripts of sinks write it. */
function sinksOf(hash: Readonly<Record<string, string>>): Pick<JobRecord, "sinks"> {
  const sinks = SINK_NAMES.flatMap((name) => {
    const [state, attempts, base, done, error, at] = (hash[`sink:${name}`] ?? "").split(" ");
    if (at === undefined) return [];
    const numbers = { attempts: Number(attempts), base: Number(base), done: Number(done), at: Number(at) };
    return [storedSinkSchema.parse({ name, state, ...numbers, error: error === "-" ? null : error })];
  });
  return sinks.length === 0 ? {} : { sinks };
}

function json(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}

function integer(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** The record, parsed; throws when the hash is not one of ours. */
export function fromHash(vault: Vault, hash: Readonly<Record<string, string>>): JobRecord {
  const { key = "", source = "" } = hash;
  return jobRecordSchema.parse({
    id: hash.id,
    tenant: hash.tenant,
    state: hash.state,
    epoch: integer(hash.epoch),
    options: json(hash.options),
    key,
    source: JSON.parse(unsealText(vault.unwrap(key), SOURCE_CONTEXT, source)),
    plan: json(hash.plan),
    created_at: integer(hash.created_at),
    started_at: integer(hash.started_at),
    finished_at: integer(hash.finished_at),
    deadline_at: integer(hash.deadline_at),
    error: json(hash.error),
    ...(hash.leader === undefined ? {} : { leader: hash.leader }),
    ...(hash.result_of === undefined ? {} : { result_of: hash.result_of }),
    ...(hash.cached === undefined ? {} : { cached: true }),
    ...linksOf(hash),
    ...(hash.units === undefined ? {} : { units: hash.units.split(" ") }),
    ...termsOf(hash),
    ...sinksOf(hash),
  });
}
