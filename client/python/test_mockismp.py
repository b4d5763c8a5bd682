"""make clients runs this against an emulator of its own."""

import json
import unittest
import urllib.error
import urllib.request

from mockismp import Mockismp, MockismpError

OWNER = "940517350290"
BOX = "010460026600575520021121051210AL65588523"
GTIN = "00000046082251"


class Test(unittest.TestCase):
    def setUp(self):
        self.mock = Mockismp()
        self.world = self.mock.fork("py-" + self.id().rsplit(".", 1)[1], seed=7)

    def test_worlds(self):
        world = self.world
        self.assertEqual(world.ready()["world"], "py-test_worlds")
        self.assertEqual(len(world.overview()["codes"]), 3)
        self.assertIn("py-test_worlds", [w["name"] for w in self.mock.worlds()])
        self.assertEqual(Mockismp(world.url).true_api, self.mock.url + "/w/py-test_worlds/api/v3/true-api")
        before = world.ready()["counts"]["participants"]
        world.add_dataset({"participants": [{"bin": "970425450202", "name": "ТОО"}]})
        world.add_dataset('participants: [{bin: "050540001237", name: TOO}]')
        world.add_codes("010487000001002821ABCDEFGHIJKLM\n", ownerBin="970425450202", productGroup="shoes")
        self.assertEqual(world.code("010487000001002821ABCDEFGHIJKLM")["ownerBin"], "970425450202")
        self.assertEqual(world.participant("970425450202")["name"], "ТОО")
        self.assertEqual(len(list(world.participants(limit=1))), before + 2)
        kept = world.snapshot()
        world.reset()
        self.assertIsNone(world.participant("970425450202"))
        world.restore(kept)
        self.assertEqual(world.participant("050540001237")["name"], "TOO")
        self.mock.drop_world("py-test_worlds")
        with self.assertRaises(MockismpError) as refused:
            world.ready()
        self.assertEqual(refused.exception.status, 404)

    def test_goods(self):
        world = self.world
        self.assertEqual(world.product(GTIN)["gtin"], GTIN)
        self.assertTrue(list(world.products()))
        self.assertEqual(len(world.code(BOX)["child"]), 50)
        blocks = world.codes(packageType="LEVEL1", limit=20)
        self.assertEqual(len([block for block in blocks if block["parent"] == BOX]), 50)
        made = world.generate(gtin=GTIN, ownerBin=OWNER, status="EMITTED", count=3)
        world.utilise(made)
        self.assertEqual(world.code(made[0])["status"], "APPLIED")
        world.aggregate("(00)046006700000000017", "LEVEL1", made[:2])
        world.disaggregate(["(00)046006700000000017"])
        world.drop_out(made[2:], "DEFECT")
        self.assertEqual(world.code(made[2])["status"], "WRITTEN_OFF")
        self.assertEqual(world.top_up(OWNER, "tobacco", 100)["bin"], OWNER)
        self.assertTrue(list(world.documents()))

    def test_time(self):
        self.world.set_clock(now="2026-11-22T12:00:00Z", frozen=True)
        self.assertEqual(self.world.advance("10h")["now"], "2026-11-22T22:00:00.000Z")
        self.assertEqual(self.world.advance_until("2026-11-23T00:00:00Z"), self.world.clock())
        self.assertEqual(self.world.upcoming(), [])

    def info(self):
        request = urllib.request.Request(self.world.true_api + "/cises/info", json.dumps([BOX]).encode(), method="POST")
        request.add_header("Authorization", "Bearer " + self.world.token(OWNER))
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
                return response.status
        except urllib.error.HTTPError as refused:
            return refused.code

    def test_calls_faults_and_rules(self):
        world = self.world
        self.assertEqual(self.info(), 200)
        fault = world.add_fault(match={"route": "cises.info"}, status=503)[0]
        self.assertEqual(self.info(), 503)
        self.assertEqual(len(world.faults()), 1)
        world.drop_fault(fault["id"])
        world.clear_faults()
        self.assertEqual(self.info(), 200)
        self.assertEqual(world.count_requests(refused=True), 1)
        self.assertEqual(world.requests(refused=True)[0]["status"], 503)
        self.assertTrue(world.wait_for_requests(count=2, timeout="1s")["complete"])
        world.clear_requests()
        self.assertEqual(world.count_requests(), 0)
        changed = {rule["name"]: rule["value"] for rule in world.set_rules({"document.prolog": "refuse"})}
        self.assertEqual(changed["document.prolog"], "refuse")
        self.assertTrue(world.rules())

    def test_outcomes_bots_and_scenarios(self):
        world = self.world
        outcome = world.add_outcome(match={"type": "act", "times": 1}, result="stuck")
        self.assertEqual(world.outcomes(), [outcome])
        world.drop_outcome(outcome["id"])
        world.clear_outcomes()
        self.assertEqual(world.outcomes(), [])
        bot = world.add_bot("approve", when={"type": "act"}, after="1h")
        self.assertEqual((bot["acted"], len(world.bots())), (0, 1))
        world.drop_bot(bot["id"])
        world.clear_bots()
        self.assertEqual(world.bots(), [])
        with self.assertRaisesRegex(MockismpError, "nod"):
            world.add_bot("nod")
        name = world.scenarios()["items"][0]["name"]
        self.assertEqual(world.start_scenario(name)["name"], name)
        self.assertEqual(world.scenarios()["running"], name)
        world.stop_scenario()
        world.start_scenario("mine", "name: mine\nabout: x\nsteps:\n  - advance: 1h\n")
        self.assertEqual(world.scenarios()["running"], "mine")

    def test_what_the_calls_tell(self):
        self.assertEqual(self.info(), 200)
        methods = next(s for s in self.world.coverage()["sections"] if s["name"] == "methods")
        self.assertEqual(methods["touched"], 1)
        self.assertEqual(self.world.doctor()["findings"], [])

    def test_knowledge(self):
        self.assertIn("BEGIN CERTIFICATE", self.world.key(bin=OWNER, name="ТЕСТ")["certificate"])
        self.assertIn("BEGIN CERTIFICATE", self.world.authority())
        self.assertGreater(len(self.world.fidelity()), 100)
        self.assertTrue(self.world.dictionary(self.world.dictionaries()[0]["name"])["items"])
        self.assertTrue(self.world.explain("<file/>", OWNER)["checks"])

    def test_what_is_wrong_is_said(self):
        with self.assertRaisesRegex(MockismpError, "nowhere"):
            self.world.document("nowhere")
        with self.assertRaisesRegex(MockismpError, "is not answered: .*mockismp serve"):
            Mockismp("http://127.0.0.1:1").ready()
        for call in (self.world.approve, self.world.reject, self.world.withdraw):
            self.assertRaises(MockismpError, call, "nowhere")
        self.assertRaises(MockismpError, self.world.shipment, {})
        self.assertRaises(MockismpError, self.world.receipt, {})


if __name__ == "__main__":
    unittest.main()
