/** What an account does with its keys. Nobody gives away what he has not: neither by a new key, nor by a change, nor by a fresh secret for an old one. */
import type { AuditTrail } from "../contracts/audit-event.ts";
import type { SecurityPolicy } from "../contracts/security-policy.ts";
import { DocatError } from "../errors/docat-error.ts";
import {
  type ApiKeyRecord,
  type ApiKeySettings,
  type ApiKeyStore,
  idOfKeyName,
  type KeyOutcome,
  keyName,
  newKeyRecord,
  type StoredKey,
} from "./api-key.ts";
import { checkWithin } from "./check-within.ts";
import type { Identity } from "./identity.ts";
import { digestKey, generateKey, type KeyEnvironment, newKeyId } from "./key-text.ts";
import type { NewKey } from "./key-view.ts";
import type { AccountScope } from "./scope.ts";

export interface KeyDeps {
  readonly keys: ApiKeyStore;
  readonly environment: KeyEnvironment;
  readonly audit: Pick<AuditTrail, "record">;
}

/** Who asks, and from which network. */
export interface Asker {
  readonly identity: Identity;
  readonly network: string | null;
}

/** What a key may do that nobody says more of. */
const DEFAULT_SCOPES: readonly AccountScope[] = ["jobs:write", "jobs:read"];

/** What is asked, as the record holds it. What the asker is bound by binds the key, where nothing narrower is asked. */
function settingsOf(identity: Identity, asked: NewKey): Partial<ApiKeySettings> {
  const { name, scopes, expires_at: end, limits, allowed_origins: origins, security } = asked;
  return {
    ...(name === undefined ? {} : { name }),
    ...(scopes === undefined ? {} : { scopes: [...new Set(scopes)] }),
    ...(end === undefined ? {} : { expiresAt: end === null ? null : futureTime(end) }),
    ...(limits === undefined ? {} : { limits: { ...identity.limits, ...limits } }),
    ...(origins === undefined ? {} : { origins: origins === null ? null : [...new Set(origins)] }),
    ...(security === undefined ? {} : { security: { ...identity.security, ...security } as SecurityPolicy }),
  };
}

function futureTime(text: string): number {
  const time = Date.parse(text);
  if (time > Date.now()) return time;
  throw new DocatError("options_invalid", { detail: "It lies in the past.", pointer: "/expires_at" });
}

/** `key_unknown`, `key_revoked` or nothing. */
function throwUnlessDone(outcome: KeyOutcome): void {
  if (outcome === "gone") throw new DocatError("key_unknown");
  if (outcome === "revoked") throw new DocatError("key_revoked");
}

async function tell({ audit }: KeyDeps, by: Asker, event: Parameters<AuditTrail["record"]>[1]["event"], id: string) {
  const { identity, network } = by;
  await audit.record(identity.tenant, { event, actor: identity.id, network, details: { key: keyName(id) } });
}

/** The key and its text, which is told this once. Throws `scope_missing`, `origin_refused`, `too_many_keys` and `options_invalid`. */
export async function issueKeyFor(deps: KeyDeps, by: Asker, asked: NewKey) {
  const { tenant, plan, origins, limits, security } = by.identity;
  const given = settingsOf(by.identity, { ...asked, scopes: asked.scopes ?? [...DEFAULT_SCOPES] });
  const id = newKeyId();
  const inherited = { origins: origins && [...origins], limits, security };
  const record = newKeyRecord({ id, tenant, plan, createdAt: Date.now(), ...inherited, ...given });
  checkWithin(by.identity, record);
  const text = generateKey(deps.environment, "dk", id);
  const digest = digestKey(text);
  await deps.keys.put(record, digest);
  await tell(deps, by, "key.issued", id);
  const key: StoredKey = { record, revision: 0, digest, former: null, usedAt: null, revokedAt: null };
  return { key, text };
}

/** One of the account's own. Throws `key_unknown`. */
export async function findOwnedKey({ keys }: Pick<KeyDeps, "keys">, tenant: string, name: string): Promise<StoredKey> {
  const id = idOfKeyName(name);
  const key = id === null ? null : await keys.read(tenant, id);
  if (key === null) throw new DocatError("key_unknown");
  return key;
}

/** Somebody else changed the same key in between. */
const MAX_CHANGE_ROUNDS = 4;

/** What is not named stays. Throws as for a new key, and `key_unknown` and `key_revoked`. */
export async function changeKey(deps: KeyDeps, by: Asker, name: string, asked: NewKey): Promise<StoredKey> {
  const changes = settingsOf(by.identity, asked);
  for (let round = 0; round < MAX_CHANGE_ROUNDS; round++) {
    const key = await findOwnedKey(deps, by.identity.tenant, name);
    const { record } = key;
    checkWithin(by.identity, {
      ...changes,
      scopes: changes.scopes?.filter((scope) => !record.scopes.includes(scope)) ?? [],
    });
    const after: ApiKeyRecord = { ...record, ...changes };
    const outcome = await deps.keys.change(key.revision, after);
    if (outcome === "changed") continue;
    throwUnlessDone(outcome);
    await tell(deps, by, "key.changed", record.id);
    return { ...key, record: after };
  }
  throw new DocatError("store_unavailable", { retryAfterSeconds: 1 });
}

/** All keys of an account are on another plan from now on. May be repeated, and goes on where it broke off. */
export async function moveKeysToPlan(keys: ApiKeyStore, tenant: string, plan: string): Promise<void> {
  for (let round = 0; round < MAX_CHANGE_ROUNDS; round++) {
    const others = (await keys.list(tenant)).filter(
      ({ record, revokedAt }) => record.plan !== plan && revokedAt === null,
    );
    if (others.length === 0) return;
    for (const { record, revision } of others) await keys.change(revision, { ...record, plan });
  }
  throw new DocatError("store_unavailable", { retryAfterSeconds: 1 });
}

/** A new secret for a key that the asker could have issued. Throws as the others do. */
export async function rotateKey(deps: KeyDeps, by: Asker, name: string, overlapSeconds: number) {
  const { record } = await findOwnedKey(deps, by.identity.tenant, name);
  checkWithin(by.identity, record);
  const text = generateKey(deps.environment, "dk", record.id);
  throwUnlessDone(await deps.keys.rotate(record, digestKey(text), overlapSeconds * 1_000));
  await tell(deps, by, "key.changed", record.id);
  return { key: await findOwnedKey(deps, by.identity.tenant, name), text };
}

/** Nobody is let in by it any more. Revoking a revoked key changes nothing. Throws `key_unknown`. */
export async function revokeKey(deps: KeyDeps, by: Asker, name: string): Promise<void> {
  const id = idOfKeyName(name);
  throwUnlessDone(id === null ? "gone" : await deps.keys.revoke(by.identity.tenant, id));
  await tell(deps, by, "key.revoked", id ?? "");
}
