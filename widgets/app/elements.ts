// Every element of the pages by its tag. `borg-*` is kept for the embeddable set.
import { BorgActivity } from "../elements/borg-activity/borg-activity.ts";
import { BorgStatus } from "../elements/borg-status/borg-status.ts";
import { AccountPage } from "./pages/account/account-page.ts";
import { LinkedSignOn } from "./pages/account/linked-sign-on.ts";
import { OwnAccess } from "./pages/account/own-access.ts";
import { OwnPasskeys } from "./pages/account/own-passkeys.ts";
import { PasswordPage } from "./pages/account/password-page.ts";
import { RecoveryCodes } from "./pages/account/recovery-codes.ts";
import { SecurityPage } from "./pages/account/security-page.ts";
import { SessionsPage } from "./pages/account/sessions-page.ts";
import { TokenForm } from "./pages/account/token-form.ts";
import { TokensPage } from "./pages/account/tokens-page.ts";
import { TwoFactorPage } from "./pages/account/two-factor-page.ts";
import { TwoFactorSetup } from "./pages/account/two-factor-setup.ts";
import { TwoFactorState } from "./pages/account/two-factor-state.ts";
import { ArchiveChanges } from "./pages/archive/archive-changes.ts";
import { ArchiveDetails } from "./pages/archive/archive-details.ts";
import { ArchivePage } from "./pages/archive/archive-page.ts";
import { BasketBar } from "./pages/archive/basket-bar.ts";
import { CompareView } from "./pages/archive/compare-view.ts";
import { FolderView } from "./pages/archive/folder-view.ts";
import { PathHistory } from "./pages/archive/history-view.ts";
import { MountList } from "./pages/archive/mount-list.ts";
import { Mounts } from "./pages/archive/mounts.ts";
import { ArchiveSearch } from "./pages/archive/search-view.ts";
import { ArchivesPage } from "./pages/archives/archives-page.ts";
import { DeleteArchives } from "./pages/archives/delete-archives.ts";
import { AuditPage } from "./pages/audit/audit-page.ts";
import { DashboardToken } from "./pages/dashboards/dashboard-token.ts";
import { DashboardsPage } from "./pages/dashboards/dashboards-page.ts";
import { NotFoundPage } from "./pages/not-found-page.ts";
import { OverviewPage } from "./pages/overview/overview-page.ts";
import { PlanActions } from "./pages/overview/plan-actions.ts";
import { EditPlanPage } from "./pages/plan/edit-plan-page.ts";
import { PlanPage } from "./pages/plan/plan-page.ts";
import { DetailsField } from "./pages/plan-form/details-field.ts";
import { FolderTree } from "./pages/plan-form/folder-tree.ts";
import { FoldersField } from "./pages/plan-form/folders-field.ts";
import { KeepField } from "./pages/plan-form/keep-field.ts";
import { NewPlanPage } from "./pages/plan-form/new-plan-page.ts";
import { RepositoryField } from "./pages/plan-form/repository-field.ts";
import { ScheduleField } from "./pages/plan-form/schedule-field.ts";
import { SummaryField } from "./pages/plan-form/summary-field.ts";
import { UpkeepFields } from "./pages/plan-form/upkeep-fields.ts";
import { RepositoriesPage } from "./pages/repositories/repositories-page.ts";
import { GrowthChart } from "./pages/repository/growth-chart.ts";
import { GrowthPage } from "./pages/repository/growth-page.ts";
import { KeyPage } from "./pages/repository/key-page.ts";
import { LockPanel } from "./pages/repository/lock-panel.ts";
import { PrunePreview } from "./pages/repository/prune-preview.ts";
import { ReopenForm } from "./pages/repository/reopen-form.ts";
import { RepositoryPage } from "./pages/repository/repository-page.ts";
import { RepositorySettingsPage } from "./pages/repository/repository-settings-page.ts";
import { UpkeepPage } from "./pages/repository/upkeep-page.ts";
import { ImportRepositoryPage } from "./pages/repository-form/import-repository-page.ts";
import { NewRepository } from "./pages/repository-form/new-repository.ts";
import { NewRepositoryPage } from "./pages/repository-form/new-repository-page.ts";
import { RestorePage } from "./pages/restore/restore-page.ts";
import { HistoryPage } from "./pages/run/history-page.ts";
import { JobPage } from "./pages/run/job-page.ts";
import { JobsByHandPage } from "./pages/run/jobs-by-hand-page.ts";
import { LogView } from "./pages/run/log-view.ts";
import { RunPage } from "./pages/run/run-page.ts";
import { MqttPage } from "./pages/settings/mqtt-page.ts";
import { ProxyPage } from "./pages/settings/proxy-page.ts";
import { SignInRulesPage } from "./pages/settings/sign-in-rules-page.ts";
import { SsoPage } from "./pages/settings/sso-page.ts";
import { ConfirmedPage } from "./pages/sign-in/confirmed-page.ts";
import { InvitationPage } from "./pages/sign-in/invitation-page.ts";
import { LinkPage } from "./pages/sign-in/link-page.ts";
import { ReturnPage } from "./pages/sign-in/return-page.ts";
import { SecondStep } from "./pages/sign-in/second-step.ts";
import { SignInForm } from "./pages/sign-in/sign-in-form.ts";
import { SignInPage } from "./pages/sign-in/sign-in-page.ts";
import { NewUserPage } from "./pages/users/new-user-page.ts";
import { UserAccess } from "./pages/users/user-access.ts";
import { UserGrants } from "./pages/users/user-grants.ts";
import { UserPage } from "./pages/users/user-page.ts";
import { UserProfile } from "./pages/users/user-profile.ts";
import { UsersPage } from "./pages/users/users-page.ts";
import { AppShell } from "./shell/app-shell.ts";
import { Connection } from "./shell/connection.ts";
import { PresenceDialog } from "./shell/presence-dialog.ts";
import { SignedOut } from "./shell/signed-out.ts";
import { ConfirmDialog } from "./ui/confirm-dialog.ts";
import { CopyButton } from "./ui/copy-button.ts";
import { FirstEntryView } from "./ui/first-entry.ts";
import { PagedList } from "./ui/paged-list.ts";
import { RecoveryKitView } from "./ui/recovery-kit.ts";
import { RowList } from "./ui/row-list.ts";
import { Toasts } from "./ui/toasts.ts";

