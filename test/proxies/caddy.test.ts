// examples/proxy/caddy, run by Debian's caddy.
import { startCaddy } from "../support/proxy.ts";
import { describeProxy } from "./behaviour.ts";
import { describeForwarded } from "./forwarded.ts";
import { describePresets } from "./presets.ts";

describeForwarded("caddy", startCaddy);
describeProxy("caddy", startCaddy);
describePresets("caddy", startCaddy);
