/** UploadTokenStore on Upstash Redis. */
import type { Redis } from "@upstash/redis";
import { z } from "zod";
import { type UploadTokenStore, uploadTokenSchema } from "../auth/upload-token.ts";
import { MAX_TOKEN_SECONDS } from "../limits/key-limits.ts";
import { guardStore } from "./guard-store.ts";
import { uploadTokenKey } from "./keys.ts";

const storedSchema = z.object({ token: uploadTokenSchema, digest: z.string() });

/** So long again as a token may last, so that its bearer learns that it has ended. */
const KEPT_SECONDS = 2 * MAX_TOKEN_SECONDS;

export function createRedisUploadTokenStore(redis: Redis): UploadTokenStore {
  return {
    async put(token, digest) {
      const text = JSON.stringify({ token, digest });
      await guardStore(() => redis.set(uploadTokenKey(token.id), text, { ex: KEPT_SECONDS }));
    },
    async find(id) {
      const text = await guardStore(() => redis.get<string>(uploadTokenKey(id)));
      return text === null ? null : storedSchema.parse(JSON.parse(text));
    },
  };
}
