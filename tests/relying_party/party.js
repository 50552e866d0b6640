// A relying party as an engineer of another site would write it, on npm openid-client.
//
// It reads one JSON command a line on standard input and answers one JSON value a line on standard output,
// in order, so that a test can drive it. What it keeps between two commands is what any site keeps: its
// configuration, the verifier and state of the sign-in under way, and the key of its DPoP proofs.

import { createInterface } from 'node:readline';
import * as client from 'openid-client';

let config;
let dpop;
let underWay;

const proof = () => (dpop ? { DPoP: dpop } : undefined);

const tokensOf = (tokens) => ({
  ...tokens, claims: tokens.claims(), seconds: tokens.expiresIn(),
});

const commands = {
  async discover({ issuer, metadata, secret, method = 'client_secret_basic', jwk, useDpop }) {
    let authentication;
    if (method === 'client_secret_basic') authentication = client.ClientSecretBasic(secret);
    if (method === 'client_secret_post') authentication = client.ClientSecretPost(secret);
    if (method === 'none') authentication = client.None();
    if (method === 'private_key_jwt') {
      const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
      authentication = client.PrivateKeyJwt({ key, kid: jwk.kid });
    }
    config = await client.discovery(new URL(issuer), metadata.client_id, metadata, authentication, {
      execute: [client.allowInsecureRequests],
    });
    dpop = useDpop ? client.getDPoPHandle(config, await client.randomDPoPKeyPair()) : undefined;
    return config.serverMetadata();
  },

  async start({ redirectUri, par, ...asked }) {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const parameters = {
      redirect_uri: redirectUri, code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256', state, nonce, ...asked,
    };
    underWay = { verifier, state, nonce, maxAge: asked.max_age };
    const url = par
      ? await client.buildAuthorizationUrlWithPAR(config, parameters, proof())
      : client.buildAuthorizationUrl(config, parameters);
    return { url: url.href };
  },

  async finish({ url }) {
    const checks = {
      pkceCodeVerifier: underWay.verifier, expectedState: underWay.state, expectedNonce: underWay.nonce,
      idTokenExpected: true, ...(underWay.maxAge === undefined ? {} : { maxAge: Number(underWay.maxAge) }),
    };
    return tokensOf(await client.authorizationCodeGrant(config, new URL(url), checks, undefined, proof()));
  },

  async userinfo({ accessToken, subject }) {
    return client.fetchUserInfo(config, accessToken, subject, proof());
  },

  async refresh({ refreshToken }) {
    return tokensOf(await client.refreshTokenGrant(config, refreshToken, undefined, proof()));
  },

  async introspect({ token }) {
    return client.tokenIntrospection(config, token);
  },

  async revoke({ token }) {
    await client.tokenRevocation(config, token);
    return {};
  },

  async logout({ idToken, redirectUri, state }) {
    const url = client.buildEndSessionUrl(config, {
      id_token_hint: idToken, post_logout_redirect_uri: redirectUri, state,
    });
    return { url: url.href };
  },

  async ask({ scope, hint, message, acr }) {
    underWay = await client.initiateBackchannelAuthentication(config, {
      scope, login_hint: hint, binding_message: message, ...(acr ? { acr_values: acr } : {}),
    });
    return underWay;
  },

  async poll() {
    const tokens = await client.pollBackchannelAuthenticationGrant(config, underWay, undefined, proof());
    return tokensOf(tokens);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...rest } = JSON.parse(line);
  let answer;
  try {
    answer = { ok: await commands[name](rest) };
  } catch (fault) {
    answer = {
      fault: fault.error ?? fault.code ?? fault.message, status: fault.status ?? null,
      said: String(fault.cause?.message ?? fault.message),
    };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
