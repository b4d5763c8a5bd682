<?php
require __DIR__ . '/common.php';

$curl = curl_init();
talk(function (string $method, string $path, array $query = [], mixed $body = null, ?array $form = null, ?string $token = null) use ($curl): array {
    curl_reset($curl);
    $headers = $token ? ["Authorization: Bearer $token"] : [];
    $options = [
        CURLOPT_URL => API . $path . ($query ? '?' . repeated($query) : ''), CURLOPT_CUSTOMREQUEST => $method, CURLOPT_RETURNTRANSFER => true,
        CURLOPT_CAINFO => getenv('SSL_CERT_FILE') ?: '/etc/ssl/certs/ca-certificates.crt',
    ];
    if ($body !== null) {
        $headers[] = 'Content-Type: application/json';
        $options[CURLOPT_POSTFIELDS] = json_encode($body);
    } elseif ($form) {
        $options[CURLOPT_POSTFIELDS] = $form;
    }
    curl_setopt_array($curl, $options + [CURLOPT_HTTPHEADER => $headers]);
    $text = curl_exec($curl);
    return [curl_getinfo($curl, CURLINFO_RESPONSE_CODE), $text];
});
