// Chinese in simplified characters. Punctuation is full-width.
import type { PlainWords } from "./words.ts";

export const zh: PlainWords = {
  locale: "zh",
  states: {
    ok: "正常",
    running: "运行中",
    warning: "警告",
    failed: "失败",
    late: "已逾期",
    suspicious: "可疑",
    never: "从未运行",
    paused: "已暂停",
    empty: "无",
    unknown: "未知",
  },
  verdicts: {
    ok: "全部已备份",
    running: "正在备份",
    warning: "上次备份有警告",
    failed: "有备份失败",
    late: "有备份逾期",
    suspicious: "有备份可疑",
    never: "尚未备份任何内容",
    paused: "备份已暂停",
    empty: "还没有计划",
    unknown: "备份状态未知",
  },
  title: "备份",
  label: "备份",
  colon: "：",
  open: (name) => `在 Borgdeck 中打开 ${name}`,
  more: (count) => `还有 ${count} 项`,
  lastBackup: "上次备份",
  noBackup: "尚无备份",
  nextRun: "下次",
  short: { last: "上次", none: "尚无备份", next: "下次" },
};
