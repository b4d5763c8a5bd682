import requests
from common import API, talk

session = requests.Session()


def call(method, path, query=None, body=None, form=None, token=None):
    headers = {"Authorization": "Bearer " + token} if token else {}
    files = {name: (None, value) for name, value in form.items()} if form else None
    answer = session.request(method, API + path, params=query, json=body, files=files, headers=headers)
    return answer.status_code, answer.text


talk(call)
