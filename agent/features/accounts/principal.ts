import { NectoError } from "@necto/tools/errors";
import type { DevRole } from "@necto/tools/sandbox/dev-accounts";

/** Who asks. */
export interface Principal {
  /** `0x…`, in lower case. */
  readonly address: string;
  /** The account of the sandbox that it is, whose transactions the server signs; null for a wallet. */
  readonly demo: DevRole | null;
}

/** @throws NectoError `auth/sign-in` when nobody is signed in */
export function requirePrincipal({ principal }: { readonly principal: Principal | null }): Principal {
  if (principal !== null) return principal;
  throw new NectoError({
    code: "auth/sign-in",
    message: "Sign in first: this belongs to an account.",
    hint: "POST /api/session/siwe signs in with a wallet; in the sandbox, POST /api/session/demo with one click.",
  });
}
