// examples/proxy/nginx, run by Debian's nginx.
import { startNginx } from "../support/proxy.ts";
import { describeProxy } from "./behaviour.ts";
import { describeForwarded } from "./forwarded.ts";
import { describePresets } from "./presets.ts";

describeForwarded("nginx", startNginx);
describeProxy("nginx", startNginx);
describePresets("nginx", startNginx);
