import os

import httpx
from common import API, talk

client = httpx.Client(http2=False, verify=os.environ.get("SSL_CERT_FILE", True))


def call(method, path, query=None, body=None, form=None, token=None):
    headers = {"Authorization": "Bearer " + token} if token else {}
    files = {name: (None, value) for name, value in form.items()} if form else None
    answer = client.request(method, API + path, params=query, json=body, files=files, headers=headers)
    return answer.status_code, answer.text


talk(call)
