export const command = {
  'command.demand': '反映一個問題',
  'command.my': '我的需求和待辦',
  'command.today': '今日待辦',
  'command.find': '按編號查進度',
  'command.bind': '用邀請碼綁定身分',
  'command.lang': '切換語言',
  'command.help': '怎麼用',
  'command.start': '開始',
} as const;
