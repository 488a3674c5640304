// Where the form of a plan shows what is wrong.
import type { Places } from "../../fields/form-errors.ts";

export const planPlaces: Places = [
  ["/sources", "Folders"],
  ["/excludes", "Leave out"],
  ["/newRepository", "Repository"],
  ["/repositoryIds", "Repository"],
  ["/schedule", "When"],
  ["/retention", "What to keep"],
  ["/verify", "Verify"],
  ["/check", "Check"],
  ["/drill", "Restore drill"],
  ["/compression", "Compression"],
  ["/name", "Name"],
];
