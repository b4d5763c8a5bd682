// Types of mockismp.mjs. Names of fields are those of docs/control.md.

export class MockismpError extends Error {
  readonly status?: number
  readonly hint?: string
  readonly call?: string
}

export interface Clock { now: string; frozen: boolean }
export interface Counts { participants: number; products: number; codes: number }
export interface World { name: string; path: string; seed: number; counts: Counts }
export interface Ready {
  version: string; signature: string; participants: string; strict: boolean; xsdEngine: string
  settings: Record<string, unknown>; world: string; seed: number; clock: Clock; counts: Counts
}
export interface Participant {
  bin: string; name: string; status: string; pid: number; groups?: Record<string, string[]>; noContract?: string[]
  contracts?: Record<string, number>; balance?: Record<string, number>; noAccount?: string[]; country?: string
}
export interface Product {
  id: number; gtin: string; productGroup: string; name: string; brand?: string; packageType?: string
  tnVedCode10?: string; innerUnitCount?: number; attributes?: Record<string, string>
}
export interface Code {
  cis: string; gtin: string; packageType?: string; status: string; ownerBin: string; producerBin: string
  emissionType?: string; emissionDate?: string; producedDate?: string; parent?: string; child?: string[]
  operation?: { at: string; docId?: string }; history?: Code[]
}
export interface Document { id: string; number: string; type: string; fileId: string; supplier: string; consignee: string; status?: number; [field: string]: unknown }
export interface Call { system: string; method: string; path: string; name: string; access: string; href?: string }
export interface Overview {
  ready: Ready; trueApi: string; control: string; calls: Call[]; closed?: string; worlds?: World[]; participants?: Participant[]
  codes?: Code[]; rules?: Rule[]; faults?: Fault[]
}
export interface Generate {
  gtin: string; ownerBin: string; status: string; count: number; productGroup?: string; gtins?: string[]
  producerBin?: string; pack?: number[]
}
export interface RequestFilter {
  system?: string; route?: string; method?: string; path?: string; bin?: string; status?: number; rule?: string
  refused?: boolean; warned?: boolean; since?: number | string
}
export interface Request { id: number; at: string; method: string; path: string; status: number; rule?: string; why?: string; [field: string]: unknown }
export interface Fault {
  id?: string; preset?: string; match?: Record<string, unknown>; phase?: string; status?: number; body?: unknown; delay?: unknown
  dribble?: string; stale?: string; without?: string; drop?: string; error?: string; expireToken?: boolean; retryAfter?: number; rate?: { calls: number; per: string }; ttl?: string
}
export interface DocumentMatch {
  type?: string; sender?: string; receiver?: string; fileId?: string; nth?: number; times?: number; probability?: number; from?: string; until?: string
}
export interface Outcome {
  kind?: 'document' | 'order'; match?: DocumentMatch; result?: string; delay?: string; errors?: unknown[]; accepted?: 'half'
}
export interface Bot {
  bin?: string; when?: DocumentMatch; do: 'approve' | 'reject' | 'diverge' | 'ignore' | 'ship'; after?: string; every?: string
  accepted?: 'half'; shipment?: object
}
export type Kept<T> = T & { id: string; matched: number; acted: number; failed?: string }
export interface Reviewed { requests: number; complete: boolean; evicted: number }
export interface Coverage extends Reviewed {
  sections: { name: string; touched: number; total: number; rows: { name: string; count: number }[] }[]
}
export interface Diagnosis extends Reviewed {
  findings: { name: string; severity: string; bin?: string; what: string; advice: string; evidence: number[] }[]
}
export interface Rule { name: string; values: string[]; default: string; about: string; evidence: string; source: string; value: string }
export interface Key { p12: string; file: string; password: string; certificate: string }
export interface KeyFor {
  bin?: string; iin?: string; name?: string; organisation?: string; password?: string; kind?: 'sign' | 'auth'
  algorithm?: 'rsa' | 'gost2015' | 'gost2004' | 'ec'; role?: string; expired?: boolean; modern?: boolean
}

