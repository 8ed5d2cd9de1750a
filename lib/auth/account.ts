/** Accounts and their users, and the ports to where they are kept. */
import type { Role } from "./role.ts";

export interface User {
  readonly id: string;
  readonly tenant: string;
  readonly role: Role;
  readonly email: string;
  /** Whether somebody has followed a link that was sent there. */
  readonly emailVerified: boolean;
  /** The password's hash. */
  readonly password: string;
  /** Milliseconds. */
  readonly createdAt: number;
}

/** What stands behind an access token at this moment. */
export interface Standing {
  readonly role: Role;
  /** Of the account; null where none was set. */
  readonly plan: string | null;
}

export interface ErasedAccount {
  readonly users: number;
  readonly sessions: number;
}

/** All calls may be repeated, and throw `store_unavailable`. */
export interface AccountStore {
  /** The same work whether there is one or not. */
  findByEmail(email: string): Promise<User | null>;
  readUser(id: string): Promise<User | null>;
  usersOf(tenant: string): Promise<readonly User[]>;
  /** `taken`: the address has another user; `gone`: a member's account is not there; `full`: it has as many users as it may. */
  create(user: User): Promise<"made" | "taken" | "gone" | "full">;
  /** Changes the password's hash from one to another. Every session ends unless it is the same password, hashed anew. False when it was another one. */
  changePassword(
    user: string,
    change: { readonly from: string; readonly to: string; readonly endSessions: boolean },
  ): Promise<boolean>;
  /** Null for an account of which nothing is kept, such as an outside issuer's. */
  planOf(tenant: string): Promise<string | null>;
  /** What its identities come with from now on. */
  setPlan(tenant: string, plan: string): Promise<void>;
  /** False when the account has no such user. */
  removeUser(tenant: string, user: string): Promise<boolean>;
  /** Users, their sessions and links, and the account itself. Goes on where it broke off when it is called again. */
  erase(tenant: string): Promise<ErasedAccount>;
}

export interface SessionStore {
  /** Begins a session of a user whose password's hash is still this one; false when it is not. */
  open(user: User, session: string, digest: string): Promise<boolean>;
  /** `again`: the same client asked once more in time and is given the same. `reused`: a token came back that had been used; the session is over. */
  rotate(
    user: string,
    session: string,
    digests: { readonly presented: string; readonly successor: string },
  ): Promise<"rotated" | "again" | "reused" | "ended">;
  end(user: string, session: string): Promise<void>;
  endAll(user: string): Promise<void>;
  /** Null when the session or the user is no more. */
  standing(tenant: string, user: string, session: string): Promise<Standing | null>;
}

/** A registration that waits for its address to be confirmed. */
export interface PendingUser {
  readonly user: Omit<User, "emailVerified" | "password">;
  /** Null for one who was invited and chooses it then. */
  readonly password: string | null;
}

/** What the links in mails lead to, by the digests of their tokens. */
export interface LinkStore {
  putPending(digest: string, pending: PendingUser): Promise<void>;
  readPending(digest: string): Promise<PendingUser | null>;
  forgetPending(digest: string): Promise<void>;
  /** The link before is of no use any more. Does the same work for a user that there is not. */
  putReset(user: string, digest: string): Promise<void>;
  isReset(user: string, digest: string): Promise<boolean>;
  /** Uses the link up: the new hash, the address confirmed, every session ended. False when it is none any more. */
  reset(user: string, digest: string, password: string): Promise<boolean>;
}
