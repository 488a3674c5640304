// What opens a repository: its key and its passphrase. All of it needs presence proved.
import {
  ChangePassphraseRequest,
  ImportKeyRequest,
  RecoveryKit,
  ReopenRepositoryRequest,
  RepositoryReply,
} from "../../../schemas/repositories.ts";
import { presentRepository } from "../present/repository.ts";
import { defineRoute } from "../route.ts";
import { repositoryOf, repositoryOfPath } from "../subjects.ts";

export const repositoryKeyRoutes = [
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/key",
    action: "repository.secret",
    summary: "Export the key and the passphrase: as text, on paper, and as a picture",
    subject: repositoryOfPath,
    reply: RecoveryKit,
    handler: ({ params, actor }, services) => services.repositories.exportKey(params.id, actor),
  }),
  defineRoute({
    method: "PUT",
    path: "/api/repositories/:id/key",
    action: "repository.secret",
    summary: "Import an exported key; the key stays as it was where the stored passphrase does not open the new one",
    subject: repositoryOfPath,
    body: ImportKeyRequest,
    reply: RepositoryReply,
    async handler({ params, body, actor, viewer }, services) {
      await services.repositories.importKey(params.id, body.key, actor);
      return presentRepository(services, viewer, repositoryOf(services, params.id));
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/api/repositories/:id/passphrase",
    action: "repository.secret",
    summary: "Change the passphrase; the answer holds what opens the repository from now on",
    subject: repositoryOfPath,
    body: ChangePassphraseRequest,
    reply: RecoveryKit,
    handler: ({ params, body, actor }, services) =>
      services.repositories.changePassphrase(params.id, body.passphrase, actor),
  }),
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/reopen",
    action: "repository.secret",
    summary:
      "Tell of a repository that others moved, or gave another passphrase; what borg would ask is asked as of an import",
    subject: repositoryOfPath,
    body: ReopenRepositoryRequest,
    reply: RepositoryReply,
    handler: async ({ params, body, actor, viewer }, services) =>
      presentRepository(services, viewer, await services.repositories.reopen(params.id, body, actor, viewer.sees)),
  }),
];
