"""What all programs of Python do: call is the client in hand, which gives (status, text)."""
import base64
import json
import os
import subprocess

API = os.environ["TRUE_API_URL"]
BOX = "010460026600575520021121051210AL65588523"
PACK = "00000046082251PW?&;Ge"
UNKNOWN = "04600266005755unknown"


def read(variable):
    with open(os.environ[variable], encoding="ascii") as file:
        return file.read()


def sign(data):
    return subprocess.run([os.environ["SIGN"]], input=data.encode(), capture_output=True, check=True).stdout.decode()


def talk(call):
    key = json.loads(call("GET", "/auth/key")[1])
    print("key", len(key["data"]))
    token = json.loads(call("POST", "/auth/simpleSignIn", body={"uuid": key["uuid"], "data": sign(key["data"])})[1])["token"]
    print("token", len(token.split(".")))
    print("balance", len(json.loads(call("GET", "/elk/product-groups/balance/all", token=token)[1])))
    print("info", len(json.loads(call("POST", "/cises/info", token=token, body=[BOX, UNKNOWN])[1])))
    print("list", len(json.loads(call("POST", "/cises/list", token=token, query=[("values", BOX), ("values", PACK)])[1])))
    status, text = call("POST", "/edo-api/outgoing-documents/formal", token=token, form={"content": read("CONTENT"), "signature": read("SIGNATURE")})
    number = json.loads(text)["id"]
    print("act", status, len(number))
    query = [("limit", "5"), ("offset", "0"), ("statuses", "1"), ("statuses", "3"), ("type", "1000")]
    print("documents", json.loads(call("GET", "/edo-api/outgoing-documents", token=token, query=query)[1])["count"])
    text = call("GET", f"/edo-api/outgoing-documents/{number}/base64", token=token)[1]
    print("body", str(base64.b64decode(text).startswith(b"<?xml")).lower())
    status, text = call("GET", "/cises/history", token=token, query=[("code", UNKNOWN)])
    print("history", status, json.loads(text)["error_message"])
    status, text = call("GET", "/elk/product-groups/balance/all")
    print("anonymous", status, str("Full authentication is required" in text).lower())
