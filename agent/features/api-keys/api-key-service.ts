import { createHash } from "node:crypto";
import { NectoError } from "@necto/tools/errors";
import {
  ApiKeyScope,
  type ApiKeyView,
  type CreatedApiKey,
  type NewApiKey,
} from "@necto/tools/protocol/api-key";
import type { DemoAccountName } from "@necto/tools/protocol/session";
import type { Store } from "../../store/open-store.ts";
import type { Accounts, OpenSession } from "../accounts/account-service.ts";
import type { Principal } from "../accounts/principal.ts";
import { recordOwn } from "../audit/own-acts-queries.ts";
import {
  type ApiKeyRow,
  deleteApiKey,
  findApiKey,
  insertApiKey,
  listApiKeys,
  listPresentApiKeys,
  noteApiKeyUse,
} from "./api-key-queries.ts";

export interface ApiKeyOptions {
  readonly store: Store;
  /** Whose keys may be those of demo accounts: empty outside of the sandbox. */
  readonly demo: Accounts["demo"];
  /** Hears of a key that is revoked, by the id of its feed session, so that its sockets can be closed. */
  readonly onRevoked: (sessionId: string) => void;
  readonly now: () => number;
  readonly newId: (kind: "key") => string;
  /** 32 random bytes, as `0x…`. */
  readonly newSecret: () => string;
}

/** A key as it is known to whoever has it. */
export interface OpenApiKey {
  readonly id: string;
  readonly principal: Principal;
  readonly scopes: readonly ApiKeyScope[];
}

/** Keys by which programs speak for an account. */
export interface ApiKeys {
  /** @throws NectoError `policy/too-many-keys` */
  readonly create: (owner: Principal, wish: NewApiKey) => Promise<CreatedApiKey>;
  /** Newest first. */
  readonly list: (address: string) => Promise<readonly ApiKeyView[]>;
  /** Whether there was such a key of that account. From then on it opens nothing, in any process. */
  readonly revoke: (address: string, id: string) => Promise<boolean>;
  /** The key of a secret; null when it is revoked, or never was. Asked of the database with every request. */
  readonly find: (secret: string) => Promise<OpenApiKey | null>;
  /** Which of some feed sessions of keys (`keySession`) are not revoked. */
  readonly stillOpen: (sessionIds: readonly string[]) => Promise<readonly string[]>;
}

/** A program that leaks its keys should not be able to hide them among thousands. */
export const MAX_KEYS = 20;
const HOUR_MS = 3_600_000;
const SECRET = /^necto_[0-9a-f]{64}$/;
const PREFIX_LENGTH = "necto_".length + 8;
const SESSION_PREFIX = "key:";

export function createApiKeys({ store, demo, onRevoked, now, newId, newSecret }: ApiKeyOptions): ApiKeys {
  const { db } = store;

  return {
    async create({ address, demo: account }, { name, scopes }) {
      // Two at the same moment may make one more than that: it bounds a mistake, not an attack.
      if ((await listApiKeys(db, address)).length >= MAX_KEYS)
        throw new NectoError({
          code: "policy/too-many-keys",
          message: `An account has ${MAX_KEYS} keys at most. Revoke one that is not used any more.`,
        });
      const secret = `necto_${newSecret().slice(2)}`;
      const row: ApiKeyRow = {
        ...{ id: newId("key"), hash: hashOf(secret), prefix: secret.slice(0, PREFIX_LENGTH), name, address },
        ...{ demo: account as DemoAccountName | null, scopes: JSON.stringify(scopes) },
        ...{ created_at: new Date(now()).toISOString(), last_used_at: null },
      };
      await db.transaction().execute(async (transaction) => {
        await insertApiKey(transaction, row);
        // Its name is its owner's words.
        const facts = { prefix: row.prefix, scopes: scopes.join(" ") };
        await recordOwn(transaction, address, {
          action: "key.made",
          target: row.id,
          at: row.created_at,
          facts,
        });
      });
      return { key: toView(row), secret };
    },
    list: async (address) => (await listApiKeys(db, address)).map(toView),
    async revoke(address, id) {
      const isGone = await db.transaction().execute(async (transaction) => {
        const isGone = await deleteApiKey(transaction, { id, address });
        const at = new Date(now()).toISOString();
        if (isGone) await recordOwn(transaction, address, { action: "key.revoked", target: id, at });
        return isGone;
      });
      if (isGone) onRevoked(SESSION_PREFIX + id);
      return isGone;
    },
    async find(secret) {
      const row = SECRET.test(secret) ? await findApiKey(db, hashOf(secret)) : null;
      // A database of the sandbox that is used elsewhere keeps no door open.
      if (row === null || (row.demo !== null && !demo.some(({ account }) => account === row.demo)))
        return null;
      const hour = new Date(Math.floor(now() / HOUR_MS) * HOUR_MS).toISOString();
      if (row.last_used_at !== hour) await noteApiKeyUse(db, row.id, hour);
      const { id, address } = row;
      return { id, principal: { address, demo: row.demo }, scopes: scopesOf(row) };
    },
    async stillOpen(sessionIds) {
      const ids = sessionIds.filter((id) => id.startsWith(SESSION_PREFIX));
      const present = await listPresentApiKeys(
        db,
        ids.map((id) => id.slice(SESSION_PREFIX.length)),
      );
      return present.map((id) => SESSION_PREFIX + id);
    },
  };
}

/** What a key opens on the feed: a session that lasts until it is revoked. */
export const keySession = ({ id, principal }: OpenApiKey): OpenSession => ({
  ...{ id: SESSION_PREFIX + id, principal, expiresAt: "9999-12-31T23:59:59.999Z" },
});

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

const scopesOf = ({ scopes }: ApiKeyRow): ApiKeyScope[] => ApiKeyScope.array().parse(JSON.parse(scopes));

const toView = (row: ApiKeyRow): ApiKeyView => ({
  ...{ id: row.id, name: row.name, prefix: row.prefix, scopes: scopesOf(row) },
  ...{ createdAt: row.created_at, lastUsedAt: row.last_used_at },
});
