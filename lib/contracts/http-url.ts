/** An address that is fetched over HTTP(S). `rediss://…`, which Upstash shows too, is another protocol and would fail at the first request only. */
import { z } from "zod";

export const httpUrl = z.url({ protocol: /^https?$/, error: "must start with https:// or http://" });
