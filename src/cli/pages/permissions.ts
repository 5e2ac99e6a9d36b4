/** `docs/permissions.md`: the permission table as a page. */
import { PERSON_ROLES, type Role } from '../../domain/permissions/roles.ts';
import { type Command, PERMISSIONS, type Reach } from '../../domain/permissions/table.ts';

const ROLES: readonly Role[] = ['visitor', ...PERSON_ROLES, 'operator', 'system'];

const HEAD = `# Who may do what

This page is printed from the permission table in \`src/domain/permissions/table.ts\`, the only place that grants
anything; a command that is not in it cannot be written. Print it anew with \`npm run -s lilong -- permissions\`.

- **own**: what the person submitted, or the person's own account. **place**: things at a place the seat covers, and
  below it. **community**: anything in the seat's community. **any**: everything on this installation.
- \`visitor\` is a chat account that is not bound to a person. \`operator\` is the admin token: it configures, enters for
  others and mends, and can never vote, confirm, verify, approve or reveal. \`system\` is a due time; nobody acts.
- A person acts under the humblest role that suffices, and the ledger names that role.
`;

export function permissionsPage(): string {
  const lines = (Object.keys(PERMISSIONS) as Command[]).map((command) => {
    const row: Partial<Record<Role, Reach>> = PERMISSIONS[command];
    return `| \`${command}\` | ${ROLES.map((role) => row[role] ?? '').join(' | ')} |`;
  });
  const heading = `| command | ${ROLES.map((role) => role.replaceAll('_', ' ')).join(' | ')} |`;
  return [HEAD, heading, `|---|${ROLES.map(() => '---|').join('')}`, ...lines, ''].join('\n');
}
