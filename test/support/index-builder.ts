// A service that does nothing but build one index: what is on file descriptor 3 says which.
import { readFileSync } from "node:fs";
import { createIndexBuilds } from "../../src/archives/index/build/build.ts";
import { createBorg } from "../../src/borg/driver.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { eagerBorg } from "./borg.ts";
import { programFromSource } from "./program-from-source.ts";

const { installation, indexDir, memoryDir, request } = JSON.parse(readFileSync(3, "utf8"));
const ports = systemPorts(silentLog);
const borg = createBorg({ ports, ...installation, executable: eagerBorg });
const builds = createIndexBuilds({ ports, program: programFromSource, borg, installation, indexDir, memoryDir });
await builds.buildIndex({ ...request, signal: new AbortController().signal, onProgress() {} });
