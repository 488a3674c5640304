// Changes the master key of a data folder, saying on standard output when it begins and when it is done. Arguments: DATA_DIR,
// then the new key where it comes from outside.
import { writeSync } from "node:fs";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { openKeyring, rotateKeptKey, rotateToGivenKey } from "../../src/secrets/rotation.ts";
import { createSecretFiles } from "../../src/store/secret-files.ts";

const [, , dataDir = "", newKey] = process.argv;
const ports = systemPorts(silentLog);
const secretFiles = createSecretFiles({ dataDir, files: ports.files });
const deps = { ...ports, dataDir, secretKey: null, previousSecretKey: null, secretFiles };
writeSync(1, "begin\n");
if (newKey === undefined) {
  await openKeyring(deps);
  await rotateKeptKey(deps);
} else await rotateToGivenKey(deps, newKey);
writeSync(1, "done\n");
