export const command = {
  'command.demand': '反映一個問題',
  'command.my': '我的需求和待辦',
  'command.today': '今日待辦',
  'command.find': '按編號查進度',
  'command.bind': '用邀請碼綁定身分',
  'command.unbind': '解綁這個帳號',
  'command.phone': '換了手機',
  'command.bindgroup': '綁定本群',
  'command.unbindgroup': '解綁本群',
  'command.lang': '切換語言',
  'command.help': '怎麼用',
  'command.start': '開始',
} as const;
