// What all programs of Node do: call is the client in hand, which gives {status, text, headers}.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export const api = process.env.TRUE_API_URL
export const box = '010460026600575520021121051210AL65588523'
export const pack = '00000046082251PW?&;Ge'
const content = readFileSync(process.env.CONTENT, 'utf8')
const signature = readFileSync(process.env.SIGNATURE, 'utf8')

export const sign = (data) => spawnSync(process.env.SIGN, { input: data }).stdout.toString()

// call: (method, path, {query: [[name, value]], json, form: {name: value}, token}) => {status, text}
export async function talk (call) {
  const key = JSON.parse((await call('GET', '/auth/key', {})).text)
  console.log('key', key.data.length)
  const { token } = JSON.parse((await call('POST', '/auth/simpleSignIn', { json: { uuid: key.uuid, data: sign(key.data) } })).text)
  console.log('token', token.split('.').length)
  const json = async (...request) => JSON.parse((await call(...request)).text)
  console.log('balance', (await json('GET', '/elk/product-groups/balance/all', { token })).length)
  console.log('info', (await json('POST', '/cises/info', { token, json: [box, '04600266005755unknown'] })).length)
  console.log('list', (await json('POST', '/cises/list', { token, query: [['values', box], ['values', pack]] })).length)
  const act = await call('POST', '/edo-api/outgoing-documents/formal', { token, form: { content, signature } })
  const { id } = JSON.parse(act.text)
  console.log('act', act.status, id.length)
  const query = [['limit', 5], ['offset', 0], ['statuses', 1], ['statuses', 3], ['type', 1000]]
  console.log('documents', (await json('GET', '/edo-api/outgoing-documents', { token, query })).count)
  const body = await call('GET', `/edo-api/outgoing-documents/${id}/base64`, { token })
  console.log('body', Buffer.from(body.text, 'base64').toString().startsWith('<?xml'))
  const unknown = await call('GET', '/cises/history', { token, query: [['code', '04600266005755unknown']] })
  console.log('history', unknown.status, JSON.parse(unknown.text).error_message)
  const anonymous = await call('GET', '/elk/product-groups/balance/all', {})
  console.log('anonymous', anonymous.status, anonymous.text.includes('Full authentication is required'))
}
