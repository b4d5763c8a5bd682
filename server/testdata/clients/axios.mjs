import { createRequire } from 'node:module'
import { api, talk } from './common.mjs'
const axios = createRequire(process.env.PACKAGES + '/')('axios')

const http = axios.create({ baseURL: api, validateStatus: null, responseType: 'text', transformResponse: (text) => text, paramsSerializer: { indexes: null } })
await talk(async (method, url, { query = [], json, form, token }) => {
  const params = {}
  for (const [name, value] of query) params[name] = [...(params[name] ?? []), value]
  let data = json
  if (form) {
    data = new FormData()
    for (const [name, value] of Object.entries(form)) data.append(name, value)
  }
  const answer = await http.request({ method, url, params, data, headers: token ? { Authorization: `Bearer ${token}` } : {} })
  return { status: answer.status, text: answer.data }
})
