// The peer of the identity benchmark: npm oidc-provider with what our own provider is asked for too
// (code flow with PKCE, ES256, pairwise subjects, rotating refresh tokens), everything in memory.
//
//     PORT=… CLIENT_SECRET=… node server.js
//
// Whoever comes without a session is signed in as the account that the query's login_hint names, and
// consents at once: the benchmark measures what follows, with a live session and a remembered grant.

import { createHash } from 'node:crypto';
import { Provider } from 'oidc-provider';
import { exportJWK, generateKeyPair } from 'jose';

const port = Number(process.env.PORT);
const issuer = `http://127.0.0.1:${port}`;

// The adapter that comes with the package walks through all tokens of a grant at each write, so that it
// slows down with every flow of the same person. This one keeps plain maps: the peer at its best.
const kept = new Map();
const ofGrant = new Map();

class MemoryAdapter {
  constructor(model) {
    this.model = model;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload) {
    const key = this.key(id);
    kept.set(key, payload);
    if (this.model === 'Session') kept.set(`uid:${payload.uid}`, id);
    if (payload.grantId && this.model !== 'Session') {
      const members = ofGrant.get(payload.grantId);
      if (members) members.add(key);
      else ofGrant.set(payload.grantId, new Set([key]));
    }
  }

  async find(id) {
    return kept.get(this.key(id));
  }

  async findByUid(uid) {
    return this.find(kept.get(`uid:${uid}`));
  }

  async findByUserCode() {
    return undefined;
  }

  async consume(id) {
    kept.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    kept.delete(this.key(id));
  }

  async revokeByGrantId(grantId) {
    for (const key of ofGrant.get(grantId) ?? []) kept.delete(key);
    ofGrant.delete(grantId);
  }
}

const { privateKey } = await generateKeyPair('ES256', { extractable: true });
const signing = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'bench' };

const provider = new Provider(issuer, {
  adapter: MemoryAdapter,
  clients: [{
    client_id: 'bench',
    client_secret: process.env.CLIENT_SECRET,
    redirect_uris: ['https://relying.example/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    id_token_signed_response_alg: 'ES256',
    token_endpoint_auth_method: 'client_secret_basic',
    subject_type: 'pairwise',
  }],
  jwks: { keys: [signing] },
  cookies: { keys: ['a benchmark keeps no secrets'] },
  claims: {
    openid: ['sub'],
    profile: ['name', 'given_name', 'family_name'],
    email: ['email', 'email_verified'],
  },
  subjectTypes: ['pairwise', 'public'],
  pairwiseIdentifier: async (ctx, accountId, client) => (
    createHash('sha256').update(`${client.sectorIdentifier}:${accountId}`).digest('base64url')
  ),
  enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  findAccount: async (ctx, accountId) => ({
    accountId,
    claims: async () => ({
      sub: accountId, name: 'Made Up', given_name: 'Made', family_name: 'Up',
      email: `${accountId}@people.invalid`, email_verified: true,
    }),
  }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 86400, IdToken: 600, Interaction: 600,
    RefreshToken: 86400, Session: 86400 },
});

provider.use(async (ctx, next) => {
  if (ctx.path === '/ready') {
    ctx.body = 'ready';
    return;
  }
  if (!ctx.path.startsWith('/interaction/')) {
    await next();
    return;
  }
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const accountId = params.login_hint;
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const grantId = await grant.save();
  await provider.interactionFinished(ctx.req, ctx.res, {
    login: { accountId }, consent: { grantId },
  });
});

provider.on('server_error', (ctx, fault) => console.error(fault));
provider.listen(port, '127.0.0.1');
