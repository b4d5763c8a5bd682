import { createRequire } from 'node:module'
import { api, talk } from './common.mjs'
const { request, FormData, Agent, setGlobalDispatcher } = createRequire(process.env.PACKAGES + '/')('undici')
setGlobalDispatcher(new Agent({ allowH2: true, keepAliveTimeout: 10 }))

await talk(async (method, path, { query = [], json, form, token }) => {
  const headers = token ? { authorization: `Bearer ${token}` } : {}
  let body
  if (json) {
    headers['content-type'] = 'application/json'
    body = JSON.stringify(json)
  } else if (form) {
    body = new FormData()
    for (const [name, value] of Object.entries(form)) body.append(name, value)
  }
  const search = query.length ? '?' + new URLSearchParams(query) : ''
  const answer = await request(api + path + search, { method, headers, body })
  return { status: answer.statusCode, text: await answer.body.text() }
})
