/** The Redis engines that a suite runs on: the one in the process always, a real server where there is one. */
import { hasRedisServer } from "../../dev/redis/spawned-server.ts";

export const ENGINES = [
  { name: "in-process engine", preferServer: false },
  ...(hasRedisServer() ? [{ name: "redis-server", preferServer: true }] : []),
];
