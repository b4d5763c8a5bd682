// The control API of mockismp for JavaScript: one file, no dependencies. Copy it
// beside your tests; types are in mockismp.d.mts. Node from 18, Deno, Bun.

/** A control call that was refused, or not answered by mockismp: nothing was changed. */
export class MockismpError extends Error {
  constructor(message, { status, hint, call } = {}) {
    super(hint ? `${message} (${hint})` : message)
    this.name = 'MockismpError'
    this.status = status
    this.hint = hint
    this.call = call
  }
}

const environment = globalThis.process?.env ?? {}

/** One world of a mockismp. */
export class Mockismp {
  #root
  #path
  #token

  /** Without arguments, what `mockismp exec` runs finds its own emulator. */
  constructor(url = environment.MOCKISMP_URL ?? 'http://127.0.0.1:8080', { token = environment.MOCKISMP_CONTROL_TOKEN } = {}) {
    const address = url.includes('://') ? url : `http://${url}`
    const [root, world] = address.replace(/\/+$/, '').split('/w/')
    this.#root = root
    this.#path = world ? `/w/${world}` : ''
    this.#token = token
  }

  /** Address of the world. */
  get url() { return this.#root + this.#path }

  /** Base address of its True-API, for the client that is tested. */
  get trueApi() { return `${this.url}/api/v3/true-api` }

  /** Another world of the same mockismp. */
  world(name) {
    const path = name === 'default' ? '' : `/w/${encodeURIComponent(name)}`
    return new Mockismp(this.#root + path, { token: this.#token })
  }

  /** A world of its own for a test: a copy of this one, in constant time. */
  async fork(name, { seed } = {}) {
    await this.call('POST', '/worlds', { name, seed })
    return this.world(name)
  }

  /** Any control call: path stands below /_mock; a body goes out as JSON, text as it is. */
  async call(method, path, body) {
    const headers = {}
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`
    if (body !== undefined) headers['Content-Type'] = typeof body === 'string' ? 'application/yaml' : 'application/json'
    const call = `${method} ${this.url}/_mock${path}`
    let response, text
    try {
      response = await fetch(`${this.url}/_mock${path}`, { method, headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
      text = await response.text()
    } catch (cause) {
      throw new MockismpError(`${call} is not answered: ${cause.cause?.message ?? cause.message}`, { hint: 'start one with: mockismp serve', call })
    }
    if (response.ok && !response.headers.get('Content-Type')?.includes('json')) return text || undefined
    let answer
    try {
      answer = JSON.parse(text)
    } catch {
      throw new MockismpError(`what answers ${call} is not mockismp: ${response.status}, ${text.slice(0, 100)}`, { status: response.status, call })
    }
    if (!response.ok) throw new MockismpError(answer.error ?? text, { status: response.status, hint: answer.hint, call })
    return answer
  }

  #get(path, query = {}) {
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    return this.call('GET', given.length ? `${path}?${new URLSearchParams(given)}` : path)
  }

  async #items(path, query) { return (await this.#get(path, query)).items }

  async #one(path, query) {
    const [found] = await this.#items(path, query)
    return found
  }

  // All pages of a listing.
  async *#all(path, query = {}) {
    for (let after; ;) {
      const page = await this.#get(path, { limit: 1000, ...query, after })
      yield* page.items
      if (!(after = page.next)) return
    }
  }

  ready() { return this.#get('/ready') }
  overview() { return this.#get('') }
  worlds() { return this.#items('/worlds') }
  dropWorld(name) { return this.call('DELETE', `/worlds/${encodeURIComponent(name)}`) }
  reset() { return this.call('POST', '/reset') }
  snapshot() { return this.#get('/snapshot') }
  restore(snapshot) { return this.call('PUT', '/snapshot', snapshot) }
  /** Adds a dataset: an object, or YAML as text. */
  addDataset(dataset) { return this.call('POST', '/dataset', dataset) }
  /** Adds the codes of a CSV text, one a line; given has what its columns do not say: ownerBin, status, productGroup. */
  addCodes(csv, given = {}) { return this.call('POST', `/codes?${new URLSearchParams(given)}`, csv) }

  participants(query) { return this.#all('/participants', query) }
  participant(bin) { return this.#one('/participants', { bin }) }
  products(query) { return this.#all('/products', query) }
  product(gtin) { return this.#one('/products', { gtin }) }
  codes(query) { return this.#all('/codes', query) }
  code(cis) { return this.#one('/codes', { cis }) }
  documents(query) { return this.#all('/documents', query) }
  document(id) { return this.#get(`/documents/${encodeURIComponent(id)}`) }

  /** Acts as the other party; accepted names the codes of a shipment that are taken. */
  approve(id, accepted) { return this.call('POST', `/documents/${encodeURIComponent(id)}/approve`, accepted && { accepted }) }
  reject(id) { return this.call('POST', `/documents/${encodeURIComponent(id)}/reject`) }
  withdraw(id) { return this.call('POST', `/documents/${encodeURIComponent(id)}/withdraw`) }
  async shipment(shipment) { return (await this.call('POST', '/shipments', shipment)).id }

  /** Makes codes; gives the outermost ones. */
  async generate(order) { return (await this.call('POST', '/codes/generate', order)).items }
  utilise(codes) { return this.call('POST', '/reports/utilisation', { codes }) }
  aggregate(cis, packageType, child) { return this.call('POST', '/reports/aggregation', { cis, packageType, child }) }
  disaggregate(codes) { return this.call('POST', '/reports/disaggregation', { codes }) }
  dropOut(codes, reason) { return this.call('POST', '/reports/dropout', { codes, reason }) }
  async receipt(receipt) { return (await this.call('POST', '/receipts', receipt)).documentId }
  topUp(bin, productGroup, amount) { return this.call('POST', `/accounts/${bin}/topup`, { productGroup, amount }) }

  /** A token of the True-API, without the ceremony of a signature. */
  async token(bin) { return (await this.call('POST', '/tokens', { bin })).token }
  /** A test key as PKCS#12 in base64. */
  key(key) { return this.call('POST', '/keys', key) }
  authority() { return this.#get('/ca.pem') }

  clock() { return this.#get('/clock') }
  setClock(clock) { return this.call('PUT', '/clock', clock) }
  /** Moves time on by 90s, 36h, 5d … */
  advance(by) { return this.call('POST', '/clock/advance', { by }) }
  /** Moves time on until a time, or until time does nothing more to document:ID. */
  advanceUntil(until) { return this.call('POST', '/clock/advance', { until }) }
  upcoming(query) { return this.#items('/clock/upcoming', query) }

  /** The journal, newest first. */
  requests(query) { return this.#items('/requests', query) }
  async countRequests(filter) { return (await this.call('POST', '/requests/count', filter)).count }
  /** Waits until requests have come in that fit; count and timeout (10s) are optional. */
  waitForRequests(query) { return this.#get('/requests/wait', query) }
  clearRequests() { return this.call('DELETE', '/requests') }

  faults() { return this.#items('/faults') }
  async addFault(fault) { return (await this.call('POST', '/faults', fault)).items }
  dropFault(id) { return this.call('DELETE', `/faults/${encodeURIComponent(id)}`) }
  clearFaults() { return this.call('DELETE', '/faults') }

  /** How the next documents and orders fare: { match, result, delay, errors }. */
  outcomes() { return this.#items('/outcomes') }
  addOutcome(outcome) { return this.call('POST', '/outcomes', outcome) }
  dropOutcome(id) { return this.call('DELETE', `/outcomes/${encodeURIComponent(id)}`) }
  clearOutcomes() { return this.call('DELETE', '/outcomes') }

  /** The other party, which answers by itself: { bin, when, do, after }. */
  bots() { return this.#items('/bots') }
  addBot(bot) { return this.call('POST', '/bots', bot) }
  dropBot(id) { return this.call('DELETE', `/bots/${encodeURIComponent(id)}`) }
  clearBots() { return this.call('DELETE', '/bots') }

  /** The scenarios that come with mockismp, and which is running. */
  scenarios() { return this.#get('/scenarios') }
  /** Starts one of them, or the one that yaml says. */
  startScenario(name, yaml) { return this.call('POST', `/scenarios/${encodeURIComponent(name)}/start`, yaml) }
  stopScenario() { return this.call('POST', '/scenarios/stop') }

  /** What the requests of the journal touched, and what they tell about the client. */
  coverage() { return this.#get('/coverage') }
  doctor() { return this.#get('/doctor') }

  explain(document) { return this.call('POST', '/explain', document) }
  rules() { return this.#items('/rules') }
  async setRules(rules) { return (await this.call('PUT', '/rules', rules)).items }
  fidelity() { return this.#items('/fidelity') }
  dictionaries() { return this.#items('/dictionaries') }
  dictionary(name) { return this.#get(`/dictionaries/${encodeURIComponent(name)}`) }
}
