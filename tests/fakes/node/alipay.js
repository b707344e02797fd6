// Alipay's own client, which asks a gateway who a code is for.
//
//     node alipay.js GATEWAY CODE PRIVATE_KEY PUBLIC_KEY
//
// It prints what the gateway says, and fails where the client does.

'use strict';

const { AlipaySdk } = require('alipay-sdk');

const [, , gateway, code, privateKey, alipayPublicKey] = process.argv;
const client = new AlipaySdk({
  appId: '2021',
  keyType: 'PKCS8',
  gateway: `${gateway}/gateway.do`,
  privateKey,
  alipayPublicKey,
  camelcase: false,
});
const validate = { validateSign: true };

async function main() {
  const exchange = { grant_type: 'authorization_code', code };
  const session = await client.exec('alipay.system.oauth.token', exchange, validate);
  const token = session.access_token;
  if (!token) throw new Error(JSON.stringify(session));
  const user = await client.exec('alipay.user.info.share', { auth_token: token }, validate);
  if (user.code !== '10000') throw new Error(JSON.stringify(user));
  process.stdout.write(JSON.stringify({ session, user }));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
