/** `npm start -- --allow-loopback`: the functions that judge addresses and send webhooks, with a client that reaches this machine as well. */
import { buildServices } from "../../lib/container.ts";
import { readEnv } from "../../lib/env.ts";
import { createHandler } from "../../lib/http/handler.ts";
import type { Services } from "../../lib/http/services.ts";
import { notifyHandler } from "../../lib/http/stage-handler.ts";
import { createV1 } from "../../lib/http/v1.ts";
import type { AddressPolicy } from "../../lib/net/address-policy.ts";
import { createGuardedClient } from "../../lib/net/guarded-client.ts";
import { isPublicAddress } from "../../lib/net/public-address.ts";
import type { FunctionHost } from "../functions/function-host.ts";

const LOOPBACK: readonly string[] = ["127.0.0.1", "::1"];
const PUBLIC_PORTS: readonly number[] = [80, 443];

/** All that is reached otherwise, and this machine at every port. Inner networks stay out of reach. */
const LOOPBACK_TOO: AddressPolicy = {
  permitsPort: () => true,
  permitsAddress: (address, port) =>
    LOOPBACK.includes(address) || (isPublicAddress(address) && PUBLIC_PORTS.includes(port)),
};

/** The same functions, two of them in place of their own. They read the environment at their first request. */
export function withLoopback(functions: FunctionHost): FunctionHost {
  let built: Services | undefined;
  const services = () => {
    built ??= buildServices(readEnv(), createGuardedClient({ policy: LOOPBACK_TOO }));
    return built;
  };
  const own = new Map([
    ["/api/v1", createHandler(() => createV1(services()).fetch)],
    ["/api/stages/notify", notifyHandler(services)],
  ]);
  return {
    ...functions,
    invoke: (path, request) => own.get(path)?.(request) ?? functions.invoke(path, request),
  };
}
