export const registry = {
  'role.resident': 'resident',
  'role.representative': 'residents’ representative',
  'role.building_lead': 'building lead',
  'role.unit_member': 'member of a unit',
  'role.grid_officer': 'grid officer',
  'role.committee_member': 'committee member',
  'role.committee_head': 'committee head',
  'role.supervisor': 'member of the supervision committee',
  'role.subdistrict': 'subdistrict officer',
  'seat.vacant':
    '{left} is no longer {role} of {body}. By the result of the election {next} comes next (place {rank}). Shall this person move up?',
  'seat.button.substitute': 'Move up',
  'seat.substituted': '{name} has moved up and is now {role} of {body}.',
  'seat.substituted.you': 'You have moved up and are now {role} of {body}.',
  'refused.seat-not-found': 'There is no such seat, or it has ended.',
  'refused.nobody-in-line':
    'Nobody comes next on the list; the seat must be filled by a new vote. Nothing has changed.',
  'refused.already-seated': 'This person holds that seat already.',
  'refused.already-substituted': 'Somebody has moved up into this seat already.',
  'platform.line': 'LINE',
  'platform.telegram': 'Telegram',
  'platform.web': 'web',
  'notice.voter-bound':
    'A voter was linked: {name}, {platform}, by an invitation code. Send “bindings” to see them all.',
  'notice.voter-rebound':
    'A voter was linked anew: {name} has a new phone; the new {platform} account was approved by the committee. Send “bindings” to see them all.',
  'notice.voter-unbound': 'A voter was unlinked: {name}, {platform}.',
  'notice.unbound.rebinding':
    'Your registration has moved to a new account; this one no longer stands for you. If you did not ask for that, please contact the committee at once.',
  'notice.unbound.committee':
    'The committee has unlinked this account. To link it again, ask the committee for an invitation code.',
  'rebind.asked.title': 'New phone',
  'rebind.asked.head':
    'Somebody says to have a new phone and asks to be linked as the person below. Please check by telephone or in person before you decide.',
  'rebind.field.person': 'Person',
  'rebind.field.home': 'Home',
  'rebind.field.bound': 'Linked now',
  'rebind.field.new': 'New account',
  'rebind.field.asked': 'Asked',
  'rebind.button.approve': 'Approve',
  'rebind.button.refuse': 'Refuse',
  'rebind.button.withdraw': 'Take it back',
  'rebind.ask-name': 'A new phone? Please tell me your name as it is registered.',
  'rebind.ask-proof':
    'Hello {name}. Now please send the last four digits of your registered telephone number, or an invitation code you were given.',
  'rebind.pending':
    'Your request for a new phone of {day} is with the committee. You will hear here when it has been checked.',
  'rebind.bound-already': 'This account is linked already. To move to another one, say “new phone” there.',
  'rebind.approved':
    'The committee has checked it: this account is linked to you now, and the old one no longer is. Your requests are under “my”.',
  'rebind.refused':
    'The committee did not approve the new phone. Please come to the committee in person with your papers.',
  'rebind.done.approve':
    'Approved: the new account is linked, the old one unlinked, and the supervision committee has been told.',
  'rebind.done.refuse': 'Refused; nothing has changed.',
  'rebind.done.withdraw': 'Taken back; nothing has changed.',
  'unbind.ask':
    'Once unlinked, this account no longer stands for you and hears nothing more about your requests. Your registration stays, and you can link again later. Unlink it?',
  'unbind.button.yes': 'Unlink',
  'unbind.button.no': 'Keep it',
  'unbind.done': 'Unlinked. Your requests go on all the same; to link again, ask the committee for an invitation code.',
  'unbind.done.other': 'Unlinked, and that account has been told.',
  'unbind.which': 'Which account of {name} shall be unlinked?',
  'unbind.nobody': 'There is nobody called {name} with a linked account.',
  'group.unbound': 'This group is no longer linked to {name}.',
  'group.not-yours':
    'You may not link or unlink this group; please ask the committee, or whoever looks after this place. Nothing has changed.',
  'group.bind-which': 'There are several called “{name}”. Please write the whole name, like: {names}',
  'group.bind-unknown': 'There is no “{name}”. You can write: {names}',
  'group.only-there': 'Please say this in the group itself, and name me.',
  'refused.not-bound': 'This account is not linked to anybody.',
  'refused.nobody-matches':
    'Name and number (or code) do not match. Please check them, or come to the committee in person.',
  'refused.already-asked': 'You have asked already; the committee is checking it.',
  'refused.request-decided': 'This request has been decided or taken back already.',
  'refused.own-request': 'This request is about yourself; somebody else has to decide it.',
  'refused.body-not-found': 'There is no such body here, or it has ended.',
  'refused.bound-elsewhere':
    'This group is linked to something else; whoever looks after that has to say “unbind this group” first.',
  'refused.chat-not-bound': 'This group is not linked to anything.',
} as const;
