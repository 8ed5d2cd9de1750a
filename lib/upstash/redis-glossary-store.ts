/** GlossaryStore on Upstash Redis: what is told of a glossary and its terms are sealed, each with a data key of its own. */

import { randomBytes } from "node:crypto";
import type { Redis } from "@upstash/redis";
import { z } from "zod";
import { type GlossaryHead, type GlossaryStore, glossaryAboutSchema } from "../contracts/glossary.ts";
import type { Vault } from "../crypto/vault.ts";
import { guardStore } from "./guard-store.ts";
import { endedGlossariesKey, glossariesKey, glossaryKey, glossaryVersionsKey, type TimesToLive } from "./keys.ts";
import { rawReply } from "./redis-client.ts";
import { runScript } from "./run-script.ts";
import { REPLACE_FIELD } from "./scripts/account.ts";
import {
  DELETE_GLOSSARY,
  ERASE_GLOSSARIES,
  READ_GLOSSARIES,
  READ_GLOSSARY_VERSION,
  USE_GLOSSARY,
  WRITE_GLOSSARY,
} from "./scripts/glossary.ts";

const termsSchema = z.array(z.tuple([z.string(), z.string()]));
const placeOf = (tenant: string, id: string, what: string) => JSON.stringify(["docat: glossary", tenant, id, what]);

type Run = <T>(script: string, keys: readonly string[], args: readonly (string | number)[]) => Promise<T>;

/** Opens what is sealed of a glossary. */
function openerOf(run: Run, vault: Vault) {
  /** What a service key sealed that is on its way out is sealed anew, in a glossary that lives for long. */
  async function open(tenant: string, id: string, field: "about" | "terms", sealed: string): Promise<unknown> {
    const text = vault.disclose(placeOf(tenant, id, field), sealed);
    const anew = vault.reseal(sealed);
    if (anew !== sealed) await run(REPLACE_FIELD, [glossaryKey(id)], [field, sealed, anew]);
    return JSON.parse(text);
  }
  async function headOf(tenant: string, id: string, version: string, sealed: string): Promise<GlossaryHead> {
    const about = glossaryAboutSchema.parse(await open(tenant, id, "about", sealed));
    return { id, version: Number(version), about };
  }
  async function termsIn(tenant: string, id: string, sealed: string) {
    const pairs = termsSchema.parse(await open(tenant, id, "terms", sealed));
    return pairs.map(([source, target]) => ({ source, target }));
  }
  return { headOf, termsIn };
}

export function createRedisGlossaryStore(
  redis: Redis,
  { vault, ttl }: { readonly vault: Vault; readonly ttl: TimesToLive },
): GlossaryStore {
  const run: Run = <T>(script: string, keys: readonly string[], args: readonly (string | number)[]) =>
    guardStore(() => runScript<T>(redis, script, [...keys], args.map(String)));
  const { headOf, termsIn } = openerOf(run, vault);
  const keysOf = (tenant: string, id: string) => [
    glossaryKey(id),
    glossaryVersionsKey(id),
    glossariesKey(tenant),
    endedGlossariesKey(tenant),
  ];
  const idsIn = async (key: string) => rawReply<string>(await guardStore(() => redis.zrange<string[]>(key, 0, -1)));

  return {
    async list(tenant) {
      const ids = await idsIn(glossariesKey(tenant));
      if (ids.length === 0) return [];
      const found = await run<string[][]>(READ_GLOSSARIES, ids.map(glossaryKey), [tenant, "version", "about"]);
      const heads = ids.map((id, n) => {
        const [version, about] = found[n] ?? [];
        return version && about ? headOf(tenant, id, version, about) : null;
      });
      return (await Promise.all(heads)).filter((head) => head !== null);
    },

    async read(tenant, id) {
      const [found = []] = await run<string[][]>(
        READ_GLOSSARIES,
        [glossaryKey(id)],
        [tenant, "version", "about", "terms"],
      );
      const [version, about, terms] = found;
      if (!(version && about && terms)) return null;
      return { ...(await headOf(tenant, id, version, about)), terms: await termsIn(tenant, id, terms) };
    },

    write(tenant, seen, { id, about, terms }) {
      const pairs = terms.map(({ source, target }) => [source, target]);
      const mark = randomBytes(16).toString("hex");
      const sealed = [
        vault.enclose(placeOf(tenant, id, "about"), JSON.stringify(about)),
        vault.enclose(placeOf(tenant, id, "terms"), JSON.stringify(pairs)),
      ];
      return run(WRITE_GLOSSARY, keysOf(tenant, id), [tenant, id, seen, mark, ttl.glossary, ttl.active, ...sealed]);
    },

    async use(tenant, id) {
      const found = await run<string[] | null>(USE_GLOSSARY, keysOf(tenant, id), [tenant, id, ttl.glossary]);
      const [version, about] = found ?? [];
      return version && about ? headOf(tenant, id, version, about) : null;
    },

    async termsOf(tenant, id, version) {
      const sealed = await run<string | null>(READ_GLOSSARY_VERSION, keysOf(tenant, id), [tenant, id, version]);
      return sealed ? termsIn(tenant, id, sealed) : null;
    },

    remove: (tenant, id) => run(DELETE_GLOSSARY, keysOf(tenant, id), [tenant, id, ttl.active]),

    async erase(tenant) {
      const lists = [glossariesKey(tenant), endedGlossariesKey(tenant)];
      const [own = [], ended = []] = await Promise.all(lists.map(idsIn));
      const ids = [...new Set([...own, ...ended])];
      const keys = ids.flatMap((id) => [glossaryKey(id), glossaryVersionsKey(id)]);
      if (ids.length > 0) await run(ERASE_GLOSSARIES, [...lists, ...keys], [tenant, ...ids]);
      return own.length;
    },
  };
}
