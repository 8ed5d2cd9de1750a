/** An upload's record as a Redis hash, and back. What its file is called and is like is sealed. */
import { z } from "zod";
import { sealText, unsealText, type Vault } from "../crypto/vault.ts";
import type { Upload } from "../documents/upload.ts";

const ABOUT_CONTEXT = "docat: upload";
const PIECE_FIELD = /^p(\d{1,6})$/;

const aboutSchema = z.object({
  name: z.string().nullable(),
  size_bytes: z.int().positive(),
  sha256: z.string().nullable(),
  /** Where its parts go, when they go past us. */
  sending: z.object({ name: z.string(), sending: z.string() }).optional(),
});
export type UploadAbout = z.infer<typeof aboutSchema>;

export function sealUploadAbout(key: Buffer, about: UploadAbout): string {
  return sealText(key, ABOUT_CONTEXT, JSON.stringify(about));
}

const recordSchema = z.object({
  id: z.string(),
  tenant: z.string(),
  state: z.enum(["open", "checking", "complete"]),
  key: z.string(),
  about: z.string(),
  holder: z.string(),
  created_at: z.coerce.number().int(),
  expires_at: z.coerce.number().int(),
});

/** `list` is field and value in turn. Null when it is empty, or only a remainder of one. */
export function uploadFromHash(vault: Vault, list: readonly string[]): Upload | null {
  const pieces = new Set<number>();
  const fields: Record<string, string> = {};
  for (let at = 0; at < list.length; at += 2) {
    const [field = "", value = ""] = [list[at], list[at + 1]];
    const piece = PIECE_FIELD.exec(field)?.[1];
    if (piece === undefined) fields[field] = value;
    else pieces.add(Number(piece));
  }
  if (fields.state === undefined) return null;
  const record = recordSchema.parse(fields);
  const about = aboutSchema.parse(JSON.parse(unsealText(vault.unwrap(record.key), ABOUT_CONTEXT, record.about)));
  const { id, tenant, state, key, holder } = record;
  return {
    ...{ id, tenant, state, key, holder, pieces },
    name: about.name,
    sizeBytes: about.size_bytes,
    sha256: about.sha256,
    sending: about.sending ?? null,
    createdAt: record.created_at,
    expiresAt: record.expires_at,
  };
}
