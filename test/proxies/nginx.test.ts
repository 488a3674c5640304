// examples/proxy/nginx, run by Debian's nginx.
import { startNginx } from "../support/proxy.ts";
import { describeProxy } from "./behaviour.ts";

describeProxy("nginx", startNginx);
