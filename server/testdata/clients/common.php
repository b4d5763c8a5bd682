<?php
// What all programs of PHP do: $call is the client in hand, which gives [status, text].

const BOX = '010460026600575520021121051210AL65588523';
const PACK = '00000046082251PW?&;Ge';
const UNKNOWN = '04600266005755unknown';
define('API', getenv('TRUE_API_URL'));

function sign(string $data): string
{
    $program = proc_open([getenv('SIGN')], [['pipe', 'r'], ['pipe', 'w']], $pipes);
    fwrite($pipes[0], $data);
    fclose($pipes[0]);
    $cms = stream_get_contents($pipes[1]);
    proc_close($program);
    return $cms;
}

// repeated writes a query whose names repeat, which http_build_query does not.
function repeated(array $query): string
{
    return implode('&', array_map(fn ($pair) => rawurlencode($pair[0]) . '=' . rawurlencode($pair[1]), $query));
}

function talk(callable $call): void
{
    $key = json_decode($call('GET', '/auth/key')[1], true);
    echo 'key ', strlen($key['data']), "\n";
    $token = json_decode($call('POST', '/auth/simpleSignIn', body: ['uuid' => $key['uuid'], 'data' => sign($key['data'])])[1], true)['token'];
    echo 'token ', count(explode('.', $token)), "\n";
    echo 'balance ', count(json_decode($call('GET', '/elk/product-groups/balance/all', token: $token)[1])), "\n";
    echo 'info ', count(json_decode($call('POST', '/cises/info', token: $token, body: [BOX, UNKNOWN])[1])), "\n";
    echo 'list ', count(json_decode($call('POST', '/cises/list', token: $token, query: [['values', BOX], ['values', PACK]])[1])), "\n";
    $form = ['content' => file_get_contents(getenv('CONTENT')), 'signature' => file_get_contents(getenv('SIGNATURE'))];
    [$status, $text] = $call('POST', '/edo-api/outgoing-documents/formal', token: $token, form: $form);
    $id = json_decode($text, true)['id'];
    echo 'act ', $status, ' ', strlen($id), "\n";
    $query = [['limit', '5'], ['offset', '0'], ['statuses', '1'], ['statuses', '3'], ['type', '1000']];
    echo 'documents ', json_decode($call('GET', '/edo-api/outgoing-documents', token: $token, query: $query)[1], true)['count'], "\n";
    $text = $call('GET', "/edo-api/outgoing-documents/$id/base64", token: $token)[1];
    echo 'body ', str_starts_with(base64_decode($text), '<?xml') ? 'true' : 'false', "\n";
    [$status, $text] = $call('GET', '/cises/history', token: $token, query: [['code', UNKNOWN]]);
    echo 'history ', $status, ' ', json_decode($text, true)['error_message'], "\n";
    [$status, $text] = $call('GET', '/elk/product-groups/balance/all');
    echo 'anonymous ', $status, ' ', str_contains($text, 'Full authentication is required') ? 'true' : 'false', "\n";
}
