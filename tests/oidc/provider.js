// A provider of OpenID Connect for the end-to-end tests. Its one argument is JSON: the port to listen on, where it
// leads back to, and the accounts, by what one types to log in as them. Any password is right.

import { Provider } from 'oidc-provider';

const { port, back, accounts } = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'hallway',
      client_secret: 'a secret for tests',
      redirect_uris: [back],
    },
  ],
  scopes: ['openid', 'profile', 'groups'],
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    groups: ['groups'],
  },
  cookies: { keys: ['a key for tests'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, ...accounts[id] }),
  }),
});

provider.listen(port, '127.0.0.1', () => console.log(`listening on ${issuer}`));
