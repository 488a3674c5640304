// Sends a small request to each address every ten milliseconds until its standard input ends, then prints how long the answers
// took. A process of its own, so that nothing else that the benchmark does is counted.
import { Agent, get } from "node:http";

const everyMs = 10;
const agent = new Agent({ keepAlive: true });
const headers = { "Remote-User": "bench" };
const probes = process.argv.slice(2).map((url) => ({ url, times: [], failed: 0, waiting: false }));

const timers = probes.map((probe) => setInterval(() => ask(probe), everyMs));
process.stdin.resume();
process.stdin.once("end", () => {
  for (const timer of timers) clearInterval(timer);
  agent.destroy();
  console.log(JSON.stringify(probes.map(({ times, failed }) => ({ times, failed }))));
});
console.log("ready");

/** One at a time: what waits behind a late answer is late for the same reason. */
function ask(probe) {
  if (probe.waiting) return;
  probe.waiting = true;
  const startedAt = performance.now();
  const request = get(probe.url, { agent, headers }, (answer) => {
    answer.resume();
    answer.once("end", () => {
      probe.times.push(performance.now() - startedAt);
      if (answer.statusCode !== 200) probe.failed += 1;
    });
    answer.once("close", () => {
      probe.waiting = false;
    });
  });
  request.once("error", () => {
    probe.waiting = false;
  });
}
