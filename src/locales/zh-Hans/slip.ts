/** The slips of paper people are invited with: large, short, and nothing that needs explaining. */
export const slip = {
  'slip.for': '{name}，您好',
  'slip.what': '扫一扫，您就能在手机上报修、反映问题，收到社区通知。',
  'slip.steps-line': '① 扫这个码\n② 点「加好友」\n③ 把跳出来的字发出去',
  'slip.steps-telegram': '① 扫这个码\n② 点「开始」（START）',
  'slip.steps-web': '① 扫这个码\n② 在打开的网页里往下走',
  'slip.no-link': '请楼组长或居委会帮您在手机里找到社区小助手，再打左边的字。',
  'slip.typed': '扫不了？在小助手里打这几个字：',
  'slip.typed-words': '绑定 {code}',
  'slip.until': '请在{day}以前用，只能用一次',
  'slip.secret': '只给您本人，别拍照，别给别人。要帮忙，找楼组长或居委会。',
  'slip.document': '{community}邀请条',
  'slip.cut': '沿虚线剪开',
} as const;
