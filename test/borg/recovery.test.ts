// docs/recovery.md, followed to the letter: bash runs the page's own commands against repositories of the service.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import type { CreateRepositoryReply, EncryptionMode } from "../../schemas/repositories.ts";
import { createPlan, runEnded, startRun, writeTree } from "../support/backup.ts";
import { expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";
import { temporaryFolders } from "../support/temporary-folder.ts";

const page = readFileSync(resolve(import.meta.dirname, "../../docs/recovery.md"), "utf8");
const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1] ?? "");
const onlyForKeyfiles = "borg key import";

const modes = ["repokey-blake2", "keyfile-blake2"] as const;

const files = {
  "Documents/contract.pdf": randomBytes(200_000),
  "Documents/letters/to anna.txt": "Dear Anna,\n",
  "Ünïcode ✓/a name with 'quotes'": "content",
};

describe("docs/recovery.md", () => {
  const newFolder = temporaryFolders();
  let service: TestService;
  const made = {} as Record<(typeof modes)[number], CreateRepositoryReply>;

  before(async function () {
    this.timeout(180_000);
    service = await startService({ withAdmin: true });
    const client = service.client();
    await client.signInAsAdmin();
    await writeTree(service.sourceDir, files);
    for (const encryption of modes) made[encryption] = await backedUp(client, service, encryption);
    await service.stop(); // the machine that made the backups is gone
  });
  after(() => service?.remove());

  for (const encryption of modes) {
    it(`restores a repository of mode ${encryption} on a machine that knows nothing of it`, function () {
      this.timeout(120_000);
      const { repository, recovery } = made[encryption];
      const folder = newFolder();
      const target = join(folder, "restored");
      const wanted = `${service.sourceDir.slice(1)}/Documents/contract.pdf`;
      writeFileSync(join(folder, "key.txt"), recovery.key ?? "");

      const output = follow(folder, `${recovery.passphrase}\n`, encryption.startsWith("keyfile"), {
        BORG_REPO: repository.location,
        KEY: join(folder, "key.txt"),
        TARGET: target,
        WANTED: wanted,
      });

      expect(output).to.include(`plan of ${encryption}`);
      for (const [path, content] of Object.entries(files)) {
        const restored = readFileSync(join(target, service.sourceDir, path));
        expect(restored.equals(Buffer.from(content)), path).to.equal(true);
      }
      expect(readFileSync(join(target, "one", wanted)).equals(files["Documents/contract.pdf"])).to.equal(true);
      expect(readFileSync(join(target, "file")).equals(files["Documents/contract.pdf"])).to.equal(true);
      expect(existsSync(join(target, "archive.tar"))).to.equal(true);
    });
  }
});

async function backedUp(
  client: TestClient,
  service: TestService,
  encryption: EncryptionMode,
): Promise<CreateRepositoryReply> {
  const request = { name: encryption, location: join(service.home, "repositories", encryption), encryption };
  const made = expectStatus(await client.post<CreateRepositoryReply>("/api/repositories", request), 201).body;
  const plan = await createPlan(client, service, made.repository.id, { name: `plan of ${encryption}` });
  const run = await startRun(client, plan.id);
  expect((await runEnded(client, run.id)).state).to.equal("ok");
  return made;
}

/** Runs the page's blocks as one script, with our places in the lines that set them. Fails where a command does. */
function follow(folder: string, input: string, withKeyfile: boolean, places: Record<string, string>): string {
  const script = ["set -euo pipefail", ...blocks.filter((block) => withKeyfile || !block.includes(onlyForKeyfiles))]
    .join("\n")
    .replace(/^(export )?([A-Z_]+)=(?![$])\S+/gm, (line, exported = "", name: string) =>
      name in places ? `${exported}${name}='${places[name]}'` : line,
    );
  for (const [name, place] of Object.entries(places)) expect(script).to.include(`${name}='${place}'`);
  const home = join(folder, "home");
  mkdirSync(home);
  const env = { PATH: "/usr/bin:/bin", HOME: home, LC_ALL: "C.UTF-8" };
  const ended = spawnSync("bash", ["-c", script], { cwd: folder, env, input, encoding: "utf8", timeout: 110_000 });
  expect(ended.status, `${ended.stdout}\n${ended.stderr}`).to.equal(0);
  return ended.stdout;
}
