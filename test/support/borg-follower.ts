// A Borgdeck in small: starts a job, says who it is, and follows it until somebody kills this process.

import type { BorgCommand } from "../../src/borg/command.ts";
import { createBorg } from "../../src/borg/driver.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";

export interface FollowerOrder {
  readonly executable: string;
  readonly baseDir: string;
  readonly hostId: string;
  readonly command: BorgCommand;
  readonly workDir: string;
  readonly jobId: string;
}

const order = JSON.parse(process.argv[2] ?? "") as FollowerOrder;
const borg = createBorg({ ...order, ports: systemPorts(silentLog) });
let told = false;
const running = await borg.start(order.command, {
  workDir: order.workDir,
  jobId: order.jobId,
  onEvent(event) {
    if (told || event.type !== "progress") return;
    told = true;
    process.stdout.write(`${JSON.stringify(running.process)}\n`);
  },
});
setInterval(() => {}, 60_000);
