// Runs a collection as Postman does. Its variables have the token of a sign-in, which a collection cannot sign for.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { api, sign, box, pack } from './common.mjs'
const newman = createRequire(process.env.PACKAGES + '/')('newman')

const key = await (await fetch(api + '/auth/key')).json()
const { token } = await (await fetch(api + '/auth/simpleSignIn', {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ uuid: key.uuid, data: sign(key.data) })
})).json()
console.log('key', key.data.length)
console.log('token', token.split('.').length)

const json = (path, more) => ({ auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}' }] }, url: '{{api}}' + path, method: 'GET', ...more })
const item = (name, request, says) => ({
  name, request, event: [{ listen: 'test', script: { exec: [`console.log('${name}', ${says})`] } }]
})
const query = [['limit', '5'], ['offset', '0'], ['statuses', '1'], ['statuses', '3'], ['type', '1000'], ['partner_inn', '']] // a row that is ticked and empty
const collection = {
  info: { name: 'mockismp', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  item: [
    item('balance', json('/elk/product-groups/balance/all'), 'pm.response.json().length'),
    item('info', json('/cises/info', { method: 'POST', header: [{ key: 'Content-Type', value: 'application/json' }], body: { mode: 'raw', raw: JSON.stringify([box, '04600266005755unknown']) } }), 'pm.response.json().length'),
    item('list', json('/cises/list?values=' + box + '&values=' + encodeURIComponent(pack), { method: 'POST' }), 'pm.response.json().length'),
    {
      name: 'act',
      request: json('/edo-api/outgoing-documents/formal', { method: 'POST', body: { mode: 'formdata', formdata: ['CONTENT', 'SIGNATURE'].map((v) => ({ key: v.toLowerCase(), type: 'text', value: readFileSync(process.env[v], 'utf8') })) } }),
      event: [{ listen: 'test', script: { exec: ["pm.environment.set('id', pm.response.json().id)", "console.log('act', pm.response.code, pm.response.json().id.length)"] } }]
    },
    item('documents', json('/edo-api/outgoing-documents?' + query.map((pair) => pair.join('=')).join('&')), 'pm.response.json().count'),
    item('body', json('/edo-api/outgoing-documents/{{id}}/base64'), "Buffer.from(pm.response.text(), 'base64').toString().startsWith('<?xml')"),
    item('history', json('/cises/history?code=04600266005755unknown'), 'pm.response.code, pm.response.json().error_message'),
    item('anonymous', { url: '{{api}}/elk/product-groups/balance/all', method: 'GET' }, "pm.response.code, pm.response.text().includes('Full authentication is required')")
  ]
}
const environment = { values: [{ key: 'api', value: api }, { key: 'token', value: token }] }
newman.run({ collection, environment, sslExtraCaCerts: process.env.NODE_EXTRA_CA_CERTS })
  .on('console', (_, line) => console.log(...line.messages))
  .on('done', (error, summary) => {
    if (error || summary.run.failures.length) {
      console.error(error ?? summary.run.failures)
      process.exitCode = 1
    }
  })
