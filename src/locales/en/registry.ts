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
} as const;