export const elements: readonly (readonly [tag: string, element: CustomElementConstructor])[] = [
  ["borg-status", BorgStatus],
  ["borg-activity", BorgActivity],
  ["borgdeck-confirm", ConfirmDialog],
  ["borgdeck-toasts", Toasts],
  ["borgdeck-copy", CopyButton],
  ["borgdeck-first-entry", FirstEntryView],
  ["borgdeck-paged-list", PagedList],
  ["borgdeck-recovery-kit", RecoveryKitView],
  ["borgdeck-rows", RowList],
  ["borgdeck-connection", Connection],
  ["borgdeck-signed-out", SignedOut],
  ["borgdeck-sign-in-form", SignInForm],
  ["borgdeck-sign-in-page", SignInPage],
  ["borgdeck-second-step", SecondStep],
  ["borgdeck-invitation-page", InvitationPage],
  ["borgdeck-link-page", LinkPage],
  ["borgdeck-password-page", PasswordPage],
  ["borgdeck-two-factor-page", TwoFactorPage],
  ["borgdeck-two-factor-setup", TwoFactorSetup],
  ["borgdeck-two-factor-state", TwoFactorState],
  ["borgdeck-recovery-codes", RecoveryCodes],
  ["borgdeck-own-passkeys", OwnPasskeys],
  ["borgdeck-linked-sign-on", LinkedSignOn],
  ["borgdeck-own-access", OwnAccess],
  ["borgdeck-security-page", SecurityPage],
  ["borgdeck-sessions-page", SessionsPage],
  ["borgdeck-tokens-page", TokensPage],
  ["borgdeck-token-form", TokenForm],
  ["borgdeck-account-page", AccountPage],
  ["borgdeck-overview-page", OverviewPage],
  ["borgdeck-plan-actions", PlanActions],
  ["borgdeck-folder-tree", FolderTree],
  ["borgdeck-folders-field", FoldersField],
  ["borgdeck-repository-field", RepositoryField],
  ["borgdeck-schedule-field", ScheduleField],
  ["borgdeck-keep-field", KeepField],
  ["borgdeck-details-field", DetailsField],
  ["borgdeck-upkeep-fields", UpkeepFields],
  ["borgdeck-summary-field", SummaryField],
  ["borgdeck-new-plan-page", NewPlanPage],
  ["borgdeck-run-page", RunPage],
  ["borgdeck-job-page", JobPage],
  ["borgdeck-log", LogView],
  ["borgdeck-history-page", HistoryPage],
  ["borgdeck-jobs-by-hand-page", JobsByHandPage],
  ["borgdeck-presence", PresenceDialog],
  ["borgdeck-return-page", ReturnPage],
  ["borgdeck-confirmed-page", ConfirmedPage],
  ["borgdeck-plan-page", PlanPage],
  ["borgdeck-edit-plan-page", EditPlanPage],
  ["borgdeck-repository-page", RepositoryPage],
  ["borgdeck-repositories-page", RepositoriesPage],
  ["borgdeck-new-repository", NewRepository],
  ["borgdeck-new-repository-page", NewRepositoryPage],
  ["borgdeck-import-repository-page", ImportRepositoryPage],
  ["borgdeck-growth-page", GrowthPage],
  ["borgdeck-growth-chart", GrowthChart],
  ["borgdeck-key-page", KeyPage],
  ["borgdeck-reopen", ReopenForm],
  ["borgdeck-upkeep-page", UpkeepPage],
  ["borgdeck-prune-preview", PrunePreview],
  ["borgdeck-lock-panel", LockPanel],
  ["borgdeck-repository-settings-page", RepositorySettingsPage],
  ["borgdeck-archive-page", ArchivePage],
  ["borgdeck-folder", FolderView],
  ["borgdeck-basket", BasketBar],
  ["borgdeck-archive-search", ArchiveSearch],
  ["borgdeck-compare", CompareView],
  ["borgdeck-path-history", PathHistory],
  ["borgdeck-archive-changes", ArchiveChanges],
  ["borgdeck-archive-details", ArchiveDetails],
  ["borgdeck-mount-list", MountList],
  ["borgdeck-mounts", Mounts],
  ["borgdeck-archives-page", ArchivesPage],
  ["borgdeck-delete-archives", DeleteArchives],
  ["borgdeck-restore-page", RestorePage],
  ["borgdeck-dashboards-page", DashboardsPage],
  ["borgdeck-dashboard-token", DashboardToken],
  ["borgdeck-users-page", UsersPage],
  ["borgdeck-user-page", UserPage],
  ["borgdeck-new-user-page", NewUserPage],
  ["borgdeck-user-profile", UserProfile],
  ["borgdeck-user-access", UserAccess],
  ["borgdeck-user-grants", UserGrants],
  ["borgdeck-sign-in-rules-page", SignInRulesPage],
  ["borgdeck-sso-page", SsoPage],
  ["borgdeck-mqtt-page", MqttPage],
  ["borgdeck-proxy-page", ProxyPage],
  ["borgdeck-audit-page", AuditPage],
  ["borgdeck-not-found-page", NotFoundPage],
  ["borgdeck-app", AppShell],
];
