// Japanese. Punctuation is full-width.
import type { PlainWords } from "./words.ts";

export const ja: PlainWords = {
  locale: "ja",
  states: {
    ok: "正常",
    running: "実行中",
    warning: "警告",
    failed: "失敗",
    late: "遅延",
    suspicious: "要確認",
    never: "未実行",
    paused: "一時停止",
    empty: "なし",
    unknown: "不明",
  },
  verdicts: {
    ok: "すべてバックアップ済みです",
    running: "バックアップを実行中です",
    warning: "前回のバックアップに警告がありました",
    failed: "バックアップに失敗しました",
    late: "バックアップが遅れています",
    suspicious: "確認が必要なバックアップがあります",
    never: "まだ何もバックアップされていません",
    paused: "バックアップは一時停止中です",
    empty: "プランはまだありません",
    unknown: "バックアップの状態は不明です",
  },
  title: "バックアップ",
  label: "バックアップ",
  colon: "：",
  open: (name) => `${name} を Borgdeck で開く`,
  more: (count) => `ほか ${count} 件`,
  lastBackup: "前回のバックアップ",
  noBackup: "まだバックアップなし",
  nextRun: "次回",
  short: { last: "前回", none: "まだバックアップなし", next: "次回" },
};
