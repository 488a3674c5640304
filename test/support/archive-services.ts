// Archives for tests of the routes: nothing is in them, and `saw` is told what was asked.
import type { ArchiveItem, ArchiveService } from "../../src/http/archive-services.ts";
import { createdAt } from "./records.ts";

export function archiveServices(saw: (name: string, ...args: unknown[]) => void): ArchiveService {
  return {
    async list(repositoryId, options) {
      saw("archives.list", repositoryId, options);
      return ["one", "two", "three"].map(archiveItem);
    },
    async detail(repositoryId, archiveName) {
      saw("archives.detail", repositoryId, archiveName);
      const detail = { username: "ada", durationMs: 1000, files: 2, commandLine: "borg create" };
      const sizes = { originalSizeBytes: 3, compressedSizeBytes: 2, deduplicatedSizeBytes: 1 };
      return { archive: archiveItem(archiveName), detail: { ...detail, ...sizes } };
    },
    async browse(repositoryId, archiveName, options) {
      saw("archives.browse", repositoryId, archiveName, options);
      return { path: options.path, items: [], next: null, total: 0, sizeBytes: 0, filesCount: 0, building: null };
    },
    async search(repositoryId, archiveName, options) {
      saw("archives.search", repositoryId, archiveName, options);
      return { items: [], next: null, building: null };
    },
    async searchAll(repositoryId, options) {
      saw("archives.searchAll", repositoryId, options);
      const progress = { archivesSearched: 1, archivesTotal: 3, archivesMissing: 2 };
      return { items: [], next: null, progress };
    },
    async compare(repositoryId, archiveName, otherName, options) {
      saw("archives.compare", repositoryId, archiveName, otherName, options);
      return { items: [], next: null, summary: null, building: null };
    },
    async compareContent(repositoryId, archiveName, otherName, options) {
      saw("archives.compareContent", repositoryId, archiveName, otherName, options);
      return { items: [], truncated: false };
    },
    async history(repositoryId, options) {
      saw("archives.history", repositoryId, options);
      return { items: [], next: null, archivesMissing: 0 };
    },
  };
}

function archiveItem(name: string): ArchiveItem {
  return { id: `id-${name}`, name, planId: null, comment: "", startedAt: createdAt, hostname: null, index: "ready" };
}
