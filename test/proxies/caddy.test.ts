// examples/proxy/caddy, run by Debian's caddy.
import { startCaddy } from "../support/proxy.ts";
import { describeProxy } from "./behaviour.ts";

describeProxy("caddy", startCaddy);
