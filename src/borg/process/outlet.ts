// What a command prints, as it is passed on to whoever reads it.
import { Transform } from "node:stream";
import { type BorgResult, borgFault } from "../result/result.ts";

/**
 * Passes bytes on, a chunk in each turn of the event loop: a pipe that borg fills as fast as it is read gives up to thirty-two
 * in one turn, and what the reader makes of each would be done before anything else has its own. Ends only where the command
 * has ended well, and fails with a BorgFault else.
 */
export function createOutlet(result: Promise<BorgResult>): Transform {
  const outlet = new Transform({
    transform: (chunk, _encoding, done) => void setImmediate(done, null, chunk),
    flush(done) {
      void result.then((ended) => done(ended.state === "ok" ? null : borgFault(ended)));
    },
  });
  outlet.on("error", () => {}); // whoever reads gets it too; nobody reading is no reason to fall over
  return outlet;
}