export class Mockismp {
  constructor(url?: string, options?: { token?: string })
  readonly url: string
  readonly trueApi: string
  world(name: string): Mockismp
  fork(name: string, options?: { seed?: number }): Promise<Mockismp>
  call(method: string, path: string, body?: unknown): Promise<any>

  ready(): Promise<Ready>
  overview(): Promise<Overview>
  worlds(): Promise<World[]>
  dropWorld(name: string): Promise<void>
  reset(): Promise<void>
  snapshot(): Promise<unknown>
  restore(snapshot: unknown): Promise<void>
  addDataset(dataset: object | string): Promise<{ counts: Counts }>
  addCodes(csv: string, given?: Record<string, string>): Promise<{ counts: Counts }>

  participants(query?: { limit?: number }): AsyncGenerator<Participant>
  participant(bin: string): Promise<Participant | undefined>
  products(query?: { limit?: number }): AsyncGenerator<Product>
  product(gtin: string): Promise<Product | undefined>
  codes(query?: { ownerBin?: string; status?: string; packageType?: string; limit?: number }): AsyncGenerator<Code>
  code(cis: string): Promise<Code | undefined>
  documents(query?: { type?: string; status?: number; bin?: string; limit?: number }): AsyncGenerator<Document>
  document(id: string): Promise<Document>
  approve(id: string, accepted?: string[]): Promise<Document>
  reject(id: string): Promise<Document>
  withdraw(id: string): Promise<Document>
  shipment(shipment: object): Promise<string>

  generate(order: Generate): Promise<string[]>
  utilise(codes: string[]): Promise<void>
  aggregate(cis: string, packageType: string, child: string[]): Promise<void>
  disaggregate(codes: string[]): Promise<void>
  dropOut(codes: string[], reason: string): Promise<void>
  receipt(receipt: object): Promise<string>
  topUp(bin: string, productGroup: string, amount: number): Promise<{ bin: string; balance: Record<string, number> }>

  token(bin: string): Promise<string>
  key(key: KeyFor): Promise<Key>
  authority(): Promise<string>

  clock(): Promise<Clock>
  setClock(clock: { now?: string; frozen?: boolean }): Promise<Clock>
  advance(by: string): Promise<Clock>
  advanceUntil(until: string): Promise<Clock>
  upcoming(query?: { limit?: number }): Promise<{ at: string; kind: string; ref: string }[]>

  requests(query?: RequestFilter & { bodies?: boolean; after?: string; limit?: number }): Promise<Request[]>
  countRequests(filter?: RequestFilter): Promise<number>
  waitForRequests(query?: RequestFilter & { count?: number; timeout?: string }): Promise<{ count: number; complete: boolean; evicted: number }>
  clearRequests(): Promise<void>

  faults(): Promise<Fault[]>
  addFault(fault: Fault): Promise<Fault[]>
  dropFault(id: string): Promise<void>
  clearFaults(): Promise<void>

  outcomes(): Promise<Kept<Outcome>[]>
  addOutcome(outcome: Outcome): Promise<Kept<Outcome>>
  dropOutcome(id: string): Promise<void>
  clearOutcomes(): Promise<void>
  bots(): Promise<Kept<Bot>[]>
  addBot(bot: Bot): Promise<Kept<Bot>>
  dropBot(id: string): Promise<void>
  clearBots(): Promise<void>

  scenarios(): Promise<{ running?: string; items: { name: string; about: string; aboutRu: string; tags?: string[] }[] }>
  startScenario(name: string, yaml?: string): Promise<{ name: string; names: Record<string, unknown> }>
  stopScenario(): Promise<void>
  coverage(): Promise<Coverage>
  doctor(): Promise<Diagnosis>

  explain(document: { type?: string; document: unknown; signature?: string; bin: string }): Promise<{ checks: unknown[]; verdict: string; answer: unknown }>
  rules(): Promise<Rule[]>
  setRules(rules: Record<string, string>): Promise<Rule[]>
  fidelity(): Promise<{ area: string; behaviour: string; evidence: string; source: string }[]>
  dictionaries(): Promise<{ name: string; title: string }[]>
  dictionary(name: string): Promise<{ name: string; title: string; items: unknown[] }>
}
