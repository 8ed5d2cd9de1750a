/** An API key as its hash holds it. Pure. */
import { apiKeyRecordSchema, type StoredKey } from "../auth/api-key.ts";

function timeOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** `list` is a hash as it is answered, field after value; null for an empty one: there is no such key. */
export function apiKeyFromHash(list: readonly string[]): StoredKey | null {
  const fields = new Map<string, string>();
  for (let at = 0; at + 1 < list.length; at += 2) fields.set(list[at] ?? "", list[at + 1] ?? "");
  const [record, digest] = [fields.get("record"), fields.get("digest")];
  if (record === undefined || digest === undefined) return null;
  const former = fields.get("former");
  return {
    record: apiKeyRecordSchema.parse(JSON.parse(record)),
    revision: Number(fields.get("revision") ?? 0),
    digest,
    former: former === undefined ? null : { digest: former, until: Number(fields.get("former_until") ?? 0) },
    usedAt: timeOf(fields.get("used_at")),
    revokedAt: timeOf(fields.get("revoked_at")),
  };
}
