// mocha's reporter of npm test: the usual spec lines, and the result as JSON for the one who adds it all up.
import { writeFileSync } from "node:fs";
import Mocha from "mocha";

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;

class JsonSpec extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failures = [];
    const skipped = [];
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      failures.push({ title: test.fullTitle(), message: error.stack ?? error.message ?? String(error) });
    });
    runner.on(EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.once(EVENT_RUN_END, () => {
      const passed = runner.stats?.passes ?? 0;
      writeFileSync(options.reporterOptions.output, JSON.stringify({ passed, failures, skipped }));
    });
  }
}

export { JsonSpec as default };
