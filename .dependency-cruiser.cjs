// Who may import whom. The table is that of the design; every rule below is made from it or stands beside it.

/** Folder of src/ → the folders of src/ that it may import, besides itself and what everybody may import. */
const mayImport = {
  config: [],
  store: [],
  secrets: [],
  events: [],
  access: [],
  borg: [],
  audit: [],
  settings: [],
  identity: ["events"],
  archives: ["borg"],
  machines: ["borg"],
  repositories: ["borg", "events"],
  jobs: ["archives", "borg", "events"],
  plans: ["events"],
  health: ["events"],
  notifications: ["events"],
  mqtt: ["events"],
  transfer: [],
  http: ["access", "identity", "events", "web"],
  web: [],
};

/** Package (or built-in) → the only files that may import it. */
const onlyIn = {
  "koa|@koa/router|koa-compose|koa-helmet|koa-session|raw-body": "^src/(http|web)/",
  lowdb: "^src/store/",
  "ajv|ajv-formats": "^src/validate\\.ts$",
  jsonwebtoken: "^src/identity/methods/bearer\\.ts$",
  "@simplewebauthn/server": "^src/identity/methods/passkey\\.ts$",
  "openid-client|oauth4webapi": "^src/identity/methods/oidc/",
  jose: "^src/identity/methods/(assertion|oidc)/",
  bcrypt: "^src/identity/methods/password\\.ts$",
  otpauth: "^src/identity/methods/totp\\.ts$",
  qrcode: "^src/ports/qr-code\\.ts$",
  pino: "^src/ports/log\\.ts$",
  mqtt: "^src/mqtt/broker\\.ts$",
  "cron-parser|cronstrue": "^src/plans/",
  "node-cron": "^src/(ports|plans)/",
  "ipaddr\\.js": "^src/(config|identity)/",
  lit: "^widgets/",
  uplot: "^widgets/app/pages/repository/growth-chart\\.ts$",
};

const everybody = "^(schemas/|src/ports/|src/(fault|one-at-a-time|validate)\\.ts$)";
const top = "^src/(cli/|(service|data-dir|main)\\.ts$)";
const inPackage = (names) => `(^|/)node_modules/(@types/)?(${names})/`;

const folderRules = Object.entries(mayImport).map(([folder, others]) => ({
  name: `table-${folder}`,
  comment: `src/${folder} may import ${others.join(", ") || "no other folder"}, besides fault, one-at-a-time, validate, ports and schemas.`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: {
    path: "^(src|widgets|test|scripts)/",
    pathNot: [everybody, ...[folder, ...others].map((name) => `^src/${name}/`)],
  },
}));

const packageRules = Object.entries(onlyIn).map(([names, files]) => ({
  name: `only-in-${names.replace(/[^a-z]+/g, "-")}`,
  comment: `${names} only in ${files}.`,
  severity: "error",
  from: { path: "^(src|schemas|widgets)/", pathNot: files },
  to: { path: inPackage(names) },
}));

module.exports = {
  forbidden: [
    ...folderRules,
    ...packageRules,
    {
      name: "table-core",
      comment: "fault, one-at-a-time, validate and ports may import schemas and one another.",
      severity: "error",
      from: { path: "^src/(ports/|(fault|one-at-a-time|validate)\\.ts$)" },
      to: { path: "^(src|widgets|test|scripts)/", pathNot: everybody },
    },
    {
      name: "table-schemas",
      comment: "schemas import nothing but typebox.",
      severity: "error",
      from: { path: "^schemas/" },
      to: { pathNot: ["^schemas/", inPackage("typebox")] },
    },
    {
      name: "table-top",
      comment: "cli, service, data-dir and main are imported by one another and by tests only.",
      severity: "error",
      from: { path: "^(src|schemas|widgets)/", pathNot: top },
      to: { path: top },
    },
    {
      name: "table-widgets",
      comment: "widgets know the service by its contract: never by its source.",
      severity: "error",
      from: { path: "^widgets/" },
      to: { path: "^(src|test|scripts)/" },
    },
    {
      name: "table-widgets-types",
      comment: "widgets take types from schemas, no code.",
      severity: "error",
      from: { path: "^widgets/" },
      to: { path: "^schemas/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "one-data-client",
      comment:
        "Elements know the data client by its types, and load it when they need it: it is one for all of a page.",
      severity: "error",
      from: { path: "^widgets/(elements|shared/element)/" },
      to: { path: "^widgets/shared/client/", dependencyTypesNot: ["type-only", "dynamic-import"] },
    },
    {
      name: "pure-model",
      comment: "What states and figures add up to asks neither for elements nor for the network.",
      severity: "error",
      from: { path: "^widgets/shared/model/" },
      to: { path: "^widgets/", pathNot: "^widgets/shared/model/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "table-complete",
      comment: "A folder of src that is not in the table.",
      severity: "error",
      from: { path: "^src/", pathNot: [everybody, top, `^src/(${Object.keys(mayImport).join("|")})/`] },
      to: {},
    },
    {
      name: "only-in-child-process",
      comment: "Processes are started in ports only.",
      severity: "error",
      from: { path: "^(src|schemas|widgets)/", pathNot: "^src/ports/" },
      to: { path: "^(node:)?child_process$" },
    },
    {
      name: "only-in-fs",
      comment: "Files are touched through the port; cli may look at the machine itself.",
      severity: "error",
      from: { path: "^(src|schemas|widgets)/", pathNot: "^src/(ports|cli)/" },
      to: { path: "^(node:)?fs(/promises)?$" },
    },
    {
      name: "no-tests-in-source",
      comment: "Source never needs tests or scripts.",
      severity: "error",
      from: { path: "^(src|schemas|widgets)/" },
      to: { path: "^(test|scripts)/" },
    },
    {
      name: "no-cycles",
      comment: "A module that is loaded when it is called closes no cycle: the list of commands needs that.",
      severity: "error",
      from: { path: "^(src|schemas|widgets|test)/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["dynamic-import"] } },
    },
    {
      name: "no-circles-of-folders",
      comment: "Of two folders side by side one is above the other.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true },
      scope: "folder",
    },
    {
      name: "no-orphans",
      comment:
        "Nothing imports it and it imports nothing. The script of the frames loads its element by a name in its address.",
      severity: "error",
      from: { orphan: true, path: "^(src|schemas|widgets)/", pathNot: "^widgets/embed/embed\\.ts$" },
      to: {},
    },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-dev-dependencies",
      comment: "What runs in production is a dependency, not a devDependency.",
      severity: "error",
      from: { path: "^(src|schemas|widgets)/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    moduleSystems: ["es6"],
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|coverage)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".js", ".mjs", ".d.ts"],
    },
  },
};
