import { createRequire } from 'node:module'
import { api, talk } from './common.mjs'
const require = createRequire(process.env.PACKAGES + '/')
const got = require('got')
const FormData = require('form-data')

await talk(async (method, path, { query = [], json, form, token }) => {
  let body
  if (form) {
    body = new FormData()
    for (const [name, value] of Object.entries(form)) body.append(name, value)
  }
  const answer = await got(api + path, {
    method, json, body, searchParams: new URLSearchParams(query), throwHttpErrors: false, retry: 0,
    headers: token ? { authorization: `Bearer ${token}` } : {}
  })
  return { status: answer.statusCode, text: answer.body }
})
