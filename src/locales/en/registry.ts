export const registry = {
  'role.resident': 'resident',
  'role.representative': 'residents’ representative',
  'role.building_lead': 'building lead',
  'role.unit_member': 'member of a unit',
  'role.grid_officer': 'grid officer',
  'role.committee_member': 'committee member',
  'role.committee_head': 'committee head',
  'role.supervisor': 'member of the supervision committee',
  'role.election_member': 'member of the election committee',
  'role.subdistrict': 'subdistrict officer',
  'seat.vacant':
    '{left} is no longer {role} of {body}. By the result of the election {next} comes next (place {rank}). Shall this person move up?',
  'seat.button.substitute': 'Move up',
  'seat.substituted': '{name} has moved up and is now {role} of {body}.',
  'seat.substituted.you': 'You have moved up and are now {role} of {body}.',
  'seat.vacant.lot':
    '{left} is no longer {role} of {body}. Those who come next have equal votes: {next}. Please draw lots in public and tap whom the lot drew.',
  'seat.button.drawn': 'Drawn: {name}',
  'seat.stood-aside.you': 'You are a candidate now, so by the rules you leave {body}. Thank you.',
  'seat.stood-aside.next': '{left} is a candidate now and leaves {body}; {next}, who came next, moves up.',
  'seat.stood-aside.open': '{left} is a candidate now and leaves {body}. Nobody has moved up yet.',
  'seat.stood-aside.chair': '{body} has no chair now; please choose one among its members.',
  'refused.seat-not-found': 'There is no such seat, or it has ended.',
  'refused.lot-not-drawn':
    'Those who come next have equal votes: draw lots in public first, then tap whom the lot drew.',
  'refused.seat-by-rank':
    'A seat of the election committee goes to whoever comes next in order; it cannot be handed over.',
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
    'A voter was linked anew: {name} has a new phone; the new {platform} account was approved by {who}. Send “bindings” to see them all.',
  'notice.voter-unbound': 'A voter was unlinked: {name}, {platform}.',
  'notice.account-added':
    'One more {platform} account was linked to you and stands for you as this one does. If you did not do that, please contact {who} at once.',
  'notice.unbound.rebinding':
    'Your registration has moved to a new account; this one no longer stands for you. If you did not ask for that, please contact {who} at once.',
  'notice.unbound.by': 'This account was unlinked by {by}. To link it again, ask {who} for an invitation code.',
  'decider.committee': 'the committee',
  'decider.supervision': 'the supervision committee',
  'decider.subdistrict': 'the subdistrict',
  'decider.operator': 'the operator',
  'deciders.and': '{first} and {second}',
  'deciders.or': '{first} or {second}',
  'rebind.asked.title': 'New phone',
  'rebind.asked.head':
    'Somebody says to have a new phone and asks to be linked as the person below. Please check by telephone or in person before you decide.',
  'rebind.field.person': 'Person',
  'rebind.field.home': 'Home',
  'rebind.field.bound': 'Linked now',
  'rebind.field.new': 'New account',
  'rebind.field.asked': 'Asked',
  'rebind.field.seat': 'Seat',
  'rebind.asked.several':
    'This is the account of the committee’s head: one approval does not suffice, somebody else has to approve too.',
  'rebind.button.approve': 'Approve',
  'rebind.button.refuse': 'Refuse',
  'rebind.button.withdraw': 'Take it back',
  'rebind.ask-name': 'A new phone? Please tell me your name as it is registered.',
  'rebind.ask-proof':
    'Hello {name}. Now please send the last four digits of your registered telephone number, or an invitation code you were given.',
  'rebind.pending': 'Your request for a new phone of {day} is with {who}. You will hear here when it has been checked.',
  'rebind.bound-already': 'This account is linked already. To move to another one, say “new phone” there.',
  'rebind.approved':
    'Checked by {who}: this account is linked to you now, and the old one no longer is. Your requests are under “my”.',
  'rebind.refused': 'The new phone was not approved by {by}. Please see {who} in person, with your papers.',
  'rebind.done.approve':
    'Approved: the new account is linked, the old one unlinked, and the supervision committee has been told.',
  'rebind.done.first':
    'Your approval is noted. As this is the account of the committee’s head, it is linked only once somebody else approves too.',
  'rebind.done.refuse': 'Refused; nothing has changed.',
  'rebind.done.withdraw': 'Taken back; nothing has changed.',
  'unbind.ask':
    'Once unlinked, this account no longer stands for you and hears nothing more about your requests. Your registration stays, and you can link again later. Unlink it?',
  'unbind.button.yes': 'Unlink',
  'unbind.button.no': 'Keep it',
  'unbind.done': 'Unlinked. Your requests go on all the same; to link again, ask {who} for an invitation code.',
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
  'refused.already-asked': 'You have asked already; it is being checked.',
  'refused.request-decided': 'This request has been decided or taken back already.',
  'refused.own-request': 'This request is about yourself; somebody else has to decide it.',
  'refused.above-approver.committee_head':
    'A new phone of the committee’s head is approved by the committee or the subdistrict. You cannot decide about it; nothing has changed.',
  'refused.above-approver.supervisor':
    'A new phone of somebody of the supervision committee is approved by another one of that committee or by the subdistrict, not by the residents’ committee. Nothing has changed.',
  'refused.above-approver.subdistrict':
    'A new phone of somebody of the subdistrict is approved by another one there. Nothing has changed.',
  'refused.above-approver.other':
    'A resident’s new phone is approved by the committee or the subdistrict. Nothing has changed.',
  'refused.code-below-seat':
    'For the position you now hold, the invitation code comes from {who}, so this one no longer works. Please ask {who} for a new one.',
  'refused.above-head':
    'The head gives no codes to those of the supervision committee or the subdistrict or to another head, and does not unlink them: they themselves, the subdistrict or the operator do. Nothing has changed.',
  'refused.approved-already': 'You have approved this already; somebody else has to approve too.',
  'refused.nobody-approves':
    'Nobody can approve this request at present, so it was not sent. Please go to {who} with your papers; the operator can issue a new invitation code.',
  'refused.body-not-found': 'There is no such body here, or it has ended.',
  'refused.bound-elsewhere':
    'This group is linked to something else; whoever looks after that has to say “unbind this group” first.',
  'refused.chat-not-bound': 'This group is not linked to anything.',
  'duty.title': 'Whom to turn to in {community} now:',
  'duty.line.now': 'On duty: {who} (until {until})',
  'duty.line.nobody': 'Nobody is on duty right now.',
  'duty.line.officer': 'Grid officer: {who}',
  'duty.line.head': 'Head of the committee: {who}',
  'duty.button.ask': 'Talk to a person',
  'duty.button.answer': 'Answer',
  'duty.button.more': 'Say more',
  'duty.somebody': 'Somebody who is not linked',
  'duty.staff': 'Whoever is on duty',
  'duty.asked': '{who} would like to talk to a person:\n“{words}”',
  'duty.asked.nudge': 'Nobody has answered {who} yet. Please have a look:\n“{words}”',
  'duty.asked.next':
    'Whoever is on duty has not answered, so this comes to you. {who} would like to talk to someone:\n“{words}”',
  'duty.answered': '{who} answers:\n{words}',
  'duty.settled': '{by} has answered {who}; you need not answer any more.',
  'duty.ask-words': 'Please write what you would like to say; it goes to whoever is on duty.',
  'duty.ask-answer': 'Please write the answer; it is passed on as it is. They said:\n“{question}”',
  'duty.sent-back': 'It has been passed on.',
  'duty.passed-on':
    'It went to {who}, who is on duty; the answer will come here. For a number and a deadline, say “report”.',
  'duty.passed-on.head':
    'Nobody is on duty, so it went to {who}, head of the committee; the answer will come here. For a number and a deadline, say “report”.',
  'duty.unanswered.next':
    'Sorry, nobody has answered you yet. It was passed on to {who} too. Rather than wait, you can register it, with a number and a date:\n“{words}”',
  'duty.unanswered':
    'Sorry, nobody has answered you so far. You can register it, with a number and a date, and somebody will answer:\n“{words}”',
  'duty.unreached':
    'Nobody can see this right away. Tap below to register it: it gets a number, and somebody has to answer.',
  'handbook.button.report': 'Register anyway',
  'handover.title': 'Taking over as {role}',
  'handover.checklist':
    'You take over as {role} from {from}; {open, plural, one {# open request} other {# open requests}} and {tasks, plural, one {# task} other {# tasks}} are yours now. Tap each thing once you have it:',
  'handover.all-done':
    'Everything has been taken over as {role} from {from} ({open, plural, one {# open request} other {# open requests}}, {tasks, plural, one {# task} other {# tasks}}).',
  'handover.old':
    '{to} takes over as {role}; your open requests and tasks went along. Please hand over: {items}. Thank you for your work.',
  'handover.head': '{from} hands over to {to} as {role}; to be passed on: {items}.',
  'handover.done': '{from} and {to} have finished handing over as {role}.',
  'handover.none': 'You have nothing to take over.',
  'handover.item.ledgers': 'Ledgers',
  'handover.item.seal': 'Seal',
  'handover.item.archives': 'Archives',
  'handover.item.keys': 'Keys',
  'handover.item.chat_groups': 'Chat groups',
  'handover.item.open_items': 'Open requests',
  'refused.not-heads-seat':
    'The head cannot hand over this seat: its holder or the subdistrict can. Nothing has changed.',
  'refused.item-not-found': 'There is no such item.',
  'record.people': 'Registered people:',
  'record.bindings': 'Accounts of voters, newest first:',
  'record.empty': 'There is nothing to see.',
  'record.erased': '(erased)',
  'record.votes': 'voter',
  'record.by-code': 'by code',
  'record.by-rebinding': 'new phone',
  'history.handover': 'passed to a successor',
} as const;
