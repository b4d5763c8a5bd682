import { api, talk } from './common.mjs'

await talk(async (method, path, { query = [], json, form, token }) => {
  const headers = token ? { Authorization: `Bearer ${token}` } : {}
  let body
  if (json) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(json)
  } else if (form) {
    body = new FormData()
    for (const [name, value] of Object.entries(form)) body.append(name, new Blob([value]), name)
  }
  const search = query.length ? '?' + new URLSearchParams(query) : ''
  const answer = await fetch(api + path + search, { method, headers, body })
  return { status: answer.status, text: await answer.text() }
})
