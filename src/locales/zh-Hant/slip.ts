/** The slips of paper people are invited with: large, short, and nothing that needs explaining. */
export const slip = {
  'slip.for': '{name}，您好',
  'slip.what': '掃一掃，您就能在手機上報修、反映問題，收到社區通知。',
  'slip.steps-line': '① 掃這個碼\n② 點「加入好友」\n③ 把跳出來的字傳出去',
  'slip.steps-telegram': '① 掃這個碼\n② 點「開始」（START）',
  'slip.steps-web': '① 掃這個碼\n② 在打開的網頁裡往下走',
  'slip.no-link': '請樓組長或居委會幫您在手機裡找到社區小助手，再打左邊的字。',
  'slip.typed': '掃不了？在小助手裡打這幾個字：',
  'slip.typed-words': '綁定 {code}',
  'slip.until': '請在{day}以前用，只能用一次',
  'slip.secret': '只給您本人，別拍照，別給別人。要幫忙，找樓組長或居委會。',
  'slip.document': '{community}邀請條',
  'slip.cut': '沿虛線剪開',
} as const;
