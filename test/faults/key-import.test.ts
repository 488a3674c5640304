import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { jobVariable } from "../../src/borg/process/environment.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { createBorgPlace } from "../support/borg.ts";
import { createGatedBorg } from "../support/gated-borg.ts";
import { expectStatus, startService } from "../support/service.ts";

describe("an import of a key that opens nothing", function () {
  this.timeout(120_000);

  it("leaves the key that was there where the service is killed before the new one was tried", async () => {
    const { folder, remove } = await createBorgPlace();
    // borg erases the configuration before, once the one with the new key has its name.
    const gate = await createGatedBorg(folder, /config\.old/, "import");
    const home = join(folder, "home");
    const env = { BORG_PATH: gate.path };
    const first = await startService({ home, env, withAdmin: true });
    const client = first.client();
    await client.signInAsAdmin();
    const location = join(home, "repositories/repo");
    const made = await client.post("/api/repositories", { name: "Home", location, encryption: "repokey-blake2" });
    const { id } = expectStatus(made, 201).body.repository;
    const path = `/api/repositories/${id}/key`;
    const { key } = expectStatus(await client.post(path), 200).body;
    const [head, ...lines] = key.trimEnd().split("\n");
    const useless = [head, ...lines.reverse()].join("\n");

    await gate.close();
    const config = () => readFileSync(join(location, "config"), "utf8");
    const before = config();
    const put = client.request("PUT", path, { key: useless }).catch(() => null);
    await gate.reached();
    await first.kill();
    await put;
    expect(config(), "the useless key is in place").not.equal(before);

    const second = await startService({ home, env });
    const again = second.client();
    await again.signInAsAdmin();
    await gate.open();
    expect(expectStatus(await again.post(path), 200).body.key).equal(key);
    expect(systemProcesses.findByEnvironment(jobVariable, `key-import-${id}`)).eql([]);
    expectStatus(await again.request("PUT", path, { key }), 200);
    await second.remove();
    await remove();
  });
});
