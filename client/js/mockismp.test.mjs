// make clients runs this against an emulator of its own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Mockismp, MockismpError } from './mockismp.mjs'

const owner = '940517350290'
const box = '010460026600575520021121051210AL65588523'
const gtin = '00000046082251'
const mock = new Mockismp()

const collect = async (items) => {
  const all = []
  for await (const item of items) all.push(item)
  return all
}

test('a world for each test', async () => {
  const world = await mock.fork('js-world', { seed: 7 })
  assert.equal((await world.ready()).world, 'js-world')
  assert.equal((await world.overview()).codes.length, 3)
  assert.ok((await mock.worlds()).some((w) => w.name === 'js-world'))
  assert.equal(new Mockismp(world.url).trueApi, `${mock.url}/w/js-world/api/v3/true-api`)
  const before = (await world.ready()).counts.participants
  await world.addDataset({ participants: [{ bin: '970425450202', name: 'ТОО' }] })
  await world.addDataset('participants: [{bin: "050540001237", name: TOO}]')
  const { counts } = await world.addCodes('010487000001002821ABCDEFGHIJKLM\n', { ownerBin: '970425450202', productGroup: 'shoes' })
  assert.equal((await world.code('010487000001002821ABCDEFGHIJKLM')).ownerBin, '970425450202')
  assert.ok(counts.codes > 0)
  assert.equal((await world.participant('970425450202')).name, 'ТОО')
  assert.equal((await collect(world.participants({ limit: 1 }))).length, before + 2)
  const kept = await world.snapshot()
  await world.reset()
  assert.equal(await world.participant('970425450202'), undefined)
  await world.restore(kept)
  assert.equal((await world.participant('050540001237')).name, 'TOO')
  await mock.dropWorld('js-world')
  await assert.rejects(world.ready(), (e) => e instanceof MockismpError && e.status === 404 && e.hint.includes('worlds'))
})

test('goods', async () => {
  const world = await mock.fork('js-goods')
  assert.equal((await world.product(gtin)).gtin, gtin)
  assert.ok((await collect(world.products())).length > 0)
  assert.equal((await world.code(box)).child.length, 50)
  const blocks = await collect(world.codes({ packageType: 'LEVEL1', limit: 20 }))
  assert.equal(blocks.filter((block) => block.parent === box).length, 50)
  const made = await world.generate({ gtin, ownerBin: owner, status: 'EMITTED', count: 3 })
  await world.utilise(made)
  assert.equal((await world.code(made[0])).status, 'APPLIED')
  await world.aggregate('(00)046006700000000017', 'LEVEL1', made.slice(0, 2))
  await world.disaggregate(['(00)046006700000000017'])
  await world.dropOut(made.slice(2), 'DEFECT')
  assert.equal((await world.code(made[2])).status, 'WRITTEN_OFF')
  assert.equal((await world.topUp(owner, 'tobacco', 100)).bin, owner)
  assert.ok((await collect(world.documents())).length > 0)
})

test('time', async () => {
  const world = await mock.fork('js-time')
  await world.setClock({ now: '2026-11-22T12:00:00Z', frozen: true })
  assert.equal((await world.advance('10h')).now, '2026-11-22T22:00:00.000Z')
  assert.equal((await world.advanceUntil('2026-11-23T00:00:00Z')).now, (await world.clock()).now)
  assert.deepEqual(await world.upcoming(), [])
})

test('calls, faults and rules', async () => {
  const world = await mock.fork('js-calls')
  const headers = { Authorization: `Bearer ${await world.token(owner)}`, 'Content-Type': 'application/json' }
  const info = () => fetch(`${world.trueApi}/cises/info`, { method: 'POST', headers, body: JSON.stringify([box]) })
  assert.equal((await info()).status, 200)
  const [fault] = await world.addFault({ match: { route: 'cises.info' }, status: 503 })
  assert.equal((await info()).status, 503)
  assert.equal((await world.faults()).length, 1)
  await world.dropFault(fault.id)
  await world.clearFaults()
  assert.equal((await info()).status, 200)
  assert.equal(await world.countRequests({ refused: true }), 1)
  assert.equal((await world.requests({ refused: true }))[0].status, 503)
  assert.equal((await world.waitForRequests({ count: 2, timeout: '1s' })).complete, true)
  await world.clearRequests()
  assert.equal(await world.countRequests(), 0)
  const changed = await world.setRules({ 'document.prolog': 'refuse' })
  assert.equal(changed.find((r) => r.name === 'document.prolog').value, 'refuse')
  assert.ok((await world.rules()).length > 5)
})

test('outcomes, bots and scenarios', async () => {
  const world = await mock.fork('js-stories')
  const outcome = await world.addOutcome({ match: { type: 'act', times: 1 }, result: 'stuck' })
  assert.deepEqual(await world.outcomes(), [outcome])
  await world.dropOutcome(outcome.id)
  await world.clearOutcomes()
  assert.deepEqual(await world.outcomes(), [])
  const bot = await world.addBot({ do: 'approve', when: { type: 'act' }, after: '1h' })
  assert.deepEqual([bot.acted, (await world.bots()).length], [0, 1])
  await world.dropBot(bot.id)
  await world.clearBots()
  assert.deepEqual(await world.bots(), [])
  await assert.rejects(world.addBot({ do: 'nod' }), /nod/)
  const name = (await world.scenarios()).items[0].name
  assert.equal((await world.startScenario(name)).name, name)
  assert.equal((await world.scenarios()).running, name)
  await world.stopScenario()
  await world.startScenario('mine', 'name: mine\nabout: x\nsteps:\n  - advance: 1h\n')
  assert.equal((await world.scenarios()).running, 'mine')
})

test('what the calls tell', async () => {
  const world = await mock.fork('js-review')
  const headers = { Authorization: `Bearer ${await world.token(owner)}`, 'Content-Type': 'application/json' }
  await fetch(`${world.trueApi}/cises/info`, { method: 'POST', headers, body: JSON.stringify([box]) })
  const methods = (await world.coverage()).sections.find((s) => s.name === 'methods')
  assert.equal(methods.touched, 1)
  assert.deepEqual([(await world.doctor()).requests, (await world.doctor()).findings], [1, []])
})

test('knowledge', async () => {
  assert.match((await mock.key({ bin: owner, name: 'ТЕСТ' })).certificate, /BEGIN CERTIFICATE/)
  assert.match(await mock.authority(), /BEGIN CERTIFICATE/)
  assert.ok((await mock.fidelity()).length > 100)
  assert.equal((await mock.dictionary((await mock.dictionaries())[0].name)).items.length > 0, true)
  assert.ok((await mock.explain({ document: '<file/>', bin: owner })).checks.length > 0)
})

test('what is wrong is said', async () => {
  await assert.rejects(mock.document('nowhere'), (e) => e.status === 404 && /nowhere/.test(e.message))
  await assert.rejects(new Mockismp('http://127.0.0.1:1').ready(), /is not answered: .*mockismp serve/)
  for (const call of [mock.approve, mock.reject, mock.withdraw]) await assert.rejects(call.call(mock, 'nowhere'), MockismpError)
  await assert.rejects(mock.shipment({}), MockismpError)
  await assert.rejects(mock.receipt({}), MockismpError)
})
