<?php
require 'GuzzleHttp/autoload.php';
require __DIR__ . '/common.php';

$http = new GuzzleHttp\Client(['http_errors' => false, 'verify' => getenv('SSL_CERT_FILE') ?: true]);
talk(function (string $method, string $path, array $query = [], mixed $body = null, ?array $form = null, ?string $token = null) use ($http): array {
    $options = ['query' => repeated($query), 'headers' => $token ? ['Authorization' => "Bearer $token"] : []];
    if ($body !== null) {
        $options['json'] = $body;
    } elseif ($form) {
        $options['multipart'] = array_map(fn ($name) => ['name' => $name, 'contents' => $form[$name]], array_keys($form));
    }
    $answer = $http->request($method, API . $path, $options);
    return [$answer->getStatusCode(), (string) $answer->getBody()];
});
